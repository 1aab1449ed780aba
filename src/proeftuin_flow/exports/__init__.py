"""
Exports: one lifecycle, or a log, in formats that programs by others read.

Rules do not cross over, only their names: whoever runs an export says at every step what is true.  So an export decides nothing by
itself; it shows that the same definition, in somebody else's engine, leads to the same places.
"""

from ._names import Automatic, escaped, predicates, unescaped
from ._pnml import pnml
from ._scxml import scxml
from ._xstate import xstate
from .logs import ocel, xes

__all__ = ["Automatic", "escaped", "ocel", "pnml", "predicates", "scxml", "unescaped", "xes", "xstate"]

"""
Zaaktypen: the case types of a Dutch municipality, read from its catalogue, so that they can be executed.

A catalogue says in which order the statuses of a zaak come, which questions each wants answered, and which results there are.  It says
nothing about much else, and nothing of that is guessed: `open_points` has it, for whoever brings such a zaaktype to life.
"""

from ._reading import read_zaaktypen
from ._rules import HANDLER
from ._values import Answer, Check, Ended, OpenPoint, Result, Status, Term, Unit, Zaak, Zaaktype

__all__ = ["HANDLER", "Answer", "Check", "Ended", "OpenPoint", "Result", "Status", "Term", "Unit", "Zaak", "Zaaktype", "read_zaaktypen"]

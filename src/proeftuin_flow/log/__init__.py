"""
The log: what happened, with its place, sealed.

    record     one event as bytes: a header that stays for ever, and two pieces that can be removed
    sealing    events to records
    versions   by which case type a record is read
    reading    a record to its event
    folding    many records to the case that they lead to
    chain      whether a log is what was written

A record is read and verified without any definition; only making a case of it needs one.
"""

from .chain import Chains, Verified, checked, verify
from .folding import Fold, Folds, begun, fold, standing
from .reading import event_of
from .record import FORMAT, GENESIS, Header, Record, emptied_in, parse_line, record_schema, subjects_in
from .sealing import Stamp, seal
from .versions import Versions, type_of

__all__ = [
    "FORMAT", "GENESIS", "Chains", "Fold", "Folds", "Header", "Record", "Stamp", "Verified", "Versions", "begun", "checked", "emptied_in",
    "event_of", "fold", "parse_line", "record_schema", "seal", "standing", "subjects_in", "type_of", "verify",
]  # fmt: skip

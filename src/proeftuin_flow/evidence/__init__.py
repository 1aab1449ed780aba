"""
Evidence: what others can hold against a log.

    heads          the newest hash of every case, to be kept elsewhere
    ledger         the hashes of all records in the order in which they were taken in
    checkpoints    one signed hash over all of them
    proofs         that a record is in a checkpoint, and that a later one continues an earlier one
    statements     what was destroyed, signed
    keys, notes    who signed, and how that is written down
    verifying      whether a store or a file is what was written, also against all of these

Names are loaded when they are first used; only signing and checking signatures need the library `cryptography`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._heads import Head, heads, read_heads, write_heads
    from .checkpoints import Checkpoint
    from .keys import SigningKey, VerifierKey
    from .ledger import Ledger
    from .notes import Note, Signature
    from .proofs import Consistency, Inclusion
    from .statements import Statement, verify_statement
    from .verifying import Examined, Verifying, verify_file, verify_store

__all__ = [
    "Checkpoint", "Consistency", "Examined", "Head", "Inclusion", "Ledger", "Note", "Signature", "SigningKey", "Statement", "VerifierKey",
    "Verifying", "heads", "read_heads", "verify_file", "verify_statement", "verify_store", "write_heads",
]  # fmt: skip

WHERE = {
    "checkpoints": "Checkpoint",
    "keys": "SigningKey VerifierKey",
    "_heads": "Head heads read_heads write_heads",
    "ledger": "Ledger",
    "notes": "Note Signature",
    "proofs": "Consistency Inclusion",
    "statements": "Statement verify_statement",
    "verifying": "Examined Verifying verify_file verify_store",
}
MODULE_OF = {name: module for module, names in WHERE.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    module = MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{module}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

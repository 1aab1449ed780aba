"""
Bodies: what may be kept in a log, and whether a value is that.

The types that have one canonical text are few: text, whole numbers, booleans, None, dates, aware datetimes, enums, tuples, frozensets,
mappings with text keys, and attrs classes of these.  Floats are not among them: an amount is a whole number of cents.

    kinds     what a field says of itself: a kind of text, a limit
    shapes    a class, read once
    persons   where it may name somebody
    fitting   whether a value is what its shape says
"""

from .fitting import LARGEST, aware, body_problems, proper_text, value_problems
from .kinds import (
    LINE,
    OIN,
    PROSE,
    REFERENCE,
    RSIN,
    EmailAddress,
    Filled,
    Kind,
    KvK,
    Limit,
    Line,
    Money,
    PhoneNumber,
    Prose,
    Sha256,
    Uri,
)  # fmt: skip
from .persons import Finder, has_contact, kinds_named, subjects_of
from .shapes import Field, Shape, Unfit, is_erasable, missing, shape_of, without_redacted

__all__ = [
    "LARGEST", "LINE", "OIN", "PROSE", "REFERENCE", "RSIN", "EmailAddress", "Field", "Filled", "Finder", "Kind", "KvK", "Limit", "Line",
    "Money", "PhoneNumber", "Prose", "Sha256", "Shape", "Unfit", "Uri", "aware", "body_problems", "has_contact", "is_erasable", "kinds_named",
    "missing", "proper_text", "shape_of", "subjects_of", "value_problems", "without_redacted",
]  # fmt: skip

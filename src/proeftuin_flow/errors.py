"""
Errors: one class for each thing that a reader can do about it, with the facts as attributes.

`str(error)` is English; `error.text("nl")` is the same sentence in Dutch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from .labels import Label, Language, Phrase, text_of
from .messages import CHANGED, CONTRADICTS, DID_YOU_MEAN, KNOWN_ARE, TITLES

if TYPE_CHECKING:
    from .decisions import Refused

__all__ = [
    "BrokenChain", "BrokenProof", "CaseNotFound", "CommandRefused", "DefinitionError", "FlowError", "InvalidData", "LogError", "NotEstablished",
    "NotOurs", "OutcomeUnknown", "RequestReused", "RevisionConflict", "StoreUnavailable", "UnknownVersion",
]  # fmt: skip


class FlowError(Exception):
    """Everything that this library raises.  `status` is the HTTP status that fits (RFC 9110)."""

    code: ClassVar[str] = "flow_error"
    status: ClassVar[int] = 500

    def __str__(self) -> str:
        return self.text("en")

    @property
    def title(self) -> Label:
        """What kind of error it is, in a few words."""
        return TITLES[self.code]

    def text(self, language: Language) -> str:
        """The sentence, with the way out if there is one."""
        return self.title.text(language)


class DefinitionError(FlowError):
    """
    The rules contradict themselves, or `changed` without a new version number: fix the code.

    `problems` has all of them, in English: their reader is a programmer.
    """

    code = "definition_error"

    def __init__(self, name: str, version: int, problems: Iterable[str], changed: bool = False) -> None:
        self.name, self.version, self.problems, self.changed = name, version, tuple(problems), changed
        super().__init__(name, version, self.problems, changed)

    def text(self, language: Language) -> str:
        """The problems, a line each."""
        head = CHANGED if self.changed else CONTRADICTS
        first = head(name=self.name, version=self.version).text(language)
        return "\n".join([first, *(f"  - {problem}" for problem in self.problems)])


class CommandRefused(FlowError):
    """The rules said no: tell the person.  `refusal` has every reason."""

    code = "command_refused"
    status = 409

    def __init__(self, refusal: Refused) -> None:
        self.refusal = refusal
        super().__init__(refusal)

    def text(self, language: Language) -> str:
        """Every reason, a line each."""
        return self.refusal.text(language)


class InvalidData(FlowError):
    """It cannot even be decided: fix the request.  `problems` has all of them."""

    code = "invalid_data"
    status = 400

    def __init__(self, *problems: Phrase) -> None:
        self.problems = problems
        super().__init__(*problems)

    def text(self, language: Language) -> str:
        """The problems in one line."""
        return "; ".join(problem.text(language) for problem in self.problems)


class NotEstablished(FlowError):
    """
    A fact was read that nobody knows: it was unknown when the case was taken over, or it was erased.

    In a guard it becomes the reason `cannot_be_established`; `part.unknown` names such facts beforehand.
    """

    code = "cannot_be_established"
    status = 409

    def __init__(self, fact: Phrase) -> None:
        self.fact = fact
        super().__init__(fact)

    def text(self, language: Language) -> str:
        """Which fact it is."""
        return f"{self.title.text(language)}: {self.fact.text(language)}"


class CaseNotFound(FlowError):
    """No such stream: check the id."""

    code = "case_not_found"
    status = 404

    def __init__(self, stream: str) -> None:
        self.stream = stream
        super().__init__(stream)

    def text(self, language: Language) -> str:
        """Which case was asked for."""
        return Label(f"geen zaak {self.stream!r} in deze opslag", f"no case {self.stream!r} in this store").text(language)


class RevisionConflict(FlowError):
    """Somebody was faster: read again and retry."""

    code = "revision_conflict"
    status = 412

    def __init__(self, stream: str, expected: int, found: int) -> None:
        self.stream, self.expected, self.found = stream, expected, found
        super().__init__(stream, expected, found)

    def text(self, language: Language) -> str:
        """Which revision was expected, and which was found."""
        if self.found == self.expected:
            return Label(
                f"gebeurtenis {self.found} van zaak {self.stream!r} is een andere dan verwacht; lees de zaak opnieuw en probeer het nog eens",
                f"record {self.found} of case {self.stream!r} is another one than was expected; read it again and retry",
            ).text(language)
        return Label(
            f"zaak {self.stream!r} is niet meer bij {self.expected} maar bij {self.found}; lees de zaak opnieuw en probeer het nog eens",
            f"case {self.stream!r} is no longer at revision {self.expected} but at {self.found}; read it again and retry",
        ).text(language)


class RequestReused(FlowError):
    """This request id stands for another command: use a new one."""

    code = "request_reused"
    status = 422

    def __init__(self, stream: str, request: str) -> None:
        self.stream, self.request = stream, request
        super().__init__(stream, request)

    def text(self, language: Language) -> str:
        """Which request it was."""
        return Label(
            f"verzoek {self.request!r} in zaak {self.stream!r} was een andere opdracht; gebruik een nieuw verzoeknummer",
            f"request {self.request!r} in case {self.stream!r} was another command; use a new request id",
        ).text(language)


class OutcomeUnknown(FlowError):
    """The store cannot say whether it was written: ask again with the same request id."""

    code = "outcome_unknown"
    status = 503

    def __init__(self, stream: str, cause: str | Phrase) -> None:
        self.stream, self.cause = stream, cause
        super().__init__(stream, cause)

    def text(self, language: Language) -> str:
        """What happened to the store."""
        cause = text_of(self.cause, language)
        return Label(
            f"onbekend of het is vastgelegd in zaak {self.stream!r} ({cause}); vraag het opnieuw met hetzelfde verzoeknummer",
            f"it is unknown whether it was recorded in case {self.stream!r} ({cause}); ask again with the same request id",
        ).text(language)


class StoreUnavailable(FlowError):
    """Nothing was written: free space, unlock or wait, then repeat."""

    code = "store_unavailable"
    status = 503

    def __init__(self, where: str, cause: str | Phrase) -> None:
        self.where, self.cause = where, cause
        super().__init__(where, cause)

    def text(self, language: Language) -> str:
        """What stands in the store's way."""
        cause = text_of(self.cause, language)
        return Label(
            f"de opslag {self.where} is niet beschikbaar ({cause}); er is niets vastgelegd: los het op en herhaal de opdracht",
            f"the store {self.where} is not available ({cause}); nothing was written: mend it, then repeat the command",
        ).text(language)


class LogError(FlowError):
    """The history cannot be trusted: call someone."""

    code = "log_error"


class NotOurs(LogError):
    """A foreign file, or a newer format."""

    code = "not_ours"

    def __init__(self, where: str, what: Phrase) -> None:
        self.where, self.what = where, what
        super().__init__(where, what)

    def text(self, language: Language) -> str:
        """What was found there."""
        head = Label(f"{self.where} is geen logboek dat deze versie kan lezen", f"{self.where} is no log that this version can read")
        return f"{head.text(language)}: {self.what.text(language)}"


class UnknownVersion(LogError):
    """A case lives under a definition that was not given here."""

    code = "unknown_version"

    def __init__(self, name: str, version: int, known: Sequence[int], fingerprint: str | None = None) -> None:
        self.name, self.version, self.known, self.fingerprint = name, version, tuple(known), fingerprint
        super().__init__(name, version, self.known, fingerprint)

    def text(self, language: Language) -> str:
        """Which version was asked for, and which are known."""
        known = ", ".join(map(str, self.known)) or Label("geen", "none").text(language)
        if self.fingerprint:
            return Label(
                f"zaaktype {self.name!r} versie {self.version} is hier anders dan bij het vastleggen ({self.fingerprint[:12]})",
                f"case type {self.name!r} version {self.version} is another one here than when this was recorded ({self.fingerprint[:12]})",
            ).text(language)
        return Label(f"geen zaaktype {self.name!r} versie {self.version} hier; bekende versies: {known}",
                     f"no case type {self.name!r} version {self.version} here; known versions: {known}").text(language)


class BrokenChain(LogError):
    """The first record that was changed, moved, or removed."""

    code = "broken_chain"

    def __init__(self, stream: str, seq: int, what: Phrase) -> None:
        self.stream, self.seq, self.what = stream, seq, what
        super().__init__(stream, seq, what)

    def text(self, language: Language) -> str:
        """Which record, and what is wrong with it."""
        where = Label(f"zaak {self.stream!r}, gebeurtenis {self.seq}", f"case {self.stream!r}, record {self.seq}")
        return f"{where.text(language)}: {self.what.text(language)}"


class BrokenProof(LogError):
    """A checkpoint, its signature, a proof or a ledger that does not hold."""

    code = "broken_proof"

    def __init__(self, where: str, what: Phrase) -> None:
        self.where, self.what = where, what
        super().__init__(where, what)

    def text(self, language: Language) -> str:
        """Which one it is, and what is wrong with it."""
        return f"{self.where}: {self.what.text(language)}"


def unknown(problem: Phrase, name: str, known: Iterable[str]) -> InvalidData:
    """The error for a name that does not exist, with the nearest one that does, or else what does."""
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(name, names, 1)
    return InvalidData(DID_YOU_MEAN(problem=problem, near=near[0]) if near else KNOWN_ARE(problem=problem, known=tuple(names)))

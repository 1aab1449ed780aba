"""
Decisions: accepted, or refused with every reason; and the options that somebody has.

A refusal is data.  Its text is rendered last, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from .case import Case, Event, Part
from .guards import Role, Severity, Trigger
from .labels import Blocker, Label, Language, PartTitle, Phrase, text_of
from .messages import IS_CLOSED, NOT_ESTABLISHED, NOT_POSSIBLE, NOT_YET, STANDS_AT
from .wishes import Actor

__all__ = ["Accepted", "Option", "Reason", "Refused", "Status"]

Status: TypeAlias = Literal["ready", "needs_data", "blocked"]

COLON: Final = frozenset({"role", "data_missing", "data_malformed", "unknown_events", "part_limit", "waiver_not_allowed", "second_person",
                          "cannot_be_voided", "does_not_fit"})
"""The library's own reasons name their blockers after a colon; there is no "not yet" about them."""


class Reason(Struct, frozen=True, gc=False):
    """
    One unmet requirement.

    `code` is the guard's, or one of the library's own: wrong_state, role, data_missing, data_malformed, cannot_be_established,
    unknown_events, part_limit, waiver_not_allowed, second_person, cannot_be_voided, does_not_fit.  `guard` is the guard that it is about,
    if there is one; `where` the part, if it is another one than the part that was asked.  `advice` may say what to do about it.
    """

    code: str
    label: Label
    blockers: tuple[Blocker, ...]
    part: str
    severity: Severity = Severity.HARD
    guard: str | None = None
    where: PartTitle | None = None
    advice: Label | None = None

    @property
    def waivable_by(self) -> tuple[Role, ...]:
        """The roles that may waive it; empty if nobody may."""
        return self.severity.by

    def text(self, language: Language) -> str:
        """The reason in one line."""
        if self.code == "wrong_state":
            return self.label.text(language)
        own = self.label.text(language)
        if self.where is not None:
            own = f"{self.where.name(language)}: {own}"
        if not self.blockers:
            return own
        if self.code in COLON:
            return f"{own}: {_named(self.blockers, language)}"
        if self.code == "cannot_be_established":
            return f"{own} — {NOT_ESTABLISHED.text(language)}: {_named(self.blockers, language)}"
        phrases = [blocker for blocker in self.blockers if isinstance(blocker, Phrase) and blocker.code != "and_more"]
        names = [blocker for blocker in self.blockers if blocker not in phrases]
        said = [f"{NOT_YET.text(language)}: {_named(names, language)}"] if names else []
        return f"{own} — {'; '.join([*said, *(phrase.text(language) for phrase in phrases)])}"


class Accepted(Struct, frozen=True, gc=False):
    """Yes: what happens then, and where the case stands after it."""

    events: tuple[Event[Any], ...]
    case: Case


class Refused(Struct, frozen=True, gc=False):
    """No, and everything that stands in the way.  `allowed` are the roles that may do this somewhere."""

    part: Part[Any]
    trigger: Trigger
    reasons: tuple[Reason, ...]
    allowed: tuple[Role, ...] = ()

    def text(self, language: Language) -> str:
        """What was wished, and every reason in a line of its own."""
        head = NOT_POSSIBLE(wish=self.trigger.label.text(language)).text(language)
        return "\n".join([head, *(f"  - {reason.text(language)}" for reason in self.reasons)])

    def for_(self, actor: Actor) -> Refused:
        """
        The refusal as this person should see it.

        Somebody with none of the roles that may do this learns that, and where the part stands; not what is missing in the file.
        """
        if any(role.name in actor.roles for role in self.allowed):
            return self
        shown = tuple(reason for reason in self.reasons if reason.code in ("wrong_state", "role"))
        return Refused(self.part, self.trigger, shown, self.allowed)


class Option(Struct, frozen=True, gc=False):
    """
    Something that exists here: `ready`, `needs_data`, or `blocked`.

    `data` is the class of the data that it wants, or None.  `reasons` are what `decide` refuses with when no data is given.
    """

    trigger: str
    label: Label
    part: str
    status: Status
    reasons: tuple[Reason, ...]
    data: type[Any] | None

    @property
    def waivable(self) -> tuple[Reason, ...]:
        """The reasons that may be waived; each says by whom."""
        return tuple(reason for reason in self.reasons if reason.severity.by)


def stands_at(part: Part[Any], states: tuple[Label, ...]) -> Label:
    """The sentence of `wrong_state`: where a part stands, and from where it could be done."""
    title = part.title
    if not states:
        return _both(IS_CLOSED, title)
    return Label(*(
        STANDS_AT(part=title.name(language), state=title.state.text(language), states=text_of(states, language)).text(language)
        for language in ("nl", "en")
    ))  # fmt: skip


def _both(phrase: Any, title: PartTitle) -> Label:
    nl, en = (phrase(part=title.name(language), state=title.state.text(language)).text(language) for language in ("nl", "en"))
    return Label(nl, en)


def _named(blockers: Sequence[Any], language: Language) -> str:
    between = "; " if any(isinstance(blocker, Phrase) and blocker.code != "and_more" for blocker in blockers) else ", "
    return between.join(text_of(blocker, language) for blocker in blockers)

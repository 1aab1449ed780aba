"""
Deadlines: what is due in a pilot, what is late, and what is expected, and who is next to act.

Nothing here waits or reminds.  An application has a clock, asks every so often, and sends what it wants to send.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal, TypeAlias

from attrs import frozen

from ..case import Case
from ..case_type import CaseType
from ..errors import InvalidData
from ..guards import Role, Trigger
from ..labels import Label, Language, phrase
from ..messages import FIELD_TYPE, FIELD_VALUE, NAIVE_TIME
from .days import PERIOD, WorkingDays
from .deadline_rules import RULES
from .deadline_terms import Rule, Term, When, later

__all__ = ["Due", "due"]

Status: TypeAlias = Literal["overdue", "due", "expected"]

A_PERIOD: Final = Label("een termijn zoals P1M, P2W of P7D", "a period such as P1M, P2W or P7D")
no_terms_known = phrase("no_terms_known", nl="van zaaktype {name} zijn hier geen termijnen bekend", en="no terms are known here of case type {name}",
                        name=str)  # fmt: skip

DAYS: Final = {
    "by": phrase("by_day", nl="{what}: uiterlijk {day}", en="{what}: by {day}", what=Label, day=date),
    "on": phrase("on_day", nl="{what}: op {day}", en="{what}: on {day}", what=Label, day=date),
    "from": phrase("from_day", nl="{what}: vanaf {day}", en="{what}: from {day}", what=Label, day=date),
}
LATE: Final = {"by": Label("te laat", "overdue"), "on": Label("voorbij", "passed")}
NEXT_TO_ACT: Final = Label("aan zet", "next to act")


@frozen
class Due:
    """
    A day that counts: what it is called, and who is next to act.

    A day is the last one (`when` is `by`), the very day (`on`), or the first one (`from`).  It is `overdue` if it has passed, `due` if it
    comes soon, `expected` if it comes later; what may be done from a day on is never overdue, but due as long as nobody does it.

    `trigger` is what answers it, of this `part`, and `by` the roles that may use that; None and nobody where only a person can say what is to
    be done.  `part` is None for the pilot as a whole, and for what is not there yet.  `item` is the id of a remedy or reservation, and
    `organisation` the one that sees to it, where one is named.
    """

    code: str
    label: Label
    day: date
    status: Status
    part: str | None
    by: tuple[Role, ...]
    trigger: Trigger | None
    when: When
    item: str | None = None
    organisation: str | None = None

    def text(self, language: Language) -> str:
        """What is due, when, and who is next to act, in one line."""
        said = DAYS[self.when](what=self.label, day=self.day).text(language)
        if self.status == "overdue":
            said += f", {LATE[self.when].text(language)}"
        who = self.organisation or ", ".join(role.label.text(language) for role in self.by)
        return f"{said}; {NEXT_TO_ACT.text(language)}: {who}" if who else said


def due(case: Case, now: datetime, *, soon: str = "P1M", working_days: WorkingDays | None = None) -> tuple[Due, ...]:
    """
    What is overdue, due or expected in a pilot or gathering at a moment, by day.

    `soon` is how far ahead something is due and not just expected.  With `working_days` a last day on which nobody works moves to the next
    working day; the very day and the first day of something stay where they are.

    What nobody knows gives no day: neither what was not said when a case was taken over, nor what was erased.

    Raises:
        InvalidData: If the moment is naive, `soon` is no period, or no terms are known here of such a case type.
    """
    today, horizon = _today(case, now, soon)
    rules = RULES.get(case.type.root.facts)
    if rules is None:
        raise InvalidData(no_terms_known(name=case.type.name))
    found = [
        _due(case.type, rule, term, day if working_days is None or rule.when != "by" else working_days.next_working_day(day), today, horizon)
        for rule in rules
        for term in rule.function(case)
        if (day := term.day) is not None
    ]
    return tuple(sorted(found, key=_day))


def _today(case: Case, now: datetime, soon: str) -> tuple[date, date]:
    """The day, as people count it where the case is, and the last day that is soon."""
    if not isinstance(now, datetime):
        raise InvalidData(FIELD_TYPE(path="now", wanted="datetime", got=type(now).__name__))
    if now.utcoffset() is None:
        raise InvalidData(NAIVE_TIME(name="now"))
    if not PERIOD.fullmatch(soon):
        raise InvalidData(FIELD_VALUE(path="soon", wanted=A_PERIOD))
    today = case.type.day(now)
    return today, later(today, soon) or date.max


def _due(case_type: CaseType, rule: Rule, term: Term, day: date, today: date, horizon: date) -> Due:
    trigger = term.trigger
    # A variant may have left out the only arrow with this trigger; then nobody can use it.
    lifecycle = None if trigger is None else case_type.lifecycle_of.get(trigger.name)
    by = () if lifecycle is None or trigger is None else lifecycle.allowed[trigger.name]
    if day < today:
        status: Status = "due" if rule.when == "from" else "overdue"
    else:
        status = "due" if day <= horizon else "expected"
    part = None if term.part is None else term.part.address
    return Due(
        rule.code, rule.named(term), day, status, part, by, trigger if by else None, rule.when, term.item, term.organisation,
    )  # fmt: skip


def _day(found: Due) -> date:
    return found.day

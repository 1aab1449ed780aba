"""
The rules of one zaaktype: its statuses in their order, each once its questions are met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Any, Final

from ...case_type import CaseType
from ...guards import Guard, Role, Severity, Trigger, guard
from ...labels import Label, Phrase, phrase
from ...lifecycle import NEW, EventType, Lifecycle, State, Transition, event
from ...situation import Situation
from ._values import Answer, Check, Ended, Result, Status, Zaak, zaak_answered, zaak_ended

__all__ = ["HANDLER", "case_type_of"]

HANDLER: Final = Role("handler", nl="behandelaar", en="handler")
"""Who does everything, as long as nobody says who may do what: a catalogue does not."""

ANSWER: Final = Trigger("answer", nl="vraag beantwoorden", en="answer a question")
OPEN_ZAAK: Final = Trigger("open_zaak", nl="zaak openen", en="open a zaak")
CLOSE: Final = Trigger("close_zaak", nl="zaak sluiten", en="close a zaak")
NO_STATUS: Final = State("no_status", nl="nog geen status", en="no status yet")
CLOSED: Final = State("closed", nl="gesloten, zonder status", en="closed, without a status", final=True)
opened: Final = event("zaak_opened", nl="zaak geopend", en="zaak opened")
answered: Final = event("question_answered", Answer, nl="vraag beantwoord", en="question answered", then=zaak_answered)

not_answered = phrase("question_not_answered", nl="{name}: nog niet beantwoord", en="{name}: not answered yet", name=str)
answered_no = phrase("question_answered_no", nl="{name}: beantwoord met nee", en="{name}: answered no", name=str)


def case_type_of(
    code: str, name: str, version: int, statuses: tuple[Status, ...], results: tuple[Result, ...], roles: tuple[Role, ...]
) -> CaseType:  # fmt: skip
    """A zaak is opened without a status; then its statuses follow in their order, and the last one wants a result if there are any."""
    *before, last = [status.code for status in statuses] or [CLOSED.name]
    states = {each.code: State(each.code, nl=each.name, en=each.name, final=each.code == last) for each in statuses} or {last: CLOSED}
    asked = {each.code: [_asked(check) for check in each.checks] for each in statuses}
    transitions: list[Transition[Any]] = [NEW.to(NO_STATUS, on=OPEN_ZAAK, by=roles, emits=opened)]
    if known := frozenset(check.code for each in statuses for check in each.checks):
        answerable = _answerable(known)
        answering = (NO_STATUS, *(states[each] for each in before))
        transitions += (state.stays(on=ANSWER, by=roles, emits=answered, requires=[answerable]) for state in answering)
    for source, target in pairwise(chain([NO_STATUS], states.values())):
        ends = target.name == last and bool(results)
        requires = [*asked.get(target.name, ()), *([_result_known(results)] if ends else ())]
        on = CLOSE if target is CLOSED else Trigger(f"to_{target.name}", nl=target.nl, en=target.en)
        transitions.append(source.to(target, on=on, by=roles, emits=_reached(target, ends=ends), requires=requires))
    lifecycle = Lifecycle(code, nl=name, en=name, facts=Zaak, transitions=transitions)
    return CaseType(code, version=version, nl=name, en=name, root=lifecycle)


def _reached(state: State, *, ends: bool) -> EventType[Any, Any]:
    name, label = f"{state.name}_reached", state.label
    return event(name, Ended, nl=label.nl, en=label.en, then=zaak_ended) if ends else event(name, nl=label.nl, en=label.en)


def _asked(check: Check) -> Guard[Zaak]:
    """The question as a requirement; one that needs not be met is advice."""

    def is_met(s: Situation[Zaak]) -> Iterator[Phrase]:
        """The catalogue of zaaktypen: a question of a status."""
        if check.code not in s.facts.met:
            yield answered_no(name=check.name) if check.code in s.facts.unmet else not_answered(name=check.name)

    severity = Severity.HARD if check.required else Severity.ADVISORY
    advice = None if check.required else Label(check.question, check.question)
    return guard(nl=check.question, en=check.question, code=check.code, severity=severity, advice=advice)(is_met)


def _answerable(known: frozenset[str]) -> Guard[Zaak]:
    @guard(nl="de vraag hoort bij dit zaaktype", en="the question is one of this zaaktype")
    def question_known(s: Situation[Zaak], answer: Answer) -> Iterator[str]:
        """The catalogue of zaaktypen: the questions of all statuses."""
        if answer.check not in known:
            yield answer.check

    return question_known


def _result_known(results: Iterable[Result]) -> Guard[Zaak]:
    known = frozenset(result.code for result in results)

    @guard(nl="het resultaat hoort bij dit zaaktype", en="the result is one of this zaaktype")
    def result_known(s: Situation[Zaak], ended: Ended) -> Iterator[str]:
        """The catalogue of zaaktypen: its results."""
        if ended.result not in known:
            yield ended.result

    return result_known

"""
Zaaktypen: the case types of a Dutch municipality, read from its catalogue, so that they can be executed.

A catalogue says in which order the statuses of a zaak come, which questions each wants answered, and which results there are.  It says
nothing about much else, and nothing of that is guessed: `open_points` has it, for whoever brings such a zaaktype to life.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec
from attrs import evolve, frozen
from msgspec import Meta, Struct

from ..bodies import Line
from ..case_type import CaseType
from ..errors import InvalidData
from ..guards import Guard, Role, Severity, Trigger, guard
from ..labels import Label, Phrase, folded, phrase
from ..lifecycle import NEW, EventType, Lifecycle, State, Transition, event, fact
from ..privacy import C0
from ..situation import Situation

__all__ = ["HANDLER", "Answer", "Check", "Ended", "OpenPoint", "Result", "Term", "Unit", "Zaak", "Zaaktype", "read_zaaktypen"]

HANDLER: Final = Role("handler", nl="behandelaar", en="handler")
"""Who does everything, as long as nobody says who may do what: a catalogue does not."""

# ── what a log keeps ─────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Answer:
    """The answer to a question: its code, and whether it is met."""

    check: C0[Line]
    met: C0[bool]


@frozen
class Ended:
    """How a zaak ended: the code of a result."""

    result: C0[Line]


@frozen
class Zaak:
    """What is known of a zaak: which questions are met, and its result once it ended."""

    met: frozenset[str] = fact(nl="beantwoorde vragen", en="questions that are met", factory=frozenset)
    result: str | None = fact(None, nl="resultaat", en="result")


def _answered(zaak: Zaak, answer: Answer) -> Zaak:
    return evolve(zaak, met=zaak.met | {answer.check} if answer.met else zaak.met - {answer.check})


def _ended(zaak: Zaak, ended: Ended) -> Zaak:
    return evolve(zaak, result=ended.result)


# ── what a catalogue says ────────────────────────────────────────────────────────────────────────────────────────────────


class Unit(Enum):
    """What a term is counted in."""

    DAY = "Dag"
    WEEK = "Week"
    MONTH = "Maand"
    YEAR = "Jaar"


@frozen
class Term:
    """So many days, weeks, months or years; `count` and `unit` are None where the catalogue's `text` says something else."""

    text: str
    count: int | None = None
    unit: Unit | None = None


@frozen
class Check:
    """A question of a status: its code here, what it is called, what is asked, and whether it must be met."""

    code: str
    name: str
    question: str
    required: bool


@frozen
class Result:
    """A way in which a zaak can end; `keeps` if its papers are kept for ever, else after `retention` from the day that `counts_from` says."""

    code: str
    name: str
    keeps: bool
    retention: Term | None
    counts_from: str | None


@frozen
class OpenPoint:
    """Something that the catalogue does not say: what kind of thing, about what, and the sentence."""

    code: str
    where: str
    says: Phrase


@frozen
class Zaaktype:
    """
    One zaaktype: its case type, and what the catalogue says beside that.

    Statuses are states, in their order; each required question is a guard of its status.  `terms` has the terms by their name in the
    catalogue; what may be suspended (`suspendable`), objected to (`appealable`), or is granted by silence (`silence_grants`) is None where
    it does not say.  `parties` are the kinds of roles that people have in such a zaak.
    """

    id: str
    name: str
    case_type: CaseType
    checks: Mapping[str, tuple[Check, ...]]
    results: tuple[Result, ...]
    terms: Mapping[str, Term]
    suspendable: bool | None
    appealable: bool | None
    silence_grants: bool | None
    parties: tuple[str, ...]
    open_points: tuple[OpenPoint, ...]


Text: TypeAlias = Annotated[str, Meta(max_length=500)]
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
YesOrNo: TypeAlias = Literal["Ja", "Nee"] | None


class _CheckRow(Struct, forbid_unknown_fields=True):
    naam: Name
    vraag: Text | None
    verplicht: bool


class _StatusRow(Struct, forbid_unknown_fields=True):
    volgnummer: Annotated[int, Meta(ge=1, le=9999)]
    naam: Name
    zichtbaarheid: Text | None
    doorlooptijd: Text | None
    checks: list[_CheckRow]


class _ResultRow(Struct, forbid_unknown_fields=True):
    naam: Name
    waardering: Literal["Bewaren", "Vernietigen"]
    bewaartermijn: Text | None
    eenheid: Text | None
    start: Text | None


class _Row(Struct, forbid_unknown_fields=True):
    bron: Text | None
    id: Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
    naam: Name
    termijnen: dict[str, Text]
    aanhouden_mogelijk: YesOrNo
    beroep_mogelijk: YesOrNo
    lex_silencio: YesOrNo
    statustypen: list[_StatusRow]
    resultaattypen: list[_ResultRow]
    roltypen: list[Text]
    documenttypen: Annotated[int, Meta(ge=0)]
    regels: list[Any]


class _Catalogue(Struct):
    zaaktypen: list[_Row]


_decode: Final = msgspec.json.Decoder(_Catalogue).decode

not_readable = phrase("zaaktypen_not_readable", nl="{path} is niet te lezen: {cause}", en="{path} cannot be read: {cause}", path=str, cause=str)
no_catalogue = phrase("no_catalogue", nl="dit is geen catalogus van zaaktypen: {cause}", en="this is no catalogue of zaaktypen: {cause}", cause=str)
given_twice = phrase("zaaktype_twice", nl="zaaktype {id!r} staat er {times} keer in", en="zaaktype {id!r} is there {times} times", id=str, times=int)
number_twice = phrase("status_number_twice", nl="zaaktype {id!r}: volgnummer {number} staat er {times} keer in",
                      en="zaaktype {id!r}: status number {number} is there {times} times", id=str, number=int, times=int)  # fmt: skip

OPEN: Final[Mapping[str, Any]] = {
    code: phrase(f"open_{code}", nl=nl, en=en)
    for code, nl, en in [
        ("who", "wie een status mag zetten, staat er niet in", "it does not say who may set a status"),
        ("order", "of een status mag worden overgeslagen of teruggezet, staat er niet in",
         "it does not say whether a status may be left out, or set back"),
        ("language", "de namen en vragen zijn er alleen in het Nederlands", "names and questions are there in Dutch only"),
        ("no_statuses", "er zijn geen statussen", "there are no statuses"),
        ("no_results", "er zijn geen resultaten", "there are no results"),
        ("which_result", "bij welke stand een resultaat past, staat er niet in", "it does not say when which result fits"),
        ("no_question", "deze controle heeft geen vraag", "this check has no question"),
        ("status_term", "hoe lang een status mag duren, staat er niet in", "it does not say how long a status may take"),
        ("term", "deze termijn is niet te lezen", "this term cannot be read"),
        ("no_terms", "er zijn geen termijnen", "there are no terms"),
        ("not_said", "of dit kan, staat er niet in", "it does not say whether this is possible"),
        ("suspension", "wat aanhouden met de termijn doet, staat er niet in", "it does not say what suspension does to the term"),
        ("extension", "hoe vaak en tot wanneer verdaagd mag worden, staat er niet in", "it does not say how often and until when it may be extended"),
        ("silence", "wanneer een vergunning van rechtswege ontstaat, staat er niet in", "it does not say when silence grants"),
        ("retention", "hoe lang dit bewaard wordt, staat er niet in", "it does not say how long this is kept"),
        ("counts_from", "vanaf welke dag de bewaartermijn loopt, staat er niet in", "it does not say from which day the retention period counts"),
        ("rules", "de regels bij dit zaaktype worden niet gelezen", "the rules of this zaaktype are not read"),
    ]
}  # fmt: skip
"""What a catalogue may leave open, by its code."""

# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_zaaktypen(source: Path | bytes, *, by: Iterable[Role] = (HANDLER,), version: int = 1) -> tuple[Zaaktype, ...]:
    """
    The zaaktypen of a catalogue in JSON, given as a `Path`, or as its bytes; the how-to shows its form.

    `by` are the roles that may do everything, and `version` is that of each case type: a catalogue has neither.

    Raises:
        InvalidData: If it is no such catalogue: it says where.  Of numbers and ids that are there twice it names all.
    """
    try:
        text = source if isinstance(source, bytes) else source.read_bytes()
    except OSError as cause:
        raise InvalidData(not_readable(path=str(source), cause=str(cause))) from cause
    try:
        rows = _decode(text).zaaktypen
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as cause:
        raise InvalidData(no_catalogue(cause=str(cause))) from cause
    if problems := [*_twice(rows)]:
        raise InvalidData(*problems)
    roles = tuple(by)
    return tuple(_zaaktype(row, roles, version) for row in rows)


def _twice(rows: Iterable[_Row]) -> Iterator[Phrase]:
    ids = Counter(_code_of(row) for row in rows)
    yield from (given_twice(id=id, times=times) for id, times in ids.items() if times > 1)
    for row in rows:
        numbers = Counter(status.volgnummer for status in row.statustypen)
        yield from (number_twice(id=row.id, number=number, times=times) for number, times in numbers.items() if times > 1)


def _zaaktype(row: _Row, roles: tuple[Role, ...], version: int) -> Zaaktype:
    statuses = sorted(row.statustypen, key=lambda status: status.volgnummer)
    codes = _codes((status.naam for status in statuses), "status")
    named = _codes((check.naam for status in statuses for check in status.checks), "check")
    there = iter(named)
    checks = {
        code: tuple(Check(next(there), check.naam, check.vraag or check.naam, check.verplicht) for check in status.checks)
        for code, status in zip(codes, statuses, strict=True)
    }
    results = tuple(
        Result(code, each.naam, each.waardering == "Bewaren", _retention(each), each.start)
        for code, each in zip(_codes((each.naam for each in row.resultaattypen), "result"), row.resultaattypen, strict=True)
    )
    terms = {name: _term(text) for name, text in row.termijnen.items()}
    states = {code: status.naam for code, status in zip(codes, statuses, strict=True)}
    case_type = _case_type(_code_of(row), row.naam, version, states, checks, results, roles)
    yes = {"Ja": True, "Nee": False, None: None}
    made = Zaaktype(
        row.id, row.naam, case_type, MappingProxyType(checks), results, MappingProxyType(terms), yes[row.aanhouden_mogelijk],
        yes[row.beroep_mogelijk], yes[row.lex_silencio], tuple(row.roltypen), (),
    )  # fmt: skip
    return evolve(made, open_points=tuple(OpenPoint(code, where, OPEN[code]()) for code, where in _left_open(row, made)))


def _code_of(row: _Row) -> str:
    return f"zaaktype_{row.id.lower().replace('-', '_')}"


def _codes(names: Iterable[str], kind: str) -> list[str]:
    """A code for each name, in order: `status_besluit_genomen`; a name that comes again gets a number."""
    made: dict[str, None] = {}
    for name in names:
        words = re.sub(r"[^a-z0-9]+", "_", folded(name)).strip("_")
        code = f"{kind}_{words[:40].rstrip('_')}" if words else kind
        again = next(number for number in range(1, len(made) + 2) if (code if number == 1 else f"{code}_{number}") not in made)
        made[code if again == 1 else f"{code}_{again}"] = None
    return [*made]


def _term(text: str) -> Term:
    """`8 Week`, as a number and a unit."""
    found = re.fullmatch(r"([0-9]{1,5}) (Dag|Week|Maand|Jaar)", text)
    return Term(text, int(found[1]), Unit(found[2])) if found else Term(text)


def _retention(row: _ResultRow) -> Term | None:
    return None if row.bewaartermijn is None and row.eenheid is None else _term(f"{row.bewaartermijn or ''} {row.eenheid or ''}".strip())


def _left_open(row: _Row, made: Zaaktype) -> Iterator[tuple[str, str]]:
    """What nobody could know from this catalogue, and about what."""
    yield from (("who", row.id), ("order", row.id), ("language", row.id))
    if not row.statustypen:
        yield "no_statuses", row.id
    elif any(status.doorlooptijd is None for status in row.statustypen):
        yield "status_term", row.id
    yield ("which_result" if made.results else "no_results"), row.id
    yield from (("no_question", check.naam) for status in row.statustypen for check in status.checks if not check.vraag)
    if not made.terms:
        yield "no_terms", row.id
    yield from (("term", name) for name, term in made.terms.items() if term.unit is None)
    said = {"aanhouden_mogelijk": made.suspendable, "beroep_mogelijk": made.appealable, "lex_silencio": made.silence_grants}
    yield from (("not_said", name) for name, value in said.items() if value is None)
    if made.suspendable:
        yield "suspension", row.id
    if "verdagingstermijn" in made.terms:
        yield "extension", row.id
    if made.silence_grants:
        yield "silence", row.id
    for result in made.results:
        if not result.keeps and (result.retention is None or result.retention.unit is None):
            yield "retention", result.name
        if not result.keeps and result.counts_from in (None, "Ander datumkenmerk"):
            yield "counts_from", result.name
    if row.regels:
        yield "rules", row.id


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

ANSWER: Final = Trigger("answer", nl="vraag beantwoorden", en="answer a question")
OPEN_ZAAK: Final = Trigger("open_zaak", nl="zaak openen", en="open a zaak")
CLOSE: Final = Trigger("close_zaak", nl="zaak sluiten", en="close a zaak")
NO_STATUS: Final = State("no_status", nl="nog geen status", en="no status yet")
CLOSED: Final = State("closed", nl="gesloten, zonder status", en="closed, without a status", final=True)
opened: Final = event("zaak_opened", nl="zaak geopend", en="zaak opened")
answered: Final = event("question_answered", Answer, nl="vraag beantwoord", en="question answered", then=_answered)


def _case_type(
    code: str, name: str, version: int, names: Mapping[str, str], checks: Mapping[str, tuple[Check, ...]], results: tuple[Result, ...],
    roles: tuple[Role, ...],
) -> CaseType:  # fmt: skip
    """A zaak is opened without a status; then its statuses follow in their order, each once its questions are met."""
    *before, last = [*names] or [CLOSED.name]
    states = {each: State(each, nl=names[each], en=names[each], final=each == last) for each in names} or {last: CLOSED}
    transitions: list[Transition[Any]] = [NEW.to(NO_STATUS, on=OPEN_ZAAK, by=roles, emits=opened)]
    answerable = _answerable(check for each in checks.values() for check in each)
    if any(checks.values()):
        transitions += (
            state.stays(on=ANSWER, by=roles, emits=answered, requires=[answerable]) for state in (NO_STATUS, *(states[each] for each in before))
        )
    for source, target in pairwise((NO_STATUS, *states.values())):
        asked = [_asked(check) for check in checks.get(target.name, ())]
        if target.name == last and results:
            asked.append(_result_known(results))
        label = target.label
        on = CLOSE if target is CLOSED else Trigger(f"to_{target.name}", nl=label.nl, en=label.en)
        transitions.append(source.to(target, on=on, by=roles, emits=_reached(target, ends=target.name == last and bool(results)), requires=asked))
    lifecycle = Lifecycle(code, nl=name, en=name, facts=Zaak, transitions=transitions)
    return CaseType(code, version=version, nl=name, en=name, root=lifecycle)


def _reached(state: State, *, ends: bool) -> EventType[Any, Any]:
    name, label = f"{state.name}_reached", state.label
    return event(name, Ended, nl=label.nl, en=label.en, then=_ended) if ends else event(name, nl=label.nl, en=label.en)


def _asked(check: Check) -> Guard[Zaak]:
    """The question as a requirement; one that needs not be met is advice."""

    def is_met(s: Situation[Zaak]) -> Iterator[Label]:
        """The catalogue of zaaktypen: a question of a status."""
        if check.code not in s.facts.met:
            yield Label(check.name, check.name)

    severity = Severity.HARD if check.required else Severity.ADVISORY
    advice = None if check.required else Label(check.question, check.question)
    return guard(nl=check.question, en=check.question, code=check.code, severity=severity, advice=advice)(is_met)


def _answerable(checks: Iterable[Check]) -> Guard[Zaak]:
    known = frozenset(check.code for check in checks)

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

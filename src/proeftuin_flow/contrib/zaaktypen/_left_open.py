"""
What nobody could know from a catalogue: reported, and never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import evolve

from ...labels import PhraseType, phrase
from ._values import OpenPoint, Term, Zaaktype

__all__ = ["OPEN", "with_open_points"]

OPEN: Final[Mapping[str, PhraseType]] = {
    code: phrase(f"open_{code}", nl=nl, en=en)
    for code, nl, en in [
        ("who", "wie een status mag zetten, staat er niet in", "it does not say who may set a status"),
        ("order", "of een status mag worden overgeslagen of teruggezet, staat er niet in",
         "it does not say whether a status may be left out, or set back"),
        ("language", "de namen en vragen zijn er alleen in het Nederlands", "names and questions are there in Dutch only"),
        ("answers", "of ‘nee’ op een verplichte vraag de status tegenhoudt, staat er niet in",
         "it does not say whether “no” to a required question holds up the status"),
        ("no_statuses", "er zijn geen statussen", "there are no statuses"),
        ("last", "bewaartermijnen lopen vanaf deze status, maar het is niet de laatste", "retention counts from this status, but it is not the last"),
        ("status_term", "hoe lang een status mag duren, staat er niet in", "it does not say how long a status may take"),
        ("no_results", "er zijn geen resultaten", "there are no results"),
        ("which_result", "wanneer welk resultaat past, staat er niet in", "it does not say when which result fits"),
        ("no_question", "deze controle heeft geen vraag", "this check has no question"),
        ("term", "deze termijn is niet te lezen", "this term cannot be read"),
        ("no_terms", "er zijn geen termijnen", "there are no terms"),
        ("term_start", "vanaf welke dag de termijnen lopen, staat er niet in", "it does not say from which day the terms count"),
        ("not_said", "of dit kan, staat er niet in", "it does not say whether this is possible"),
        ("suspension", "wat aanhouden met de termijn doet, staat er niet in", "it does not say what suspension does to the term"),
        ("extension", "hoe vaak en tot wanneer verdaagd mag worden, staat er niet in", "it does not say how often and until when it may be extended"),
        ("silence", "wanneer een vergunning van rechtswege ontstaat, staat er niet in", "it does not say when silence grants"),
        ("retention", "hoe lang dit bewaard wordt, staat er niet in", "it does not say how long this is kept"),
        ("counts_from", "vanaf welke dag de bewaartermijn loopt, staat er niet in", "it does not say from which day the retention period counts"),
        ("no_parties", "wie er een rol in hebben, staat er niet in", "it does not say who takes part"),
        ("documents", "welke documenten er wanneer moeten zijn, staat er niet in", "it does not say which documents must be there, and when"),
        ("rules", "de regels bij dit zaaktype worden niet gelezen", "the rules of this zaaktype are not read"),
    ]
}  # fmt: skip
"""What a catalogue may leave open, by its code."""


def with_open_points(made: Zaaktype, *, has_rules: bool) -> Zaaktype:
    """The same, with all that its catalogue leaves open."""
    found = [*_statuses(made), *_results(made), *_terms(made), *_people(made), *([("rules", made.id)] if has_rules else ())]
    return evolve(made, open_points=tuple(OpenPoint(code, where, OPEN[code]()) for code, where in found))


def _unreadable(term: Term | None) -> bool:
    return term is not None and term.unit is None


def _statuses(made: Zaaktype) -> Iterator[tuple[str, str]]:
    yield from (("who", made.id), ("order", made.id), ("language", made.id))
    checks = [(status, check) for status in made.statuses for check in status.checks]
    if any(check.required for _, check in checks):
        yield "answers", made.id
    if not made.statuses:
        yield "no_statuses", made.id
    elif any(status.term is None for status in made.statuses):
        yield "status_term", made.id
    yield from (("term", status.name) for status in made.statuses if _unreadable(status.term))
    starts = {result.counts_from for result in made.results}
    yield from (("last", status.name) for status in made.statuses[:-1] if status.name in starts)
    yield from (("no_question", f"{status.name}: {check.name}") for status, check in checks if check.question == check.name)


def _results(made: Zaaktype) -> Iterator[tuple[str, str]]:
    yield ("which_result" if made.results else "no_results"), made.id
    for result in made.results:
        if not result.keeps and (result.retention is None or _unreadable(result.retention)):
            yield "retention", result.name
        if not result.keeps and result.counts_from in (None, "Ander datumkenmerk"):
            yield "counts_from", result.name


def _terms(made: Zaaktype) -> Iterator[tuple[str, str]]:
    yield ("term_start" if made.terms else "no_terms"), made.id
    yield from (("term", name) for name, term in made.terms.items() if _unreadable(term))
    said = {"aanhouden_mogelijk": made.suspendable, "beroep_mogelijk": made.appealable, "lex_silencio": made.silence_grants}
    yield from (("not_said", name) for name, value in said.items() if value is None)
    if made.suspendable:
        yield "suspension", made.id
    if "verdagingstermijn" in made.terms:
        yield "extension", made.id
    if made.silence_grants:
        yield "silence", made.id


def _people(made: Zaaktype) -> Iterator[tuple[str, str]]:
    if not made.parties:
        yield "no_parties", made.id
    if made.documents:
        yield "documents", made.id

"""
What a catalogue says of a zaaktype, and what the log of a zaak keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import evolve, frozen

from ...bodies import Line
from ...case_type import CaseType
from ...labels import Phrase
from ...lifecycle import fact
from ...privacy import C0

__all__ = ["Answer", "Check", "Ended", "OpenPoint", "Result", "Status", "Term", "Unit", "Zaak", "Zaaktype", "zaak_answered", "zaak_ended"]


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
    """What is known of a zaak: which questions were answered and how, and its result once it ended."""

    met: frozenset[str] = fact(nl="vragen met antwoord ja", en="questions answered yes", factory=frozenset)
    unmet: frozenset[str] = fact(nl="vragen met antwoord nee", en="questions answered no", factory=frozenset)
    result: str | None = fact(None, nl="resultaat", en="result")


def zaak_answered(zaak: Zaak, answer: Answer) -> Zaak:
    """The last answer counts."""
    one = {answer.check}
    if answer.met:
        return evolve(zaak, met=zaak.met | one, unmet=zaak.unmet - one)
    return evolve(zaak, met=zaak.met - one, unmet=zaak.unmet | one)


def zaak_ended(zaak: Zaak, ended: Ended) -> Zaak:
    """The result is known."""
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
class Status:
    """A status: its state here, its number, what it is called, who may see it, how long it may take, and what it asks."""

    code: str
    number: int
    name: str
    visibility: str | None
    term: Term | None
    checks: tuple[Check, ...]


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

    Statuses are states, in the order of their numbers; each question is a guard of its status.  `terms` has the terms by their name in the
    catalogue, that of an extension among them.  Whether it may be suspended (`suspendable`), whether there is appeal (`appealable`) and
    whether silence grants (`silence_grants`) is None where it does not say.  `parties` are the kinds of roles that people have in such a
    zaak, and `documents` is how many kinds of documents belong to it.
    """

    id: str
    name: str
    source: str | None
    case_type: CaseType
    statuses: tuple[Status, ...]
    results: tuple[Result, ...]
    terms: Mapping[str, Term]
    suspendable: bool | None
    appealable: bool | None
    silence_grants: bool | None
    parties: tuple[str, ...]
    documents: int
    open_points: tuple[OpenPoint, ...]

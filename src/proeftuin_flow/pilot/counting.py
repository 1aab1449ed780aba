"""
Counting: how many candidates there were, without anybody being recognised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from attrs import frozen

from ..errors import NotEstablished
from ..guards import Severity, guard
from ..labels import Label, Phrase, PhraseType, phrase
from ..privacy import C0
from ..situation import Situation
from .facts import Execution
from .roles import WAIVABLE
from .suppression import Why, hidden, last_shown
from .values import Counts, Measure

__all__ = ["Counted", "measures_complete", "shown_by", "small_numbers"]

MEASURES: Mapping[Measure, Phrase] = {
    Measure.NOMINATED: phrase("measure_nominated", nl="voorgedragen", en="nominated")(),
    Measure.STARTED: phrase("measure_started", nl="gestart", en="started")(),
    Measure.PLACED: phrase("measure_placed", nl="geplaatst", en="placed")(),
    Measure.ENDED: phrase("measure_ended", nl="beëindigd", en="ended")(),
}

WHY: Mapping[Why, PhraseType] = {
    Why.SMALL: phrase(
        "number_too_small", nl="{measure}: minder dan {least}", en="{measure}: fewer than {least}", measure=Phrase, least=int,
    ),
    Why.NEAR_ANOTHER: phrase(
        "number_near_another", nl="{measure}: minder dan {least} verschil met een ander aantal",
        en="{measure}: less than {least} from another number", measure=Phrase, least=int,
    ),
    Why.NEAR_BEFORE: phrase(
        "number_near_before", nl="{measure}: minder dan {least} verschil met wat eerder is getoond",
        en="{measure}: less than {least} from what was shown before", measure=Phrase, least=int,
    ),
}  # fmt: skip
called_suppressed = phrase(
    "number_called_suppressed", nl="{measure}: onderdrukt genoemd, en toch een aantal",
    en="{measure}: called suppressed, and yet a number", measure=Phrase,
)  # fmt: skip
not_counted = phrase("not_counted", nl="{measure}: geen aantal", en="{measure}: no number", measure=Phrase)


@frozen(kw_only=True)
class Counted:
    """
    What every report has: its counts.

    Where they may be left out, a class gives the field a default: `counts: C0[Counts] = field(default=Counts(), kw_only=True)`.
    """

    counts: C0[Counts]


@guard(
    nl="aantallen waaraan personen te herkennen zijn, zijn weggelaten", en="numbers by which people could be recognised were left out",
    severity=Severity.FIXED, version=2,
    advice=Label("Kleine aantallen en kleine verschillen worden niet getoond, omdat personen dan herkenbaar zijn. Noem ze onderdrukt.",
                 "Small numbers and small differences are not shown because people could be recognised. Call them suppressed."),
)  # fmt: skip
def small_numbers(s: Situation[object], report: Counted) -> Iterator[Phrase]:
    """S1: pilots are tiny, one candidate a year; a count of one is about one person, and so is one more than last time."""
    least = s.parameters["small_number_k"]
    for measure, why in hidden(report.counts, least, shown_before(s)).items():
        name = MEASURES[measure]
        yield called_suppressed(measure=name) if why is Why.SAID else WHY[why](measure=name, least=least)


def shown_before(s: Situation[object]) -> Counts | None:
    """
    What this pilot's execution showed of its candidates until now; None in any other part, where the counts are of others.

    An execution that was reopened goes on with the same people.  What was shown before the pilot was taken over nobody knows here.
    """
    if not isinstance(s.facts, Execution):
        return None
    executions = [s.facts]
    with suppress(NotEstablished):
        executions = [part.facts for part in s.parts(Execution)]
    newest = Counts()
    for execution in executions:
        newest = last_shown(shown_by(execution) or Counts(), newest)
    return newest


def shown_by(execution: Execution) -> Counts | None:
    """
    What one execution showed last of each count; None where it showed nothing, or nobody knows.

    Of one that was taken over perhaps only the counts are known with which it came.
    """
    with suppress(NotEstablished):
        return execution.shown
    with suppress(NotEstablished):
        return execution.counts
    return None


@guard(
    nl="alle metingen zijn gedaan", en="everything was measured", severity=WAIVABLE,
    advice=Label("Er ontbreken metingen: geef een aantal, of zeg dat het te klein is om te tonen.",
                 "Measurements are missing: give a number, or say that it is too small to be shown."),
)  # fmt: skip
def measures_complete(s: Situation[object], report: Counted) -> Iterator[Phrase]:
    """S20, S23: results are hardly checked in the contract phase; effort is valued by what was measured."""
    for measure, name in MEASURES.items():
        if getattr(report.counts, measure.value) is None and measure not in report.counts.suppressed:
            yield not_counted(measure=name)

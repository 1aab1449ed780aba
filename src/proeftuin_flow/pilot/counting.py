"""
Counting: how many candidates there were, without anybody being recognised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from ..guards import Severity, guard
from ..labels import Label, Phrase, phrase
from ..privacy import C0
from ..situation import Situation
from .roles import WAIVABLE
from .values import Counts, Measure

__all__ = ["Counted", "measures_complete", "small_numbers"]

MEASURES: Mapping[Measure, Phrase] = {
    Measure.NOMINATED: phrase("measure_nominated", nl="voorgedragen", en="nominated")(),
    Measure.STARTED: phrase("measure_started", nl="gestart", en="started")(),
    Measure.PLACED: phrase("measure_placed", nl="geplaatst", en="placed")(),
    Measure.ENDED: phrase("measure_ended", nl="beëindigd", en="ended")(),
}

number_too_small = phrase("number_too_small", nl="{measure}: minder dan {least}", en="{measure}: fewer than {least}", measure=Phrase, least=int)
not_counted = phrase("not_counted", nl="{measure}: geen aantal", en="{measure}: no number", measure=Phrase)


@frozen(kw_only=True)
class Counted:
    """What every report has: its counts."""

    counts: C0[Counts]


@guard(
    nl="aantallen waaraan personen te herkennen zijn, zijn weggelaten", en="numbers by which people could be recognised were left out",
    severity=Severity.FIXED,
    advice=Label("Kleine aantallen worden niet getoond, omdat personen dan herkenbaar zijn. Noem ze onderdrukt.",
                 "Small numbers are not shown because people could be recognised. Call them suppressed."),
)  # fmt: skip
def small_numbers(s: Situation[object], report: Counted) -> Iterator[Phrase]:
    """S1: pilots are tiny, one candidate a year; a count of one is about one person."""
    least = s.parameters["small_number_k"]
    for measure, name in MEASURES.items():
        number = getattr(report.counts, measure.value)
        if number is not None and 0 < number < least:
            yield number_too_small(measure=name, least=least)


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

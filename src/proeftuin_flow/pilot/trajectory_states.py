"""
Where a candidate's trajectory can be.

Placed is settled, because the pilot may close then; what is sustainable shows later, after its end perhaps.
"""

from __future__ import annotations

from ..lifecycle import State

__all__ = [
    "GUIDED", "UNDER_WAY", "WAITING", "declined", "developing", "ended", "ended_after_placement", "matched", "nominated", "paused", "placed",
    "started", "sustained", "transferred",
]  # fmt: skip

nominated = State("nominated", nl="voorgedragen", en="nominated")
matched = State("matched", nl="gematcht", en="matched")
started = State("started", nl="gestart", en="started")
developing = State("developing", nl="in ontwikkeling", en="developing")
paused = State("paused", nl="gepauzeerd", en="paused")
placed = State("placed", nl="geplaatst", en="placed", settled=True)
sustained = State("sustained", nl="duurzaam geplaatst", en="sustainably placed", final=True)
transferred = State("transferred", nl="overgedragen", en="transferred", final=True)
declined = State("declined", nl="niet gestart", en="not started", final=True)
ended = State("ended", nl="beëindigd zonder plaatsing", en="ended without placement", final=True)
ended_after_placement = State("ended_after_placement", nl="plaatsing beëindigd", en="placement ended", final=True)

WAITING = (nominated, matched)
"""Not begun: nobody is guided yet."""

GUIDED = (started, developing, paused)
"""Begun, and without a job: somebody guides the candidate."""

UNDER_WAY = (*WAITING, *GUIDED)
"""Not settled: something is still expected."""

"""
Article: the pilots that it speaks of, taken over as they stood, and nothing filled in.

Four pilots got decharge on 21 November 2019, and the plan of approach of a fifth was signed; it was written on the 28th.  Who the parties
are it says in part only, and a fact holds as a whole, so that stays unknown; and so does everything that it does not say.
"""

from __future__ import annotations

from telling import AFTERNOON, Telling

from proeftuin_flow import Actor, Outcome
from proeftuin_flow.pilot import PROEFTUIN

__all__ = ["COORDINATOR", "DISCHARGED", "SIGNED", "SOURCE", "discharged", "signed", "told"]

SOURCE = "maatwerkvoormensen.nl, 28 November 2019"

DISCHARGED = ("vka-aef", "derksen-drolsbach", "deloitte", "vanberkel")
SIGNED = "js-consultancy"

COORDINATOR = Actor("u-05", roles={"social_return_coordinator"}, organisation="rijk")


def discharged(tell: Telling, id: str) -> Outcome:
    """A pilot that got decharge."""
    return tell.flow.take_over(
        PROEFTUIN, id, by=COORDINATOR, source=SOURCE, occurred=AFTERNOON,
        states={"pilot": "decharge", "decharge/1": "granted"},
        complete=["decharge"],  # nobody gets it twice
    )  # fmt: skip


def signed(tell: Telling) -> Outcome:
    """The pilot of which the plan was signed, with one place a year."""
    return tell.flow.take_over(
        PROEFTUIN, SIGNED, by=COORDINATOR, source=SOURCE, occurred=AFTERNOON,
        states={"pilot": "plan_signed", "plan/1": "in_force"},
        facts={"plan/1": {"signed_on": AFTERNOON, "places": 1}},
        complete=["plan"],  # it speaks of the plan, and of no other
    )  # fmt: skip


def told(tell: Telling, outcome: Outcome) -> None:
    """Where a case stood that was taken over, since when, and when that was recorded."""
    case, header = outcome.case, outcome.records[0].read()
    state = case.root.title.state
    tell.say(f"{case.id}: {state.nl}, gebeurd op {header.occurred}, vastgelegd op {header.recorded.date()}; bron: {SOURCE}.",
             f"{case.id}: {state.en}, happened on {header.occurred}, recorded on {header.recorded.date()}; source: {SOURCE}.")  # fmt: skip

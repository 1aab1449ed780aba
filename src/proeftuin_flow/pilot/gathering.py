"""
Gathering: an occasion where pilots are signed, started and discharged.

It is a case of its own.  Nothing happens to the pilots here: each item is a command on its own pilot, and what came of it is recorded
afterwards, item by item.  One that was refused holds up no other.  When it is moved or cancelled, what follows in the pilots is in `following`.
"""

from __future__ import annotations

from ..case_type import CHANGE_PROFILE, REDACT, TAKE_OVER, CaseType
from ..guards import Trigger
from ..lifecycle import NEW, Lifecycle, State, event
from .days import ZONE
from .gathering_bodies import (
    AgendaItem,
    Gathering,
    GatheringCancelled,
    GatheringMoved,
    GatheringPlan,
    ItemOutcome,
    cancelled_with_its_agenda,
    moved_with_its_agenda,
    with_item,
    with_new_day,
    with_outcome,
    with_plan,
)
from .gathering_rules import (
    agenda_not_empty,
    another_day,
    day_has_come,
    every_outcome_known,
    not_on_agenda_yet,
    not_recorded_yet,
    refers_to_pilot,
    was_on_agenda,
)
from .roles import ADVISORY_TEAM, COORDINATOR, ORGANISER, PRIVACY_OFFICER

__all__ = [
    "ADD_ITEM", "CANCEL_GATHERING", "GATHERING", "HOLD_GATHERING", "MOVE_GATHERING", "PLAN_GATHERING", "RECORD_OUTCOME", "cancelled",
    "gathering_cancelled", "gathering_moved", "held", "planned", "recorded",
]  # fmt: skip

planned = State("planned", nl="gepland", en="planned")
held = State("held", nl="gehouden", en="held")
recorded = State("recorded", nl="vastgelegd", en="recorded", final=True)
cancelled = State("cancelled", nl="geannuleerd", en="cancelled", final=True)

PLAN_GATHERING = Trigger("plan_gathering", nl="bijeenkomst plannen", en="plan a gathering")
ADD_ITEM = Trigger("add_item", nl="op de agenda zetten", en="put on the agenda")
MOVE_GATHERING = Trigger("move_gathering", nl="bijeenkomst verzetten", en="move the gathering")
HOLD_GATHERING = Trigger("hold_gathering", nl="bijeenkomst houden", en="hold the gathering")
CANCEL_GATHERING = Trigger("cancel_gathering", nl="bijeenkomst annuleren", en="cancel the gathering")
RECORD_OUTCOME = Trigger("record_outcome", nl="uitkomst vastleggen", en="record an outcome")

gathering_planned = event("gathering_planned", GatheringPlan, nl="bijeenkomst gepland", en="gathering planned", then=with_plan)
item_added = event("item_added", AgendaItem, nl="op de agenda gezet", en="put on the agenda", then=with_item)
gathering_moved = event("gathering_moved", GatheringMoved, nl="bijeenkomst verzet", en="gathering moved", then=with_new_day)
gathering_held = event("gathering_held", nl="bijeenkomst gehouden", en="gathering held")
gathering_cancelled = event("gathering_cancelled", GatheringCancelled, nl="bijeenkomst geannuleerd", en="gathering cancelled")
outcome_recorded = event("outcome_recorded", ItemOutcome, nl="uitkomst vastgelegd", en="outcome recorded", then=with_outcome)
gathering_recorded = event("gathering_recorded", nl="bijeenkomst vastgelegd", en="gathering recorded")

GATHERING = CaseType(
    "gathering", version=1, nl="bijeenkomst", en="gathering",
    root=Lifecycle(
        "gathering", nl="bijeenkomst", en="gathering", facts=Gathering,
        transitions=[
            NEW.to(planned, on=PLAN_GATHERING, by=[ORGANISER, COORDINATOR], emits=gathering_planned),
            planned.stays(on=ADD_ITEM, by=[ORGANISER, COORDINATOR], requires=[not_on_agenda_yet], emits=item_added),
            planned.stays(
                on=MOVE_GATHERING, by=[ORGANISER, COORDINATOR], requires=[another_day], emits=gathering_moved, make=moved_with_its_agenda,
            ),
            planned.to(held, on=HOLD_GATHERING, by=[ORGANISER, COORDINATOR], requires=[agenda_not_empty, day_has_come], emits=gathering_held),
            planned.to(
                cancelled, on=CANCEL_GATHERING, by=[ORGANISER, COORDINATOR], emits=gathering_cancelled, make=cancelled_with_its_agenda,
            ),
            held.stays(
                on=RECORD_OUTCOME, by=[ORGANISER, COORDINATOR], requires=[was_on_agenda, not_recorded_yet, refers_to_pilot], emits=outcome_recorded,
            ),
            held.becomes(recorded, requires=[every_outcome_known], emits=gathering_recorded),
        ],
    ),
    acts={
        TAKE_OVER: [COORDINATOR, ADVISORY_TEAM],
        CHANGE_PROFILE: [COORDINATOR],
        REDACT: [PRIVACY_OFFICER],
    },
    zone=ZONE,
)  # fmt: skip

"""
Trajectory: what one candidate goes through, from being nominated to a lasting job.  Pseudonymous, and it can be erased.

A job may come at any moment after the start: nobody has to be developed first (S1: a candidate was hired early).
A trajectory may outlive its pilot: whether a placement is sustainable shows later.
"""

from __future__ import annotations

from ..guards import Trigger
from ..labels import Label
from ..lifecycle import NEW, Lifecycle, event
from .facts import Execution, Trajectory
from .plan_rules import plan_in_force
from .roles import (
    BUDDY,
    CANDIDATE,
    CONTRACTOR,
    EDUCATION_PARTNER,
    EMPLOYER_OF_RECORD,
    HOST,
    JOB_COACH,
    SOURCING_PARTNER,
)
from .suspension import not_suspended
from .trajectory_bodies import (
    Activity,
    Assignment,
    Ending,
    Match,
    Nomination,
    Placement,
    Start,
    Transfer,
    with_buddy,
    with_match,
    with_nomination,
    with_placement,
    with_start,
)
from .trajectory_rules import (
    buddy_before_candidate,
    candidate_informed,
    eligibility_recorded,
    execution_stopped,
    handed_over,
    handed_over_to,
    place_is_held,
    place_is_open,
    placement_evidence,
    recruiting,
    still_running,
    sustained_period,
    usual_length,
)
from .trajectory_states import (
    GUIDED,
    WAITING,
    declined,
    developing,
    ended,
    ended_after_placement,
    matched,
    nominated,
    paused,
    placed,
    started,
    sustained,
    transferred,
)

__all__ = [
    "ASSIGN_BUDDY", "BEGIN_DEVELOPMENT", "CONFIRM_SUSTAINED", "DECLINE_TRAJECTORY", "END_PLACEMENT", "END_TRAJECTORY", "MATCH", "NOMINATE",
    "PAUSE_TRAJECTORY", "PLACE_CANDIDATE", "RECORD_ACTIVITY", "RESUME_TRAJECTORY", "START_TRAJECTORY", "TRAJECTORY", "TRANSFER_TRAJECTORY",
    "declined", "developing", "ended", "ended_after_placement", "matched", "nominated", "paused", "placed", "started", "sustained", "transferred",
]  # fmt: skip

NOMINATE = Trigger("nominate", nl="kandidaat voordragen", en="nominate a candidate")
MATCH = Trigger("match", nl="matchen", en="match")
ASSIGN_BUDDY = Trigger("assign_buddy", nl="begeleider aanwijzen", en="assign a buddy")
START_TRAJECTORY = Trigger("start_trajectory", nl="traject starten", en="start the trajectory")
BEGIN_DEVELOPMENT = Trigger("begin_development", nl="ontwikkeling beginnen", en="begin the development")
RECORD_ACTIVITY = Trigger("record_activity", nl="activiteit vastleggen", en="record an activity")
PAUSE_TRAJECTORY = Trigger("pause_trajectory", nl="traject pauzeren", en="pause the trajectory")
RESUME_TRAJECTORY = Trigger("resume_trajectory", nl="traject hervatten", en="resume the trajectory")
PLACE_CANDIDATE = Trigger("place_candidate", nl="kandidaat plaatsen", en="place the candidate")
CONFIRM_SUSTAINED = Trigger("confirm_sustained", nl="duurzame plaatsing bevestigen", en="confirm the sustainable placement")
END_TRAJECTORY = Trigger("end_trajectory", nl="traject beëindigen", en="end the trajectory")
END_PLACEMENT = Trigger("end_placement", nl="plaatsing beëindigen", en="end the placement")
TRANSFER_TRAJECTORY = Trigger("transfer_trajectory", nl="traject overdragen", en="transfer the trajectory")
DECLINE_TRAJECTORY = Trigger("decline_trajectory", nl="van het traject afzien", en="decline the trajectory")

candidate_nominated = event("candidate_nominated", Nomination, nl="kandidaat voorgedragen", en="candidate nominated", then=with_nomination)
trajectory_matched = event("trajectory_matched", Match, nl="traject gematcht", en="trajectory matched", then=with_match)
buddy_assigned = event("buddy_assigned", Assignment, nl="begeleider aangewezen", en="buddy assigned", then=with_buddy)
trajectory_started = event("trajectory_started", Start, nl="traject gestart", en="trajectory started", then=with_start)
development_begun = event("development_begun", nl="ontwikkeling begonnen", en="development begun")
activity_recorded = event("activity_recorded", Activity, nl="activiteit vastgelegd", en="activity recorded")
trajectory_paused = event("trajectory_paused", nl="traject gepauzeerd", en="trajectory paused")
trajectory_resumed = event("trajectory_resumed", nl="traject hervat", en="trajectory resumed")
candidate_placed = event("candidate_placed", Placement, nl="kandidaat geplaatst", en="candidate placed", then=with_placement)
placement_sustained = event("placement_sustained", nl="duurzame plaatsing bevestigd", en="sustainable placement confirmed")
trajectory_ended = event("trajectory_ended", Ending, nl="traject beëindigd", en="trajectory ended")
placement_ended = event("placement_ended", Ending, nl="plaatsing beëindigd", en="placement ended")
trajectory_transferred = event("trajectory_transferred", Transfer, nl="traject overgedragen", en="trajectory transferred")
trajectory_declined = event("trajectory_declined", Ending, nl="van het traject afgezien", en="trajectory declined")
trajectory_lapsed = event("trajectory_lapsed", nl="traject door het stoppen niet gestart", en="trajectory not started because of the stop")
trajectory_handed_over = event("trajectory_handed_over", Transfer, nl="traject bij het stoppen overgedragen", en="trajectory handed over at the stop")

GUIDING = (CONTRACTOR, JOB_COACH)

TRAJECTORY = Lifecycle(
    "trajectory", nl="traject", en="trajectory", facts=Trajectory, personal=True, outlives_root=True,
    purpose=Label("een kandidaat naar werk begeleiden en verantwoorden wat ervan kwam",
                  "to guide a candidate to work and to account for the outcome"),
    transitions=[
        NEW.to(
            nominated, on=NOMINATE, by=[SOURCING_PARTNER, CONTRACTOR], requires=[recruiting, not_suspended, place_is_open, eligibility_recorded],
            emits=candidate_nominated,
        ),
        nominated.to(matched, on=MATCH, by=[CONTRACTOR, HOST], requires=[still_running], emits=trajectory_matched),
        matched.to(
            started, on=START_TRAJECTORY, by=[CONTRACTOR], emits=trajectory_started,
            requires=[
                recruiting, plan_in_force, not_suspended, place_is_held, buddy_before_candidate, candidate_informed, usual_length,
            ],
        ),
        started.to(developing, on=BEGIN_DEVELOPMENT, by=GUIDING, emits=development_begun),
        *(state.stays(on=ASSIGN_BUDDY, by=[CONTRACTOR, HOST], emits=buddy_assigned) for state in (matched, *GUIDED)),
        *(
            state.stays(on=RECORD_ACTIVITY, by=[*GUIDING, BUDDY, EDUCATION_PARTNER], emits=activity_recorded)
            for state in (started, developing)
        ),
        *(state.to(paused, on=PAUSE_TRAJECTORY, by=GUIDING, emits=trajectory_paused) for state in (started, developing)),
        paused.to(developing, on=RESUME_TRAJECTORY, by=GUIDING, requires=[still_running, not_suspended], emits=trajectory_resumed),
        *(
            state.to(placed, on=PLACE_CANDIDATE, by=[CONTRACTOR, HOST, EMPLOYER_OF_RECORD], requires=[placement_evidence], emits=candidate_placed)
            for state in GUIDED
        ),
        placed.to(sustained, on=CONFIRM_SUSTAINED, by=[CONTRACTOR, HOST, EMPLOYER_OF_RECORD], requires=[sustained_period], emits=placement_sustained),
        placed.to(ended_after_placement, on=END_PLACEMENT, by=[CONTRACTOR, HOST, EMPLOYER_OF_RECORD], emits=placement_ended),
        *(state.to(ended, on=END_TRAJECTORY, by=[CONTRACTOR], emits=trajectory_ended) for state in GUIDED),
        *(
            state.to(transferred, on=TRANSFER_TRAJECTORY, by=[CONTRACTOR, SOURCING_PARTNER], emits=trajectory_transferred)
            for state in (*GUIDED, placed)
        ),
        *(
            state.to(declined, on=DECLINE_TRAJECTORY, by=[CANDIDATE, CONTRACTOR, HOST, SOURCING_PARTNER], emits=trajectory_declined)
            for state in WAITING
        ),
        *(
            state.becomes(transferred, watches=[Execution], requires=[handed_over], make=handed_over_to, emits=trajectory_handed_over)
            for state in GUIDED
        ),
        *(state.becomes(declined, watches=[Execution], requires=[execution_stopped], emits=trajectory_lapsed) for state in WAITING),
    ],
)  # fmt: skip

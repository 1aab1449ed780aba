"""
Execution: people at work, from the first recruitment to the final report.

It becomes active by itself with the first trajectory that starts; where candidates are followed elsewhere, somebody says so.
A pilot that goes back from evaluation to execution opens a next one; what was completed stays completed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import evolve, frozen

from ..bodies import Filled, Prose, Uri
from ..case import Event
from ..guards import Severity, Trigger, guard
from ..labels import Label, PartTitle, Phrase, phrase
from ..lifecycle import NEW, Lifecycle, event
from ..privacy import C0, C2, REDACTED
from ..situation import Situation
from .candidates import Handover
from .counting import Counted, measures_complete, shown_by, small_numbers
from .days import day_of
from .execution_states import active, completed, mobilising, stopped_early, winding_down
from .facts import Execution, Trajectory
from .roles import COMMISSIONING_PARTY, CONTRACTOR
from .suppression import last_shown
from .suspension import not_suspended
from .trajectory_states import GUIDED, WAITING, placed, sustained
from .values import EffortValue

__all__ = [
    "BEGIN_EXECUTION", "COMPLETE_EXECUTION", "EXECUTION", "REPORT_FIRST_START", "REPORT_PROGRESS", "RESUME_EXECUTION", "STOP_EARLY", "WIND_DOWN",
    "EarlyStop", "FinalReport", "ProgressReport", "active", "begin_execution", "completed", "mobilising", "resume_execution", "stopped_early",
    "winding_down",
]  # fmt: skip

BEGIN_EXECUTION = Trigger("begin_execution", nl="uitvoering beginnen", en="begin the execution")
RESUME_EXECUTION = Trigger("resume_execution", nl="uitvoering voortzetten", en="go on with the execution")
REPORT_FIRST_START = Trigger("report_first_start", nl="eerste start melden", en="report the first start")
REPORT_PROGRESS = Trigger("report_progress", nl="voortgang melden", en="report progress")
WIND_DOWN = Trigger("wind_down", nl="afronding beginnen", en="begin winding down")
COMPLETE_EXECUTION = Trigger("complete_execution", nl="uitvoering afronden", en="complete the execution")
STOP_EARLY = Trigger("stop_early", nl="voortijdig beëindigen", en="stop early")


# ── what is handed in ────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen(kw_only=True)
class ProgressReport(Counted):
    """The progress in a period, both days included: the report and its counts."""

    first_day: C0[date]
    last_day: C0[date]
    report: C0[Uri]
    effort: C0[EffortValue | None] = None


@frozen(kw_only=True)
class FinalReport(Counted):
    """The report at the end, and the counts of the whole execution."""

    report: C0[Uri]


@frozen
class EarlyStop:
    """Why the pilot stops before its end, and for each candidate who is guided, who goes on with that."""

    reason: C0[Filled[Prose]]
    handovers: C2[tuple[Handover, ...]] = ()


# ── what is required ─────────────────────────────────────────────────────────────────────────────────────────────────────

nobody_started = phrase("nobody_started", nl="nog geen traject gestart", en="no trajectory started yet")
not_guided = phrase("not_guided", nl="traject {number} wordt niet begeleid", en="trajectory {number} is not being guided", number=int)
not_reported = phrase(
    "not_reported", nl="niets gemeld over {first} tot en met {last}", en="nothing reported on {first} to {last}", first=date, last=date
)


@guard(nl="de voortgang is zonder gaten gemeld", en="progress was reported without gaps", severity=Severity.ADVISORY,
       advice=Label("Een voortgangsrapportage ontbreekt.", "A progress report is missing."))  # fmt: skip
def progress_without_gaps(s: Situation[Execution], report: ProgressReport) -> Iterator[Phrase]:
    """S24: reporting terms are agreed and become part of the contract."""
    reported, started = s.facts.reported_until, s.facts.started_on
    expected = reported + timedelta(days=1) if reported is not None else started
    if expected is not None and report.first_day > expected:
        yield not_reported(first=expected, last=report.first_day - timedelta(days=1))


@guard(nl="alle trajecten zijn afgerond of overgedragen", en="all trajectories are finished or transferred",
       advice=Label("Rond de lopende trajecten af of draag ze over.", "Finish the open trajectories, or transfer them."))  # fmt: skip
def trajectories_settled(s: Situation[Execution]) -> Iterator[PartTitle]:
    """S8, S9: decharge came after eight months, with trajectories of nine; so nobody may be forgotten."""
    yield from (part.title for part in s.unsettled_parts(Trajectory))


@guard(nl="voor elke begeleide kandidaat is geregeld wie de begeleiding overneemt",
       en="it is arranged who takes over the guidance of every candidate",
       advice=Label("Leg per lopend traject vast wie de kandidaat verder begeleidt.",
                    "Record for each open trajectory who takes over the guidance."))  # fmt: skip
def early_stop_handover(s: Situation[Execution], stop: EarlyStop) -> Iterator[PartTitle]:
    """S38, S41: an orderly premature closure, with care for users.  Who had not begun is not guided, and does not begin any more."""
    handovers = () if stop.handovers is REDACTED else stop.handovers
    named = {handover.trajectory for handover in handovers}
    yield from (part.title for part in s.unsettled_parts(Trajectory) if not part.at(*WAITING) and part.number not in named)


@guard(nl="wie wordt overgedragen, wordt nu begeleid", en="whoever is handed over is being guided now")
def handed_over_are_guided(s: Situation[Execution], stop: EarlyStop) -> Iterator[Phrase]:
    """Logic: a number by mistake would hand over somebody who is settled, or who is nominated after the pilot was opened again."""
    handovers = () if stop.handovers is REDACTED else stop.handovers
    numbers = sorted({handover.trajectory for handover in handovers})
    yield from (not_guided(number=number) for number in numbers if s.is_settled(Trajectory, number))


@guard(nl="een eerste kandidaat is gestart", en="a first candidate has started")
def candidate_started(s: Situation[Execution]) -> Iterator[Phrase]:
    """S1: a pilot is at work when people are."""
    if not s.count(Trajectory, *GUIDED, placed, sustained):
        yield nobody_started()


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_start(execution: Execution, nothing: None, happened: Event[None]) -> Execution:
    return evolve(execution, started_on=day_of(happened))


def with_progress(execution: Execution, report: ProgressReport) -> Execution:
    return evolve(execution, reported_until=report.last_day, counts=report.counts, shown=last_shown(report.counts, shown_by(execution)))


def with_end(execution: Execution, report: FinalReport, happened: Event[FinalReport]) -> Execution:
    return evolve(
        execution, ended_on=day_of(happened), counts=report.counts, report=report.report,
        shown=last_shown(report.counts, shown_by(execution)),
    )  # fmt: skip


def with_early_end(execution: Execution, stop: EarlyStop, happened: Event[EarlyStop]) -> Execution:
    return evolve(execution, ended_on=day_of(happened), handovers=stop.handovers)


execution_begun = event("execution_begun", nl="uitvoering begonnen", en="execution begun", then=with_start)
execution_resumed = event("execution_resumed", nl="uitvoering voortgezet", en="execution resumed", then=with_start)
execution_active = event("execution_active", nl="eerste start gemeld", en="first start reported")
execution_became_active = event("execution_became_active", nl="uitvoering lopend geworden", en="execution became active")
progress_reported = event("progress_reported", ProgressReport, nl="voortgang gemeld", en="progress reported", then=with_progress)
winding_down_begun = event("winding_down_begun", nl="afronding gestart", en="winding down begun")
execution_completed = event("execution_completed", FinalReport, nl="uitvoering afgerond", en="execution completed", then=with_end)
execution_stopped_early = event("execution_stopped_early", EarlyStop, nl="uitvoering voortijdig beëindigd", en="execution stopped early",
                                then=with_early_end)  # fmt: skip

begin_execution = NEW.to(mobilising, on=BEGIN_EXECUTION, by=[], emits=execution_begun)
resume_execution = NEW.to(active, on=RESUME_EXECUTION, by=[], emits=execution_resumed)

EXECUTION = Lifecycle(
    "execution", nl="uitvoering", en="execution", facts=Execution, at_most=1,
    transitions=[
        begin_execution,
        resume_execution,
        mobilising.becomes(active, watches=[Trajectory], requires=[candidate_started], emits=execution_became_active),
        mobilising.to(active, on=REPORT_FIRST_START, by=[CONTRACTOR], emits=execution_active),
        *(
            state.stays(on=REPORT_PROGRESS, by=[CONTRACTOR], requires=[small_numbers, progress_without_gaps], emits=progress_reported)
            for state in (mobilising, active, winding_down)
        ),
        *(state.to(winding_down, on=WIND_DOWN, by=[CONTRACTOR], emits=winding_down_begun) for state in (mobilising, active)),
        *(
            state.to(
                completed, on=COMPLETE_EXECUTION, by=[CONTRACTOR], emits=execution_completed,
                requires=[not_suspended, trajectories_settled, small_numbers, measures_complete],
            )
            for state in (active, winding_down)
        ),
        *(
            state.to(
                stopped_early, on=STOP_EARLY, by=[COMMISSIONING_PARTY], requires=[early_stop_handover, handed_over_are_guided],
                emits=execution_stopped_early, decision=True,
            )
            for state in (mobilising, active, winding_down)
        ),
    ],
)  # fmt: skip

"""
Act 2: the afternoon as it could have run through the library.

Whatever the article leaves open is made up, and every stream is called `scenario-…`, so that no header can be mistaken for a fact.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from proeftuin_flow import Actor, CommandRefused, Event, Flow, Item, Label, Outcome, Part, Refused, Report, Waiver
from proeftuin_flow.flow import Progress
from proeftuin_flow.pilot import (
    GATHERING,
    PROEFTUIN,
    AgendaItem,
    DechargeTerms,
    GatheringPlan,
    ItemAction,
    Owner,
    Scope,
    gathering_report,
    outcomes,
)

from .clock import AFTERNOON, RECORDED, Clock
from .made_up import (
    BUYER,
    CLERK,
    COORDINATOR,
    DELOITTE,
    DERKSEN_DROLSBACH,
    DISCHARGED,
    GRANTOR,
    JS_CONSULTANCY,
    OPEN_ITEM,
    ORGANISER,
    SCENARIO,
    SESSION,
    VANBERKEL,
    VKA_AEF,
    Diary,
    MadeUp,
    Unexpected,
)
from .screen import Branch, Screen

__all__ = ["act"]

BATCH = "inspiratiesessie-2019"

PARTNER = Actor("u-12", roles={"consortium_partner"}, organisation="aef")

ABOUT = Label(
    "Dezelfde vijf proeftuinen, van voorstel tot décharge of ondertekening. Alles wat het artikel openlaat is hier verzonnen: dagen, doelen, "
    "rollen, contracten, documenten, wie het besluit neemt. Daarom heten de zaken scenario-…, en staat dat in elke kop van het logboek. Wat er "
    "tot de middag gebeurde, is op de dag zelf vastgelegd, en de middag een week later, op 28 november 2019: zo zet de demo de klok die zij "
    "aan Flow geeft (clock=).",
    "The same five pilots, from proposal to decharge or signature. Everything that the article leaves open is made up here: days, goals, "
    "roles, contracts, documents, who decides. That is why the cases are called scenario-…, as every header of the log shows. What happened "
    "before the afternoon was recorded on the day itself, and the afternoon a week later, on 28 November 2019: so the demo sets the clock "
    "that it gives to Flow (clock=).",
)  # fmt: skip


def act(flow: Flow, clock: Clock, screen: Screen) -> None:
    """Five pilots on their way to one afternoon, and what happened there."""
    screen.act("Tweede bedrijf: de middag, zoals die had kunnen zijn", "Act 2: the afternoon, as it could have been", about=ABOUT)
    diaries = {pilot.id: Diary(flow, clock, pilot) for pilot in SCENARIO}
    _until_the_plan_is_signed(flow, diaries[VKA_AEF.id], screen)
    _without_support(flow, diaries[DERKSEN_DROLSBACH.id], screen)
    _the_others(diaries)
    for pilot in DISCHARGED:
        diaries[pilot.id].is_carried_out()
        diaries[pilot.id].is_evaluated()
        diaries[pilot.id].asks_decharge()
    _life(flow, VKA_AEF, screen)
    _session(flow, clock, screen)


# ── on the way ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _until_the_plan_is_signed(flow: Flow, diary: Diary, screen: Screen) -> None:
    screen.scene("VKA met AEF: starten kan nog niet", "VKA with AEF: no start yet")
    diary.is_proposed()
    diary.is_approved()
    diary.plan_is_offered()
    diary.is_signed(49, diary.pilot.contractor, "vka")
    screen.say("VKA heeft getekend, AEF nog niet. AEF wil vast beginnen, en hoort alles wat in de weg staat:",
               "VKA has signed, AEF has not. AEF would like to begin, and hears everything that stands in the way:")  # fmt: skip
    screen.refusal(_refused(diary, 50, "start", PARTNER), ["nl", "en"])
    outcome = diary.is_signed(56, PARTNER, "aef")
    screen.say("Dan tekent AEF. De rest volgt vanzelf, in dezelfde commit, en het logboek zegt waaruit:",
               "Then AEF signs. The rest follows by itself, in the same commit, and the log says from what:")  # fmt: skip
    screen.tree(_caused(outcome, screen))


def _refused(diary: Diary, day: int, trigger: str, by: Actor) -> Refused:
    try:
        diary.does(day, trigger, by)
    except CommandRefused as no:
        return no.refusal
    raise Unexpected(f"{diary.pilot.id}: {trigger!r} was not refused")


def _caused(outcome: Outcome, screen: Screen) -> Branch:
    """The first event, and below each event what followed from it."""
    branches: dict[int, Branch] = {}
    for happened in outcome.events:
        part, cause = outcome.case[happened.part], happened.caused_by
        states = " → ".join(_state(name, part, screen) for name in (happened.source, happened.target))
        said = f"{happened.seq}. {_label(happened, part, screen)} ({part.title.name(screen.language)}: {states})"
        if cause is None:
            branches[happened.seq] = Branch(said)
        else:
            branches[happened.seq] = branches[cause].add(f"{said}, caused_by {cause}")
    return branches[outcome.events[0].seq]


def _label(happened: Event[Any], part: Part[Any], screen: Screen) -> str:
    return part.lifecycle.events[happened.type].label.text(screen.language)


def _state(name: str, part: Part[Any], screen: Screen) -> str:
    return part.lifecycle.state_of(name).label.text(screen.language)


def _without_support(flow: Flow, diary: Diary, screen: Screen) -> None:
    screen.scene("Derksen & Drolsbach: afwijken, met naam en reden", "Derksen & Drolsbach: a waiver, with a name and a reason")
    diary.is_proposed()
    no = _refused(diary, 14, "approve_proposal", BUYER)
    screen.refusal(no, [screen.language])
    who = ", ".join(role.label.text(screen.language) for role in no.reasons[0].waivable_by)
    screen.say(f"Hiervan mag worden afgeweken door: {who}.", f"This may be waived by: {who}.")
    outcome = diary.is_approved(Waiver("management_support", "de brief van de directeur volgt"))
    (check,) = [each for each in outcome.events[0].checks if each.outcome == "waived"]
    screen.done(f"goedgekeurd; in het logboek staat: {check.guard} — afgeweken door {check.by}, reden: {check.reason}",
                f"approved; the log says: {check.guard} — waived by {check.by}, reason: {check.reason}")  # fmt: skip
    diary.plan_is_offered()
    diary.is_signed(49, diary.pilot.contractor, "derksen-drolsbach")


def _the_others(diaries: dict[str, Diary]) -> None:
    for pilot in (DELOITTE, VANBERKEL, JS_CONSULTANCY):
        diary = diaries[pilot.id]
        diary.is_proposed()
        diary.is_approved()
        diary.plan_is_offered()
    for pilot in (DELOITTE, VANBERKEL):
        diaries[pilot.id].is_signed(49, pilot.contractor, pilot.parties[0].id)
    # The other party signs on the afternoon itself.
    diaries[JS_CONSULTANCY.id].is_signed(49, BUYER, "rijk")


def _life(flow: Flow, pilot: MadeUp, screen: Screen) -> None:
    screen.scene("Het leven van één proeftuin, tot de middag", "The life of one pilot, until the afternoon")
    case = flow.case(pilot.id)
    rows = []
    for each in flow.events(pilot.id):
        part = case[each.part]
        by = each.by.id if each.caused_by is None else f"← {each.caused_by}"
        rows.append([str(each.seq), str(case.type.day(each.occurred)), part.title.name(screen.language), _label(each, part, screen),
                     _state(each.target, part, screen), by])  # fmt: skip
    heads = [("", ""), ("dag", "day"), ("onderdeel", "part"), ("gebeurtenis", "event"), ("staat", "state"), ("door", "by")]
    screen.table([screen.words(*each) if each[0] else "" for each in heads], rows)
    screen.say("← n: vanzelf, uit gebeurtenis n.", "← n: by itself, from event n.")


# ── the afternoon ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _session(flow: Flow, clock: Clock, screen: Screen) -> None:
    screen.scene("21 november 2019, vastgelegd op 28 november", "21 November 2019, recorded on 28 November")
    agenda = [AgendaItem(pilot.id, ItemAction.GRANT_DECHARGE) for pilot in DISCHARGED]
    agenda.append(AgendaItem(JS_CONSULTANCY.id, ItemAction.SIGN_PLAN))
    clock.set(date(2019, 11, 7))
    plan = GatheringPlan("inspiration", "ienw", AFTERNOON, "De Rode Olifant, Den Haag", frozenset({"pianoo"}))
    flow.open(GATHERING, SESSION, by=ORGANISER, data=plan)
    for item in agenda:
        flow.handle(SESSION, "add_item", by=ORGANISER, data=item)

    clock.set(RECORDED)
    flow.handle(SESSION, "hold_gathering", by=ORGANISER, occurred=AFTERNOON, recorded_by=CLERK)
    first = _carried_out(flow, screen)
    (stuck,) = first.refused
    if stuck.refusal is not None:
        screen.refusal(stuck.refusal, [screen.language])
    _recorded(flow, first)
    awaited = ", ".join(item.case for item in flow.case(SESSION).root.facts.awaited)
    screen.say(f"De bijeenkomst wacht nog op: {awaited}.", f"The session still waits for: {awaited}.")

    screen.scene("Hersteld, en nog eens", "Repaired, and once more")
    clock.set(RECORDED, 11)
    flow.handle(DELOITTE.id, "assign_owner", by=COORDINATOR, part="decharge/1", data=Owner(OPEN_ITEM, "deloitte"), occurred=AFTERNOON,
                recorded_by=CLERK)  # fmt: skip
    screen.say(f"Het open punt {OPEN_ITEM!r} had die middag een eigenaar gekregen; dat wordt nu vastgelegd. Dan dezelfde batch: wat gedaan is blijft "
               "gedaan, de rest volgt.",
               f"The open item {OPEN_ITEM!r} had got an owner that afternoon, which is recorded now. Then the same batch: what is done stays "
               "done, the rest follows.")  # fmt: skip
    second = _carried_out(flow, screen)
    _recorded(flow, second)
    session = flow.case(SESSION)
    screen.say(f"Van elk punt is de uitkomst bekend, dus staat de bijeenkomst vanzelf op: {session.root.title.state.nl}.",
               f"The outcome of every item is known, so by itself the session is: {session.root.title.state.en}.")  # fmt: skip
    screen.put(*gathering_report(session).text(screen.language).splitlines())


def _carried_out(flow: Flow, screen: Screen) -> Report:
    """Four decharges and one signature, in one batch; each its own outcome."""

    def told(progress: Progress) -> None:
        outcome, item = progress.result.outcome, progress.result.item
        line = f"{progress.number}/{progress.total} {item.id}: {_wish(item.trigger, screen)}"
        if outcome is None:
            screen.wrong(f"{line} — geweigerd", f"{line} — refused")
        elif outcome.repeated:
            screen.done(f"{line} — was al gedaan", f"{line} — was done before")
        else:
            now = outcome.case.root.title.state
            screen.done(f"{line} — gedaan, nu {now.nl}", f"{line} — done, now {now.en}")

    items = [Item(pilot.id, "grant_decharge", by=GRANTOR, data=_terms(pilot)) for pilot in DISCHARGED]
    director = JS_CONSULTANCY.contractor
    items.append(Item(JS_CONSULTANCY.id, "sign", by=director, part="plan/1", data=JS_CONSULTANCY.signature("js-consultancy", SESSION)))
    return flow.handle_all(items, recorded_by=CLERK, occurred=AFTERNOON, batch=BATCH, progress=told)


def _terms(pilot: MadeUp) -> DechargeTerms:
    return DechargeTerms(
        scope=frozenset({Scope.PLAN_EXECUTION}), obligation_effect="to_be_decided", addressees=frozenset(party.id for party in pilot.parties),
        decided_on=AFTERNOON, effective_on=AFTERNOON, form="session", session_ref=SESSION, scale_up_intended=pilot is DELOITTE,
    )  # fmt: skip


def _recorded(flow: Flow, report: Report) -> None:
    """What came of each item, with the pilot as it stood after it; what was recorded before is not recorded again."""
    flow.handle_all(outcomes(flow.case(SESSION), report.done, by=ORGANISER), recorded_by=CLERK)


def _wish(trigger: str, screen: Screen) -> str:
    return PROEFTUIN.lifecycle_of[trigger].triggers[trigger].label.text(screen.language)

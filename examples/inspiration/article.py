"""
Act 1: what the article says.  Five pilots are taken over as they stood, and nothing is filled in.

Everything below is in the news item of 28 November 2019: four pilots got decharge that afternoon, and one plan of approach was signed.
What it does not say stays unknown, and a rule that needs it says which fact is missing.
"""

from __future__ import annotations

from proeftuin_flow import Accepted, Actor, Flow, Label, Language, Option, Refused, Role, json_schema
from proeftuin_flow.pilot import PILOT, PROEFTUIN, EvaluationPlan, Parties, Party, Reopening

from .clock import AFTERNOON, RECORDED, Clock
from .organisations import PILOTS
from .screen import Branch, Screen

__all__ = ["act"]

SOURCE = "maatwerkvoormensen.nl, 28 November 2019"

COORDINATOR = Actor("u-05", roles={"social_return_coordinator"}, organisation="rijk")
COMMISSIONING = Actor("u-02", roles={"commissioning_party"}, organisation="rijk")

ABOUT = Label(
    "Het nieuwsbericht van 28 november 2019 zegt: op 21 november 2019 kregen vier proeftuinen décharge, en van een vijfde werd het plan van "
    "aanpak ondertekend. Dat wordt overgenomen, met de bron erbij, en verder wordt niets ingevuld: geen partijen, geen andere data, geen contracten, "
    "geen aantallen. De klok van de demo staat op 28 november 2019.",
    "The news item of 28 November 2019 says: on 21 November 2019 four pilots got decharge, and the plan of approach of a fifth was signed. "
    "That is taken over, with its source, and nothing else is filled in: no parties, no other dates, no contracts, no numbers. The "
    "demo's clock stands at 28 November 2019.",
)  # fmt: skip


def act(flow: Flow, clock: Clock, screen: Screen) -> None:
    """Take the five pilots over, and say what can be done with each."""
    screen.act("Eerste bedrijf: wat het artikel zegt", "Act 1: what the article says", about=ABOUT)
    clock.set(RECORDED)
    _taken_over(flow)
    screen.scene("Overgenomen", "Taken over")
    screen.table(
        [screen.words("proeftuin", "pilot"), screen.words("staat", "state"), screen.words("onderdeel", "part"), screen.words("dag", "day")],
        [_row(flow, id, name, screen.language) for id, name in _pilots()],
    )
    screen.say(f"Bron, in elk record: {SOURCE}.", f"Source, in each record: {SOURCE}.")
    screen.say(
        "Het bericht zegt ook voor wie de proeftuinen zijn en wie er meedoen. Dat blijft erbuiten: als feit geldt het hier alleen in zijn "
        "geheel (alle partijen, het hele voorstel), en dat zegt het niet.",
        "The item also says for whom the pilots are, and who takes part. That is left out: as a fact it holds here only as a whole (all "
        "parties, the whole proposal), and that is not what it says.",
    )  # fmt: skip
    screen.scene("Wat kan er nu, door wie, en wat staat in de weg", "What may be done next, by whom, and what stands in the way")
    told: list[tuple[list[str], Branch]] = []
    for id, name in _pilots():
        steps = _next_steps(flow, id, name, screen)
        same = next((names for names, known in told if known == steps), None)
        if same is None:
            told.append(([name], steps))
        else:
            same.append(name)
    for names, steps in told:
        screen.tree(Branch(f"{'; '.join(names)} — {steps.text}", steps.below))


def _pilots() -> list[tuple[str, str]]:
    return [(each.id, each.name) for each in PILOTS]


def _taken_over(flow: Flow) -> None:
    *discharged, signed = (each.id for each in PILOTS)
    for id in discharged:
        flow.take_over(
            PROEFTUIN, id, by=COORDINATOR, source=SOURCE, occurred=AFTERNOON,
            states={"pilot": "decharge", "decharge/1": "granted"},
            complete=["decharge"],  # nobody gets it twice
        )  # fmt: skip
    flow.take_over(
        PROEFTUIN, signed, by=COORDINATOR, source=SOURCE, occurred=AFTERNOON,
        states={"pilot": "plan_signed", "plan/1": "in_force"},
        facts={"plan/1": {"signed_on": AFTERNOON}},
        complete=["plan"],  # it speaks of the plan, and of no other
    )  # fmt: skip


def _row(flow: Flow, id: str, name: str, language: Language) -> list[str]:
    case = flow.case(id)
    (part,) = case.parts.values()
    (first,) = flow.events(id)
    return [name, case.root.title.state.text(language), part.title.text(language), str(first.occurred)]


def _next_steps(flow: Flow, id: str, name: str, screen: Screen) -> Branch:
    """What may be done, what is blocked and why, and what nobody knows."""
    language = screen.language
    root = Branch(flow.case(id).root.title.state.text(language))
    for option, roles in _possible(flow, id):
        by = ", ".join(role.label.text(language) for role in roles)
        line = root.add(f"{option.label.text(language)} — {screen.words('door', 'by')}: {by}")
        if option.status == "needs_data":
            line.add(screen.words("kan, met gegevens erbij", "possible, with its data"))
        for reason in option.reasons:
            if option.status == "blocked" and reason.code != "data_missing":
                line.add(_said(reason.text(language), reason.waivable_by, screen))
    _tried(flow, id, name, root, screen)
    root.add(screen.words("niemand weet: ", "nobody knows: ") + "; ".join(_unknown(flow, id, screen)))
    return root


def _possible(flow: Flow, id: str) -> list[tuple[Option, list[Role]]]:
    """Every option, with the roles that have it."""
    found: dict[tuple[str, str], tuple[Option, list[Role]]] = {}
    for role in PROEFTUIN.roles.values():
        for option in flow.options(id, by=Actor("u-00", roles={role.name}, organisation=id)):
            if all(reason.code != "role" for reason in option.reasons):
                found.setdefault((option.part, option.trigger), (option, []))[1].append(role)
    return [*found.values()]


def _tried(flow: Flow, id: str, name: str, root: Branch, screen: Screen) -> None:
    """Two dry runs: what becomes of a wish with its data.  They write nothing."""
    if flow.case(id).state == "decharge":
        late = flow.decide(id, "plan_evaluation", by=COMMISSIONING, data=EvaluationPlan("late"))
        _say_decision(late, screen.words("proef: een late evaluatie plannen", "dry run: plan a late evaluation"), root, screen)
        back = flow.decide(id, "reopen_execution", by=COMMISSIONING, data=Reopening("er kunnen meer mensen starten"))
        _say_decision(back, screen.words("proef: terug naar uitvoering", "dry run: go back to execution"), root, screen)
    else:
        parties = Parties((Party(id, name, "contractor"),))
        named = flow.decide(id, "name_parties", by=COMMISSIONING, data=parties)
        _say_decision(named, screen.words(f"proef: alleen {name} als partij vastleggen", f"dry run: name {name} as the only party"), root, screen)


def _say_decision(decision: Accepted | Refused, wish: str, root: Branch, screen: Screen) -> None:
    if isinstance(decision, Accepted):
        events = ", ".join(happened.type for happened in decision.events)
        root.add(f"{wish} — {screen.words('zou mogen', 'would be accepted')} ({events})")
        return
    line = root.add(f"{wish} — {screen.words('geweigerd', 'refused')}")
    for reason in decision.reasons:
        line.add(_said(reason.text(screen.language), reason.waivable_by, screen))


def _said(reason: str, waivable_by: tuple[Role, ...], screen: Screen) -> str:
    if not waivable_by:
        return reason
    roles = ", ".join(role.label.text(screen.language) for role in waivable_by)
    return f"{reason} ({screen.words('afwijken mag door', 'may be waived by')}: {roles})"


def _unknown(flow: Flow, id: str, screen: Screen) -> list[str]:
    """The labels of the facts about the pilot that nobody knows, and the lifecycles of which not every part is known."""
    case = flow.case(id)
    labels = json_schema(PILOT.facts, screen.language)["properties"]
    facts = [str(labels[name]["title"]) for name in labels if name in case.root.unknown]
    parts = [part.label.text(screen.language) for part in PROEFTUIN.parts if part.name in case.memory.incomplete]
    return [*facts, screen.words(f"alles over {', '.join(parts)}", f"all about {', '.join(parts)}")]

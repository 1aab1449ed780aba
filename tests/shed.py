"""
A shed: the smallest case type that may be destroyed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve, frozen

from proeftuin_flow.bodies import Line
from proeftuin_flow.case import Case
from proeftuin_flow.case_type import DESTROY, CaseType, Destroyable, Profile
from proeftuin_flow.errors import NotEstablished
from proeftuin_flow.guards import Role, Severity, Trigger, guard, waivable
from proeftuin_flow.labels import Label
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event, fact
from proeftuin_flow.messages import FACT_UNKNOWN
from proeftuin_flow.privacy import C0, C1
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Actor

OWNER = Role("owner", nl="eigenaar", en="owner")
KEEPER = Role("keeper", nl="archivaris", en="records manager")

OWNER_1 = Actor("u-1", roles={"owner"})
KEEPER_1 = Actor("u-7", roles={"keeper"})
KEEPER_2 = Actor("u-8", roles={"keeper"})

BUILD = Trigger("build", nl="bouwen", en="build")
FURNISH = Trigger("furnish", nl="inrichten", en="furnish")
PULL_DOWN = Trigger("pull_down", nl="slopen", en="pull down")
HOLD = Trigger("hold", nl="tegenhouden", en="hold back")

standing = State("standing", nl="staat er", en="standing")
gone = State("gone", nl="gesloopt", en="gone", final=True)


@frozen
class Shed:
    holds: tuple[Line, ...] = fact((), nl="wat het tegenhoudt", en="what holds it back")
    rule: Line | None = fact(None, nl="de regel", en="the rule")


@frozen
class Furniture:
    what: C0[Line]
    for_whom: C1[Line]


@frozen
class Rule:
    rule: C0[Line | None]


@frozen
class Why:
    why: C0[Line]


@guard(nl="de schuur is gesloopt", en="the shed is gone", severity=Severity.FIXED)
def shed_is_gone(s: Situation[Shed]) -> Iterator[Any]:
    if s.state != "gone":
        yield s.part.title


@guard(nl="niets houdt het tegen", en="nothing holds it back", severity=waivable(by=[OWNER]))
def nothing_holds(s: Situation[Shed]) -> Iterator[str]:
    yield from s.facts.holds


@guard(nl="het is winter", en="it is winter", severity=Severity.ADVISORY)
def it_is_winter(s: Situation[object]) -> Iterator[str]:
    if s.day.month in range(4, 10):
        yield str(s.day)


def rule_of(case: Case) -> str | None:
    rule: str | None = case.root.facts.rule
    if rule == "unknown":
        raise NotEstablished(FACT_UNKNOWN(part=Label("x", "x"), fact=Label("x", "x")))
    return rule


SHED = CaseType(
    "shed", version=3, nl="schuur", en="shed",
    root=Lifecycle(
        "shed", nl="schuur", en="shed", facts=Shed,
        transitions=[
            NEW.to(standing, on=BUILD, by=[OWNER], emits=event("shed_built", nl="gebouwd", en="built")),
            standing.stays(on=FURNISH, by=[OWNER], emits=event("shed_furnished", Furniture, nl="ingericht", en="furnished")),
            standing.to(gone, on=PULL_DOWN, by=[OWNER], emits=event(
                "shed_pulled_down", Rule, nl="gesloopt", en="pulled down", then=lambda shed, body: evolve(shed, rule=body.rule),
            )),
            gone.stays(on=HOLD, by=[OWNER], emits=event(
                "shed_held", Why, nl="tegengehouden", en="held back", then=lambda shed, body: evolve(shed, holds=(*shed.holds, body.why)),
            )),
        ],
    ),
    profiles=[
        Profile("ordinary", nl="gewoon", en="ordinary"),
        Profile("lenient", nl="soepel", en="lenient", severities={"nothing_holds": Severity.ADVISORY}),
    ],
    acts={DESTROY: [KEEPER]},
    destroyable=Destroyable([shed_is_gone, nothing_holds, it_is_winter], rule=rule_of),
)  # fmt: skip

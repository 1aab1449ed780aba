"""
Destroying, as it is decided: by two persons, once every requirement of the case type is met; and everything that stands in the way is said.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve
from msgspec.structs import replace

from proeftuin_flow.acts import Destroy
from proeftuin_flow.case import Case, Event
from proeftuin_flow.decider import decide, options
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.moving import evolve as evolved
from proeftuin_flow.wishes import Actor, Command, Waiver
from tests.shed import KEEPER_1, KEEPER_2, OWNER, OWNER_1, SHED, Rule, Why

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
DATA = Destroy(KEEPER_2, "vernietigingslijst 2030-1")


def built(profile: str | None = None) -> Case:
    return done(SHED.new("shed-1", profile), "build")


def pulled_down(profile: str | None = None) -> Case:
    return done(built(profile), "pull_down", Rule("1.2"))


def held(profile: str | None = None) -> Case:
    return done(done(pulled_down(profile), "hold", Why("bezwaar-3")), "hold", Why("woo-12"))


def done(case: Case, trigger: str, data: object = None) -> Case:
    decision = decide(case, Command(trigger, OWNER_1, NOW, data=data))
    assert isinstance(decision, Accepted), decision.text("en")
    return decision.case


def asked(case: Case, data: object = DATA, by: Actor = KEEPER_1, now: datetime = NOW, waive: tuple[Waiver, ...] = ()) -> Accepted | Refused:
    return decide(case, Command("destroy", by, now, data=data, waive=waive))


def refused(case: Case, data: object = DATA, by: Actor = KEEPER_1, now: datetime = NOW, waive: tuple[Waiver, ...] = ()) -> list[str]:
    decision = asked(case, data, by, now, waive)
    assert isinstance(decision, Refused)
    return [reason.guard or reason.code for reason in decision.reasons]


def test_nothing_is_left_to_record():
    """
    It leads to no event, and the case is what it was.
    """
    case = pulled_down()

    assert Accepted((), case) == asked(case)


def test_everything_in_the_way_is_said():
    """
    The roles, the second person, and every requirement, in both languages.
    """
    decision = asked(built(), Destroy(OWNER_1, "lijst 1"), OWNER_1)

    assert isinstance(decision, Refused)
    assert [
        "vernietigen kan nu niet",
        "  - alleen voor: archivaris",
        "  - een ander bevestigt het: niet u-1, die het zelf vraagt; in een van de rollen archivaris",
        "  - de schuur is gesloopt — nog niet: schuur (staat er)",
    ] == decision.text("nl").splitlines()
    assert [
        "destroy is not possible now",
        "  - only for: records manager",
        "  - somebody else confirms it: not u-1, who asks for it; in one of the roles records manager",
        "  - the shed is gone — not yet: shed (standing)",
    ] == decision.text("en").splitlines()
    assert [role.name for role in decision.allowed] == ["keeper"]


def test_requirements_are_over_the_whole_case():
    """
    Each that is unmet is named with all that blocks it; what is mere advice stops nobody.
    """
    summer = NOW.replace(month=1, day=31)
    decision = asked(held())

    assert isinstance(decision, Refused)
    assert [("nothing_holds", ("bezwaar-3", "woo-12"))] == [(reason.code, reason.blockers) for reason in decision.reasons]
    assert isinstance(asked(pulled_down(), now=summer.replace(month=7)), Accepted)
    assert isinstance(asked(held("lenient")), Accepted)


def test_nobody_waives_a_requirement():
    """
    Nothing would say so afterwards, so not even those who may waive it elsewhere.
    """
    both = evolve(KEEPER_1, roles=frozenset({"keeper", "owner"}))
    waiver = (Waiver("nothing_holds", "het is maar een schuur"),)

    assert ["nothing_holds", "waiver_not_allowed"] == refused(held(), by=both, waive=waiver)
    assert ["waiver_not_allowed"] == refused(pulled_down(), by=both, waive=waiver)


@pytest.mark.parametrize(
    ("by", "confirmed_by", "codes"),
    [
        (KEEPER_1, KEEPER_1, ["second_person"]),
        (KEEPER_1, Actor("u-7", roles={"keeper", "owner"}), ["second_person"]),
        (KEEPER_1, OWNER_1, ["second_person"]),
        (KEEPER_1, Actor("u-9"), ["second_person"]),
        (OWNER_1, KEEPER_1, ["role"]),
        (KEEPER_2, KEEPER_1, []),
    ],
)
def test_it_takes_two(by: Actor, confirmed_by: Actor, codes: list[str]):
    """
    Two persons, both with one of the roles.
    """
    decision = asked(pulled_down(), Destroy(confirmed_by, "lijst 1"), by)

    assert codes == ([reason.code for reason in decision.reasons] if isinstance(decision, Refused) else [])


def test_others_may_confirm():
    """
    In the roles that the case type names for that, and no longer in those of whoever does it.
    """
    assert SHED.destroyable is not None
    case = replace(pulled_down(), type=evolve(SHED, destroyable=evolve(SHED.destroyable, confirmed_by=[OWNER])))

    assert isinstance(asked(case, Destroy(OWNER_1, "lijst 1")), Accepted)
    assert ["second_person"] == refused(case, Destroy(KEEPER_2, "lijst 1"))


def test_it_can_be_asked_beforehand():
    """
    Without a second person and a ground, the answer names those beside all else that is missing.
    """
    assert ["data_missing"] == refused(pulled_down(), None)
    assert ["data_missing", "nothing_holds"] == refused(held(), None)
    assert ["role", "data_missing", "shed_is_gone"] == refused(built(), None, OWNER_1)


def test_case_in_which_nothing_happened():
    """
    There is nothing to destroy.
    """
    assert ["wrong_state", "shed_is_gone"] == refused(SHED.new("shed-1"))


def test_what_this_version_does_not_know_may_be_a_hold():
    """
    A case with events that a later version wrote is not destroyed by this one.
    """
    case = pulled_down()
    strange = evolved(case, Event(case.revision + 1, "shed_claimed", "shed", "claim", "gone", "gone", NOW, OWNER_1, None))

    assert ["unknown_events"] == refused(strange)


def test_without_roles_nobody_may():
    """
    A case type that does not say who may destroy lets nobody; it need not say when, then.
    """
    quiet = evolve(SHED, acts={}, destroyable=None, profiles=[SHED.profiles[0]])
    case = replace(pulled_down(), type=quiet)
    decision = asked(case)

    assert isinstance(decision, Refused)
    assert ["role", "second_person"] == [reason.code for reason in decision.reasons]


@pytest.mark.parametrize("ground", ["", " ", "x" * 501, "bsn 111222333", "e\u0301", 7])
def test_ground_is_a_text_about_nobody(ground: object):
    """
    It stays for ever.
    """
    with pytest.raises(InvalidData):
        Destroy(KEEPER_2, ground)  # type: ignore[arg-type]  # on purpose


def test_somebody_confirms_it():
    """
    An id alone is nobody: the application says in which roles.
    """
    with pytest.raises(InvalidData, match="confirmed_by cannot be str"):
        Destroy("u-8", "lijst 1")  # type: ignore[arg-type]  # on purpose
    with pytest.raises(InvalidData, match="wants Destroy as its data"):
        asked(pulled_down(), {"confirmed_by": "u-8"})


def test_options_are_of_the_lifecycles():
    """
    As every act of the library, it is not among the options of a part.
    """
    assert ["hold"] == [option.trigger for option in options(pulled_down(), OWNER_1, NOW)]

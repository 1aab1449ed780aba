"""
Case types, lifecycles and guards as values: what a definition says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve

from proeftuin_flow.case_type import ACTS, REDACT, TAKE_OVER, VOID, Profile
from proeftuin_flow.errors import DefinitionError, InvalidData
from proeftuin_flow.guards import Role, Severity, guard, not_by_whoever, waivable
from proeftuin_flow.labels import Label
from proeftuin_flow.lifecycle import NEW, EventType, Lifecycle, State, event, fact
from proeftuin_flow.situation import Situation
from tests.case_types import (
    ADVICE,
    ASK,
    AWARD,
    BIDS,
    BUYER,
    CHECK,
    CLERK,
    COMPLAINTS,
    DIRECTOR,
    GRANT,
    LAWYER,
    PERMIT,
    TENDER,
    TENDERS,
    Advice,
    Bid,
    Choice,
    Complaint,
    Document,
    Permit,
    Tender,
    award_of,
    documents_complete,
    enough_bids,
    granted,
    not_the_checker,
    open_,
    requested,
    seen_by_a_lawyer,
    valid,
)

# ── case types ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_new_case_is_one_in_which_nothing_happened():
    """
    It stands in the state that every lifecycle begins in, at revision 0, under the first profile.
    """
    case = PERMIT.new("permit-7")

    assert ("permit-7", 0, "new", Permit()) == (case.id, case.revision, case.state, case.root.facts)
    assert "default" == case.profile.name
    assert [] == [*case.parts]


def test_new_case_may_choose_its_profile():
    """
    The first profile is the default.
    """
    assert "european" == TENDER.new("t").profile.name
    assert "simple" == TENDER.new("t", "simple").profile.name


def test_unknown_profile_is_refused_with_the_nearest_one():
    """
    Whoever mistypes learns what was probably meant.
    """
    with pytest.raises(InvalidData, match=r"tender has no profile 'simpel'; did you mean 'simple'\?"):
        TENDER.new("t", "simpel")


def test_id_of_a_case_is_checked():
    """
    Ids stay in headers for ever.
    """
    with pytest.raises(InvalidData, match="may be a BSN"):
        PERMIT.new("111222333")


def test_day_is_counted_in_the_zone_of_the_case_type():
    """
    Late in the evening in London it is tomorrow in Amsterdam.
    """
    assert date(2026, 1, 2) == PERMIT.day(datetime(2026, 1, 1, 23, 30, tzinfo=UTC))
    assert date(2026, 1, 1) == PERMIT.day(date(2026, 1, 1))
    assert date(2026, 1, 1) == evolve(PERMIT, zone="UTC").day(datetime(2026, 1, 1, 23, 30, tzinfo=UTC))


def test_definition_says_what_is_in_it():
    """
    Lifecycles by name and by facts, the one that a trigger belongs to, and all guards and roles.
    """
    assert {"tender": TENDERS, "bid": BIDS, "advice": ADVICE, "complaint": COMPLAINTS} == TENDER.lifecycles
    assert {Bid: BIDS, Advice: ADVICE, Complaint: COMPLAINTS} == TENDER.part_of_facts
    assert BIDS is TENDER.lifecycle_of["judge"]
    assert TENDERS is TENDER.owner_of[TENDERS.transitions[0]]
    assert seen_by_a_lawyer is TENDER.guards["seen_by_a_lawyer"]
    assert {"buyer", "own_buyer", "lawyer", "director", "bidder"} == TENDER.roles.keys()
    assert LAWYER is TENDER.roles["lawyer"]


def test_roles_of_profiles_are_among_the_roles():
    """
    A profile may make a guard waivable by a role that waives nothing elsewhere.
    """
    softer = evolve(TENDER, profiles=[evolve(TENDER.profiles[0], severities={"all_judged": waivable(by=[BUYER])})])

    assert BUYER is softer.roles["buyer"]


def test_definition_says_what_a_case_must_remember():
    """
    Who checked, because some guard asks; nobody asks about a permit.
    """
    assert {"check"} == TENDER.remembered
    assert frozenset() == PERMIT.remembered


def test_definition_says_what_moves_by_itself():
    """
    The root of a tender waits for its bids and its advice; in a permit nothing moves by itself.
    """
    assert TENDER.moves_by_itself
    assert not PERMIT.moves_by_itself
    assert {"tender": (), "bid": ((TENDERS, "closed"),), "advice": ((TENDERS, "closed"),), "complaint": ()} == TENDER.watchers


def test_case_types_show_name_and_version():
    """
    In a traceback that is enough.
    """
    assert "CaseType('permit', version 1)" == repr(PERMIT)
    assert Label("vergunning", "permit") == PERMIT.label


def test_acts_of_the_library_have_fixed_names():
    """
    These words are reserved.
    """
    assert ["take_over", "waive", "void", "change_profile", "migrate", "redact", "destroy"] == [*ACTS]
    assert {TAKE_OVER: (DIRECTOR,), REDACT: (LAWYER,), VOID: (DIRECTOR,)} == dict(TENDER.acts)


def test_definition_cannot_be_changed():
    """
    Rules are values.
    """
    with pytest.raises(AttributeError):
        PERMIT.version = 2  # type: ignore[misc]
    with pytest.raises(TypeError):
        PERMIT.acts[TAKE_OVER] = ()  # type: ignore[index]


# ── lifecycles ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lifecycle_says_what_is_in_it():
    """
    States, triggers and events by code, in the order of the definition.
    """
    assert {"requested": requested, "granted": granted} == PERMIT.root.states
    assert {"ask": ASK, "grant": GRANT} == {name: PERMIT.root.triggers[name] for name in ("ask", "grant")}
    assert ["permit_asked", "document_received", "permit_granted"] == [*PERMIT.root.events]
    assert Label("vergunning", "permit") == PERMIT.root.label


def test_transitions_are_found_by_state_and_trigger():
    """
    Two candidates of one trigger stand in the order of the definition; automatic ones apart.
    """
    assert ["valid", "excluded"] == [t.target.name for t in BIDS.table["submitted"]["judge"]]
    assert ["assessed"] == [t.target.name for t in TENDERS.automatic["closed"]]
    assert {"closed"} == TENDERS.watching_states
    assert frozenset() == BIDS.watching_states


def test_openers_do_nothing_but_open():
    """
    `submit` opens a bid and does nothing else.
    """
    assert {"submit"} == BIDS.openers
    assert {"announce"} == TENDERS.openers


def test_addresses_are_names_and_numbers():
    """
    The root goes by its bare name.
    """
    assert ("tender", "bid/12") == (TENDERS.address(0), BIDS.address(12))


def test_state_is_found_by_its_code():
    """
    Also the one that every lifecycle begins in, erased ones, and those that only other versions know.
    """
    assert requested is PERMIT.root.state_of("requested")
    assert NEW is PERMIT.root.state_of("new")
    assert PERMIT.root.state_of("erased.settled").settled
    assert not PERMIT.root.state_of("erased.open").settled
    assert State("archived", nl="archived", en="archived") == PERMIT.root.state_of("archived")


def test_final_states_are_settled():
    """
    Others are if they say so.
    """
    assert granted.settled
    assert valid.settled
    assert not valid.final
    assert not open_.settled


def test_transition_says_what_data_it_wants():
    """
    The event's body, or what `make=` takes; an automatic one wants none.
    """
    award = TENDERS.table["assessed"]["award"][0]
    unnamed = evolve(award, data=None)
    forgetful = evolve(award, data=None, make=lambda s, choice: None)
    without = evolve(award, data=None, make=lambda s: None)

    assert Document is PERMIT.root.table["requested"]["receive"][0].wants
    assert None is PERMIT.root.table["requested"]["grant"][0].wants
    assert None is TENDERS.automatic["closed"][0].wants
    assert Choice is award.wants
    assert award_of is unnamed.make
    assert Choice is unnamed.wants
    assert None is forgetful.wants
    assert None is without.wants


def test_definitions_show_their_codes():
    """
    In a traceback codes are enough.
    """
    award = TENDERS.table["assessed"]["award"][0]

    assert "Transition(assessed -> awarded on 'award')" == repr(award)
    assert "Transition(closed -> assessed on None)" == repr(TENDERS.automatic["closed"][0])
    assert "EventType('tender_awarded')" == repr(award.emits)
    assert "Guard('documents_complete')" == repr(documents_complete)


def test_reducer_with_a_third_parameter_sees_the_event():
    """
    Who, and when.
    """
    assert BIDS.events["bid_submitted"].sees_event
    assert not PERMIT.root.events["document_received"].sees_event
    assert not event("plain", nl="x", en="x").sees_event


def test_fact_may_have_a_factory():
    """
    A fact with a label has a default or makes one.
    """
    from attrs import fields, frozen

    @frozen
    class Labelled:
        names: list[str] = fact(nl="namen", en="names", factory=list)

    assert [] == Labelled().names
    assert Label("namen", "names") == fields(Labelled).names.metadata[Label]


# ── guards ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_guard_is_known_by_the_name_of_its_function():
    """
    Or by its code, once the function was renamed.
    """

    @guard(nl="a", en="b", code="older_name", version=2)
    def newer_name(s: Situation[object]) -> Iterator[str]:
        """Article 3."""
        yield from ()

    assert "documents_complete" == documents_complete.code
    assert ("older_name", 2, "Article 3.") == (newer_name.code, newer_name.version, newer_name.basis)
    assert "" == documents_complete.basis


def test_guard_with_a_second_parameter_reads_data():
    """
    And waits until there is some.
    """
    chosen = TENDER.guards["chosen_is_valid"]
    case = TENDER.new("t")

    assert chosen.reads_data
    assert not documents_complete.reads_data
    assert () == chosen.blockers(Situation(Tender(), case.root, case))


def test_guard_has_a_severity_and_advice():
    """
    Hard unless it says otherwise.
    """
    assert Severity.HARD == documents_complete.severity
    assert (Severity.ADVISORY, Label("verleng de termijn", "extend the term")) == (enough_bids.severity, enough_bids.advice)
    assert Severity("waivable", (DIRECTOR,)) == waivable(by=[DIRECTOR])


def test_separation_of_duties_names_its_trigger():
    """
    Its code says which trigger, unless it has one of its own.
    """
    own = not_by_whoever(AWARD, nl="a", en="b", code="somebody_else", severity=Severity.FIXED, version=3)

    assert ("not_by_whoever_check", (CHECK,)) == (not_the_checker.code, not_the_checker.asks_who)
    assert ("somebody_else", Severity.FIXED, 3) == (own.code, own.severity, own.version)


def test_definition_error_says_which_case_type_it_is():
    """
    Name and version stand in the first line.
    """
    with pytest.raises(DefinitionError) as error:
        evolve(PERMIT, version=0)

    assert "zaaktype 'permit' versie 0 hangt niet samen:" == error.value.text("nl").splitlines()[0]
    assert ("permit", 0, ("its version is 0; versions are whole numbers from 1",)) == (error.value.name, error.value.version, error.value.problems)
    assert CLERK is PERMIT.roles["clerk"]


def test_roles_are_those_of_waivers_too():
    """
    Who may do nothing but waive is a role of the case type.
    """
    head = Role("head", nl="hoofd", en="head")

    @guard(nl="er is een zegel", en="there is a stamp", severity=waivable(by=[head]))
    def stamped(s: Situation[Permit]) -> Iterator[str]:
        yield "the stamp"

    root: Lifecycle[Any] = evolve(
        PERMIT.root, transitions=[evolve(t, guards=(*t.guards, stamped)) if t.trigger is GRANT else t for t in PERMIT.root.transitions]
    )

    assert {"clerk", "head"} == {*evolve(PERMIT, root=root).roles}


def test_profile_with_severities_can_be_a_key():
    """
    What it says in mappings makes no difference to its hash.
    """
    profile = Profile("lenient", nl="soepel", en="lenient", severities={"stamped": Severity.HARD}, parameters={"most": 3})

    assert "here" == {profile: "here"}[profile]


def test_name_may_have_sixty_four_characters():
    """
    And no more.
    """
    assert "a" * 64 == evolve(PERMIT, name="a" * 64).name
    with pytest.raises(DefinitionError):
        evolve(PERMIT, name="a" * 65)


def test_what_has_no_version_has_the_first():
    """
    Guards, events and reducers begin with version 1, and what follows by itself is no decision.
    """

    @guard(nl="er is een zegel", en="there is a stamp")
    def stamped(s: Situation[Permit]) -> Iterator[str]:
        yield "the stamp"

    kind: EventType[Permit, None] = EventType("stamped", nl="gestempeld", en="stamped")
    state = State("open", nl="open", en="open")

    assert 1 == stamped.version == not_by_whoever(GRANT, nl="een ander", en="another").version
    assert (1, 1) == (kind.schema, kind.reducer_version)
    assert not state.becomes(state, emits=kind, requires=[stamped]).decision

"""
Scenario 12: stopped early, evaluated briefly, refused, repaired, granted; and then revoked, by two persons.
"""

from __future__ import annotations

from datetime import date

from proeftuin_flow.pilot import Answer, EarlyStop, Handover, NewFacts, Refusal, Remedy, RemedyReport, Revocation
from proeftuin_flow.wishes import Actor
from tests.pilot.scenarios.candidates import matched, opened, started
from tests.pilot.story import TERMS, URI, Story, buyer, evaluated, grantor, lead, running

second_grantor = Actor("u-44", roles={"grantor"}, organisation="rijk")
REFUSAL = Refusal("de nazorg ontbreekt", (Remedy("r1", "regel de nazorg", date(2020, 1, 1)),))


def with_candidates() -> Story:
    """One is guided, one is only matched."""
    one = started(opened(running()))
    return matched(opened(one), 2, 2)


def stopped() -> Story:
    return with_candidates().does("stop_early", buyer, EarlyStop("te weinig werk", (Handover(1, "sourcing_partner", "wsp"),)), on=date(2019, 6, 1))


def requested() -> Story:
    return evaluated(stopped(), "short").does("request_decharge", lead, {"memo": URI, "finances_closed": True, "handover": URI})


def granted() -> Story:
    repaired = requested().does("refuse_decharge", grantor, REFUSAL).does("submit_remedy", lead, RemedyReport((Answer("r1", URI),)))
    return repaired.does("grant_decharge", grantor, TERMS)


def test_nobody_is_left_behind():
    """
    Who is guided needs somebody who guides further; who had not begun does not.
    """
    assert ["trajectory 1 (started)"] == with_candidates().named("stop_early", "early_stop_handover", buyer, EarlyStop("te weinig werk"))


def test_with_the_stop_every_candidate_is_handed_over_or_does_not_begin():
    """
    All in one step; and the pilot is on to its evaluation.
    """
    assert {"pilot": "evaluation", "execution/1": "stopped_early", "trajectory/1": "transferred", "trajectory/2": "declined"} == {
        address: stopped().state(address) for address in ("pilot", "execution/1", "trajectory/1", "trajectory/2")
    }


def test_refused_repaired_granted():
    """
    The refusal says what has to be done by when; what was repaired is asked about again.
    """
    refused = requested().does("refuse_decharge", grantor, REFUSAL)

    assert "wrong_state" in refused.codes("grant_decharge", grantor, TERMS)
    assert ("decharge", "granted") == (granted().state("pilot"), granted().state("decharge/1"))


def test_revoking_takes_new_facts_and_a_second_person():
    """
    Nobody does it alone.
    """
    assert ["no new facts were put forward"] == granted().named("revoke_decharge", "revoke_grounds", second_grantor, Revocation("fout in de telling"))

    proposed = granted().does("propose_revocation", grantor, NewFacts(URI))
    assert ["u-04"] == proposed.named("revoke_decharge", "revoker_did_not_propose", grantor, Revocation("fout in de telling"))


def test_revoked_pilot_is_back_in_evaluation_and_can_be_discharged_anew():
    """
    What was granted is revoked for good; a new request is a part of its own.
    """
    revoked = granted().does("propose_revocation", grantor, NewFacts(URI)).does("revoke_decharge", second_grantor, Revocation("fout in de telling"))
    assert ("evaluation", "revoked") == (revoked.state("pilot"), revoked.state("decharge/1"))

    again = revoked.does("request_decharge", lead, {"memo": URI, "finances_closed": True, "handover": URI}).does("grant_decharge", grantor, TERMS)
    assert ("decharge", "revoked", "granted") == (again.state("pilot"), again.state("decharge/1"), again.state("decharge/2"))

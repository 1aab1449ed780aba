"""
Roles: in which capacity somebody acts in a pilot.

The application says who has which role.  Who acts for a contractor or a consortium partner must also belong to an organisation
that is that here; as long as nobody knows the parties, because none was named yet or the pilot was taken over, the word of the
application stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import NotEstablished
from ..guards import Role, waivable
from ..situation import Situation
from .facts import Pilot
from .values import PartyRole

__all__ = [
    "ADVISORY_TEAM", "ARCHIVIST", "CATEGORY_MANAGER", "COMMISSIONING_PARTY", "CONSORTIUM_PARTNER", "CONTRACTOR", "CONTRACT_MANAGER", "COORDINATOR",
    "EVALUATOR", "GRANTOR", "INITIATOR", "MANAGEMENT_SPONSOR", "ORGANISER", "PRIVACY_OFFICER", "PROJECT_LEAD", "SIGNATORY",
    "WAIVABLE", "is_party",
]  # fmt: skip


def is_party(role: PartyRole) -> Callable[[Situation[Any]], bool]:
    """A check that the actor's organisation is a party with this role, as far as the parties are known."""

    def holds(s: Situation[Any]) -> bool:
        try:
            parties = s.root(Pilot).facts.parties
        except NotEstablished:
            return True
        return not parties or any(party.id == s.actor.organisation and party.role is role for party in parties)

    return holds


INITIATOR = Role("initiator", nl="initiatiefnemer", en="initiator")
COMMISSIONING_PARTY = Role("commissioning_party", nl="opdrachtgever", en="commissioning party")
CATEGORY_MANAGER = Role("category_manager", nl="categoriemanager", en="category manager")
CONTRACT_MANAGER = Role("contract_manager", nl="contractmanager", en="contract manager")
ADVISORY_TEAM = Role("advisory_team", nl="adviesteam social return", en="social return advisory team")
COORDINATOR = Role("social_return_coordinator", nl="coördinator social return", en="social return coordinator")
CONTRACTOR = Role("contractor", nl="opdrachtnemer", en="contractor", holds=is_party(PartyRole.CONTRACTOR))
CONSORTIUM_PARTNER = Role("consortium_partner", nl="consortiumpartner", en="consortium partner", holds=is_party(PartyRole.CONSORTIUM_PARTNER))
MANAGEMENT_SPONSOR = Role("management_sponsor", nl="sponsor in het management", en="management sponsor")
SIGNATORY = Role("signatory", nl="tekenbevoegde", en="signatory")
PROJECT_LEAD = Role("project_lead", nl="projectleider proeftuin", en="pilot lead")
GRANTOR = Role("grantor", nl="verlener van décharge", en="grantor of decharge")
EVALUATOR = Role("evaluator", nl="evaluator", en="evaluator")
PRIVACY_OFFICER = Role("privacy_officer", nl="functionaris gegevensbescherming", en="data protection officer")
ARCHIVIST = Role("archivist", nl="archivaris", en="records manager")

ORGANISER = Role("organiser", nl="organisator", en="organiser")

WAIVABLE = waivable(by=[COMMISSIONING_PARTY])
"""How heavily most requirements weigh: the commissioning party, finally responsible for the pilot, may waive them (S12)."""

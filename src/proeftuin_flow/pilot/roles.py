"""
Roles: in which capacity somebody acts in a pilot.

The application says who has which role.  Who acts for a party (a contractor, a consortium partner, a school, a mediator) must also belong
to an organisation that is that here; as long as nobody knows the parties, because none was named yet or the pilot was taken over, the word
of the application stands.  An auditor only reads, but for one thing: it can hold a case back from destruction while an inquiry runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import NotEstablished
from ..guards import Role, waivable
from ..situation import Situation
from .facts import Pilot, Proposal
from .values import PartyRole

__all__ = [
    "ADVISORY_TEAM", "ARCHIVIST", "AUDITOR", "BUDDY", "CANDIDATE", "CATEGORY_MANAGER", "COMMISSIONING_PARTY", "CONSORTIUM_PARTNER", "CONTRACTOR",
    "CONTRACT_MANAGER", "COORDINATOR", "CO_INITIATOR", "EDUCATION_PARTNER", "EMPLOYER_OF_RECORD", "EVALUATOR", "GRANTOR", "HOST", "INITIATOR",
    "JOB_COACH", "MANAGEMENT_SPONSOR", "ORGANISER", "PRIVACY_OFFICER", "PROJECT_LEAD", "SIGNATORY", "SOURCING_PARTNER", "WAIVABLE", "is_party",
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


def is_host(s: Situation[Any]) -> bool:
    """Whether the actor's organisation hosts a candidate here: as a party, or as a department that offered to or was added, as far as is known."""
    try:
        pilot = s.root(Pilot).facts
        hosts = {*pilot.hosts, *(party.id for party in pilot.parties if party.role is PartyRole.HOST)}
        hosts.update(unit for proposal in s.parts(Proposal) for unit in proposal.facts.hosts)
    except NotEstablished:
        return True
    return not hosts or s.actor.organisation in hosts


INITIATOR = Role("initiator", nl="initiatiefnemer", en="initiator")
CO_INITIATOR = Role("co_initiator", nl="mede-initiatiefnemer", en="co-initiator")
COMMISSIONING_PARTY = Role("commissioning_party", nl="opdrachtgever", en="commissioning party")
CATEGORY_MANAGER = Role("category_manager", nl="categoriemanager", en="category manager")
CONTRACT_MANAGER = Role("contract_manager", nl="contractmanager", en="contract manager")
ADVISORY_TEAM = Role("advisory_team", nl="adviesteam social return", en="social return advisory team")
COORDINATOR = Role("social_return_coordinator", nl="coördinator social return", en="social return coordinator")
CONTRACTOR = Role("contractor", nl="opdrachtnemer", en="contractor", holds=is_party(PartyRole.CONTRACTOR))
CONSORTIUM_PARTNER = Role("consortium_partner", nl="consortiumpartner", en="consortium partner", holds=is_party(PartyRole.CONSORTIUM_PARTNER))
HOST = Role("host", nl="ontvangende organisatie", en="host organisation", holds=is_host)
EMPLOYER_OF_RECORD = Role("employer_of_record", nl="formele werkgever", en="employer of record", holds=is_party(PartyRole.EMPLOYER_OF_RECORD))
SOURCING_PARTNER = Role("sourcing_partner", nl="bemiddelaar", en="sourcing partner", holds=is_party(PartyRole.SOURCING_PARTNER))
EDUCATION_PARTNER = Role("education_partner", nl="onderwijspartner", en="education partner", holds=is_party(PartyRole.EDUCATION_PARTNER))
BUDDY = Role("buddy", nl="buddy", en="buddy")
JOB_COACH = Role("job_coach", nl="jobcoach", en="job coach")
CANDIDATE = Role("candidate", nl="kandidaat", en="candidate")
MANAGEMENT_SPONSOR = Role("management_sponsor", nl="sponsor in het management", en="management sponsor")
SIGNATORY = Role("signatory", nl="tekenbevoegde", en="signatory")
PROJECT_LEAD = Role("project_lead", nl="projectleider proeftuin", en="pilot lead")
GRANTOR = Role("grantor", nl="verlener van décharge", en="grantor of decharge")
EVALUATOR = Role("evaluator", nl="evaluator", en="evaluator")
PRIVACY_OFFICER = Role("privacy_officer", nl="functionaris gegevensbescherming", en="data protection officer")
ARCHIVIST = Role("archivist", nl="archivaris", en="records manager")
AUDITOR = Role("auditor", nl="controleur", en="auditor")

ORGANISER = Role("organiser", nl="organisator", en="organiser")

WAIVABLE = waivable(by=[COMMISSIONING_PARTY])
"""How heavily most requirements weigh: the commissioning party, finally responsible for the pilot, may waive them (S12)."""

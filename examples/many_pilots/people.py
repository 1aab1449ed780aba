"""
Who takes part in the programme: opaque ids of people and organisations that do not exist.
"""

from __future__ import annotations

from random import Random

from attrs import frozen

from proeftuin_flow import Actor
from proeftuin_flow.pilot import Party

__all__ = ["BUYER", "COORDINATOR", "EVALUATOR", "GRANTOR", "SPONSOR", "Cast"]

BUYER = Actor("u-02", roles={"commissioning_party", "category_manager"}, organisation="rijk")
SPONSOR = Actor("u-03", roles={"management_sponsor"}, organisation="rijk")
GRANTOR = Actor("u-04", roles={"grantor"}, organisation="rijk")
COORDINATOR = Actor("u-05", roles={"social_return_coordinator"}, organisation="rijk")
EVALUATOR = Actor("u-06", roles={"evaluator"}, organisation="rijk")

ORGANISATIONS = 400


@frozen
class Cast:
    """Who carries out one pilot, the contractor first."""

    parties: tuple[Party, ...]

    @classmethod
    def drawn(cls, chance: Random) -> Cast:
        """A contractor, alone or with partners."""
        lead, *others = chance.sample(range(1, ORGANISATIONS + 1), chance.choice([1, 1, 1, 2, 2, 3]))
        return cls((
            Party(f"org-{lead}", f"Organisatie {lead}", "contractor"),
            *(Party(f"org-{other}", f"Organisatie {other}", "consortium_partner") for other in others),
        ))  # fmt: skip

    @property
    def lead(self) -> Actor:
        """Who leads the pilot, for the contractor."""
        return Actor(f"u-{self.parties[0].id}", roles={"contractor", "initiator"}, organisation=self.parties[0].id)

    def signatory(self, party: Party) -> Actor:
        """Who signs for a party."""
        return Actor(f"u-{party.id}", roles={party.role.value}, organisation=party.id)

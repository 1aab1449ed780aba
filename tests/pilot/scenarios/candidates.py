"""
What scenarios tell of candidates: a place is opened, somebody is nominated for it, and starts.
"""

from __future__ import annotations

from datetime import date

from proeftuin_flow.pilot import Assignment, EligibilityCheck, Match, Nomination, Occupant, Placement, PlaceOffer, Start
from tests.pilot.story import URI, Story, lead

ELIGIBLE = EligibilityCheck("sourcing_partner", date(2019, 1, 1), URI)
PERMANENT_AT_HOST = Placement("host", "permanent", evidence=URI)


def opened(story: Story, unit: str = "adr", recurs_every: str | None = None, on: date = date(2019, 1, 10)) -> Story:
    return story.does("open_place", lead, PlaceOffer(unit, recurs_every), on=on)


def matched(story: Story, number: int = 1, place: int = 1, unit: str = "adr", on: date = date(2019, 2, 1)) -> Story:
    address = f"trajectory/{number}"
    nominated = story.does("nominate", lead, Nomination(place, on.year, ELIGIBLE), address, on=on)
    return nominated.does("match", lead, Match(unit), address, on=on)


def started(story: Story, number: int = 1, place: int = 1, unit: str = "adr", on: date = date(2019, 2, 1)) -> Story:
    address = f"trajectory/{number}"
    guided = matched(story, number, place, unit, on).does("assign_buddy", lead, Assignment("u-88"), address, on=on)
    held = guided.does("fill_place", lead, Occupant(number), f"place/{place}", on=on)
    return held.does("start_trajectory", lead, Start(True, date(on.year + 1, on.month, 1)), address, on=on)

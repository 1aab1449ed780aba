"""
A desk of which one record was voided, that moved to another version, and of which one more was voided then: for the golden log of both.

`tests/golden/voided-migrated.jsonl` has what this writes; run this module to write it anew, which is wrong once it is part of a release.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from pathlib import Path
from unittest.mock import patch

from proeftuin_flow.acts import Migrate, Past, Void
from proeftuin_flow.case import Case
from proeftuin_flow.decider import decide
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.log import GENESIS, Record, Stamp, seal
from proeftuin_flow.wishes import Actor, Command
from tests.case_types import NOON
from tests.core.test_migrating import MAPPING, ONE, TWO, Handed, boss, clerk

FILE = Path(__file__).parents[1] / "golden" / "voided-migrated.jsonl"


def lived() -> tuple[Case, list[Record]]:
    """Where the desk stands in the end, and its records."""
    start = case = ONE.new("desk-1")
    past, records = Past(start, ()), list[Record]()

    def did(trigger: str, data: object = None, by: Actor = clerk, part: str | None = None) -> None:
        nonlocal case, past
        now = NOON + timedelta(minutes=case.revision)
        decision = decide(case, Command(trigger, by, now, part, data))
        assert isinstance(decision, Accepted), decision.text("en")
        under = case if decision.case.type is case.type else decision.case
        records.extend(seal(under, decision.events, Stamp(now, request=f"r-{case.revision}"), records[-1].hash if records else GENESIS))
        case, past = decision.case, Past(start, (*past.events, *decision.events))

    did("open_desk")
    did("hand_in", Handed("Map", "large", "u-41"))
    did("hand_in", Handed("Plan", owner="u-42"))
    did("void", Void(3, "a plan of another desk", past), boss)
    did("tell")
    did("migrate", Migrate(TWO, "the new rules", MAPPING, {"paper": {"pages": 2, "reader": "u-43"}}), boss)
    did("hand_in", Handed("Letter"))
    did("visit")
    did("void", Void(8, "next door", past), boss)
    did("void", Void(5, "nobody told it", past), boss)
    return case, records


def written() -> bytes:
    """The whole file, with salts that are no secret."""
    numbers = count(1)
    with patch("proeftuin_flow.log.sealing.salt", lambda: f"{next(numbers):032x}"):
        return b"".join(record.line() for record in lived()[1])


if __name__ == "__main__":  # pragma: no cover  # by hand
    FILE.write_bytes(written())

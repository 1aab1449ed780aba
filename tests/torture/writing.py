"""
Eight processes write to the same and to different cases: no update is lost, no number comes twice, and nothing is decided on what is stale.

Each asks its commands through `Flow`, some with the revision that it expects.  Whoever was too late gets `RevisionConflict` and asks again,
or was decided again by `Flow`; a request that is asked again is carried out once, also when several processes ask the same.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from tempfile import TemporaryDirectory

from proeftuin_flow import Flow
from proeftuin_flow.errors import CommandRefused, RevisionConflict
from tests.torture.common import EMBEDDED, Effort, Row, forked, heard_from_all, opened
from tests.torture.purse import DAY, HOLDER, PURSE, Sum, wrongs_of

__all__ = ["run", "written_by_many"]

WRITERS = 8
SHARED = ["shared-1", "shared-2"]

SPREAD = 4.0
"""How many times as much the fastest writer may do as the slowest."""

FAIRLY = 10.0
"""From how many seconds on that is asked.  In less, the machine decides who gets a turn; then nobody may get none."""

LONGEST = 10.0
"""How many seconds a command may take at most, with its tries."""

TRIES = 50


def run(effort: Effort) -> Iterator[Row]:
    """A row for each store."""
    seconds = max(1.5, 30 * effort.share)
    for name in effort.stores:
        with TemporaryDirectory(dir=effort.directory) as directory:
            yield written_by_many(name, f"{directory}/{EMBEDDED[name]}", seconds, effort.random("writing", name))


def written_by_many(name: str, place: str, seconds: float, chance: Random) -> Row:
    """What came of so many seconds."""
    with opened(place) as store:
        flow = Flow(store, [PURSE])
        for stream in [*SHARED, *(f"own-{number}" for number in range(WRITERS))]:
            flow.open(PURSE, stream, by=HOLDER, occurred=DAY)
    begin = time.time() + 0.5
    seeds = [chance.getrandbits(64) for _ in range(WRITERS)]
    words = heard_from_all(
        [forked(lambda tell, number=number: _write(place, number, begin, begin + seconds, Random(seeds[number]), tell)) for number in range(WRITERS)]  # type: ignore[misc]
    )
    broken = [f"writer {number} says {' '.join(word)}" for number, said in enumerate(words) for word in said if word[0] == "wrong"]
    did = Counter(number for number, said in enumerate(words) for word in said if word[0] == "did")
    entries = Counter(word[1] for said in words for word in said if word[0] == "did")
    commons = Counter(word[2] for said in words for word in said if word[0] == "common" and word[3] == "first")
    asked = {word[2] for said in words for word in said if word[0] == "common"}
    broken += [f"{request} was carried out {commons[request]} times" for request in asked if commons[request] != 1]
    entries.update({SHARED[0]: len(asked)})
    lost = [word for said in words for word in said if word[0] == "lost"]
    longest = max((float(word[2]) for said in words for word in said if word[0] == "did"), default=0.0)
    with opened(place) as store:
        for stream in [*SHARED, *(f"own-{number}" for number in range(WRITERS))]:
            broken += wrongs_of(store, stream)
            found = sum(record.read().type not in ("purse_begun", "emptied") for record in store.read(stream))
            if found != entries[stream]:
                broken.append(f"{stream} has {found} entries, and {entries[stream]} were acknowledged")
    most, least = max(did.values(), default=0), min((did[number] for number in range(WRITERS)), default=0)
    if not least or (seconds >= FAIRLY and most > SPREAD * least):
        broken.append(f"the fastest writer did {most}, the slowest {least}")
    if longest > LONGEST:
        broken.append(f"a command took {longest:.1f} s")
    if not lost:
        broken.append("nobody was ever too late, so nothing was tried")
    seen = f"{len(lost)} too late; {len(asked)} asked by all; fastest writer {most}, slowest {least}; longest wait {longest:.2f} s"
    return Row("write", name, did.total(), seen, broken)


def _write(place: str, number: int, begin: float, end: float, chance: Random, tell: Callable[..., None]) -> None:  # pragma: no cover  # in a child
    with opened(place) as store:
        flow = Flow(store, [PURSE])
        flow.start()
        time.sleep(max(0.0, begin - time.time()))
        turn = 0
        while time.time() < end:
            turn += 1
            if turn % 10 == 0:
                _ask_the_same(flow, turn, tell)
                continue
            stream = chance.choice([*SHARED, f"own-{number}"])
            request, expects = f"w-{number}-{turn}", chance.random() < 0.3
            asked = time.monotonic()
            balance = flow.case(stream).root.facts.balance
            trigger, cents = ("take_out", chance.choice([balance, max(1, balance - 1)])) if balance and chance.random() < 0.4 else ("put_in", 3)
            for _ in range(TRIES):
                revision = flow.case(stream).revision
                try:
                    outcome = flow.handle(stream, trigger, by=HOLDER, data=Sum(cents), occurred=DAY, request_id=request,
                                          expected_revision=revision if expects else None)  # fmt: skip
                except RevisionConflict:
                    tell("lost", stream)
                    continue
                except CommandRefused:
                    break
                if expects and outcome.records[0].seq != revision + 1:
                    tell("wrong", stream, "was written after another revision")
                tell("did", stream, f"{time.monotonic() - asked:.4f}")
                if turn % 7 == 0 and not flow.handle(stream, trigger, by=HOLDER, data=Sum(cents), occurred=DAY, request_id=request).repeated:
                    tell("wrong", request, "was carried out twice")
                break
            else:
                tell("wrong", stream, "was out of reach")


def _ask_the_same(flow: Flow, turn: int, tell: Callable[..., None]) -> None:  # pragma: no cover  # in a child
    """All writers ask this one: for one of them it is the first time."""
    request = f"common-{turn}"
    for _ in range(TRIES):
        try:
            outcome = flow.handle(SHARED[0], "put_in", by=HOLDER, data=Sum(1), occurred=DAY, request_id=request)
        except RevisionConflict:
            tell("lost", SHARED[0])
            continue
        tell("common", SHARED[0], request, "again" if outcome.repeated else "first")
        return
    tell("wrong", request, "was out of reach")

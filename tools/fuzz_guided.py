"""
The fuzzer guided by coverage: atheris keeps what reaches code that nothing reached before, and spoils that further.

`python -m tools.fuzz --guided` starts one process of this for each reader, for libFuzzer, which is inside, ends its process.  What it kept stays in
build/fuzz/, and a later run begins with it.  Half of the spoiling is ours, for it writes JSON canonically again, and half is that of libFuzzer.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any, Final

from attrs import frozen

ROOT: Final = Path(__file__).parents[1]
KEPT: Final = ROOT / "build" / "fuzz"


@frozen
class Run:
    """What came of one reader: inputs, places in the code that they reached, and each finding's input with what it did."""

    tries: int
    reached: int
    found: list[tuple[bytes, str]]


def is_here() -> bool:
    """Whether atheris is; there are wheels of it for some Pythons, on Linux only."""
    return find_spec("atheris") is not None


def run(reader: str, seed: int, seconds: float, readers: str = "tools.fuzz_readers:READERS", kept: Path = KEPT) -> Run:
    """
    Fuzz one reader, in a process of its own.

    Raises:
        RuntimeError: If the fuzzer itself failed; it says how.
    """
    corpus, findings = kept / reader, kept / f"{reader}.jsonl"
    corpus.mkdir(parents=True, exist_ok=True)
    findings.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tools.fuzz_guided", readers, reader, str(seed), str(seconds), str(corpus), str(findings)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace")
    tries, reached = re.search(r"number_of_executed_units: (\d+)", done.stderr), re.findall(r"\bcov: (\d+)", done.stderr)
    if done.returncode or tries is None:
        raise RuntimeError(f"{reader}: the fuzzer ended with {done.returncode}\n{done.stderr[-2000:]}")
    lines = findings.read_text(encoding="ascii").splitlines() if findings.exists() else []
    return Run(int(tries[1]), int(reached[-1]) if reached else 0, [(b64decode(each[0]), each[1]) for each in map(json.loads, lines)])


def main(arguments: Sequence[str]) -> None:
    """Fuzz until the time is up; libFuzzer ends the process."""
    atheris: Any = import_module("atheris")
    readers, name, seed, seconds, corpus, findings = arguments
    module, _, variable = readers.partition(":")
    with atheris.instrument_imports(include=["proeftuin_flow", module], enable_loader_override=False):
        from tools.fuzz import LONGEST, Finding, spoilt, tried

        reader: Any = getattr(import_module(module), variable)[name]
        # What is first asked for when it is used is imported here.
        seeds = reader.seeds()
        for text in seeds:
            tried(name, reader, text)
    for n, text in enumerate(seeds):
        (Path(corpus) / f"seed-{n}").write_bytes(text)
    kinds: set[str] = set()

    def try_it(text: bytes) -> None:
        found: Finding | None = tried(name, reader, text)
        if found is not None and (kind := found.what.partition(":")[0]) not in kinds:
            kinds.add(kind)
            with Path(findings).open("a", encoding="ascii") as file:
                file.write(json.dumps([b64encode(found.input).decode(), found.what]) + "\n")

    def spoil(text: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        return spoilt(text, random)[:most] if random.random() < 0.5 else atheris.Mutate(text, most)

    most_seconds = max(1, round(float(seconds)))
    atheris.Setup([sys.argv[0], f"-max_total_time={most_seconds}", f"-seed={int(seed) + 1}", f"-max_len={LONGEST}", "-timeout=60",
                   "-rss_limit_mb=4096", "-print_final_stats=1", corpus], try_it, custom_mutator=spoil)  # fmt: skip
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])

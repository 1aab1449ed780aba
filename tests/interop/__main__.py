"""
Strangers agree: engines by others follow our traces, and notice where an export is wrong.

    python -m tests.interop

One line for each judge.  It ends with 1 if a judge differs from us, misses a mutant, or is not there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final

from proeftuin_flow.exports import escaped, scxml, xstate
from proeftuin_flow.lifecycle import Lifecycle
from tests.interop import mining, stock
from tests.interop.install import ENGINES, NODE, ROOT
from tests.interop.mutants import Mutant, mutants, told_apart
from tests.interop.traces import Traces, counts, traces

HERE: Final = Path(__file__).parent
FORMATS: Final = {"xstate": xstate, "scxml": scxml}
JUDGES: Final = {"XState": ("xstate", "xstate.mjs"), "SCION": ("scxml", "scion.mjs")}
WAYS: Final = ("eventless", "events")
CHOSEN: Final = {"guard": 20, "target": 15, "trigger": 15}
ENOUGH: Final = 20_000
SPOILED: Final = 3


def main() -> int:
    """All judges, one after the other."""
    began = perf_counter()
    directory = ROOT / "traces-and-exports"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    made = traces()
    made.write(directory / "traces")
    accepted, refused = map(sum, zip(*counts(made).values(), strict=True))
    wrong = [f"{name} has steps of one kind only" for name, both in counts(made).items() if not all(both)]
    print(f"traces   {accepted + refused:,} steps over {len(made.steps)} lifecycles: {accepted:,} accepted, {refused:,} refused; "
          f"left out: {', '.join(f'{number:,} × {what}' for what, number in made.left_out.items())}")  # fmt: skip
    everyone = [*mutants(made.lifecycles)]
    seen = [each for each in everyone if told_apart(each, made.steps[each.of])]
    chosen = [*_chosen(seen)]
    print(f"mutants  {len(everyone):,} in all, of which these traces tell apart {len(seen):,}; chosen: {len(chosen)}")
    _write_jobs(directory, made, chosen)
    for name, (format, script) in JUDGES.items():
        wrong += _engine(name, script, directory, chosen, format)
    wrong += _first()
    wrong += _stock(made, seen)
    wrong += _mining(directory, everyone)
    print(f"all in {perf_counter() - began:.0f} s")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


def _chosen(seen: Sequence[Mutant], fit: Callable[[Mutant], bool] = lambda _: True) -> Iterator[Mutant]:
    """So many of each kind that fit, the same each time."""
    for kind, number in CHOSEN.items():
        mixed = Random(f"chosen {kind}").sample(seen, len(seen))
        yield from islice((each for each in mixed if each.kind == kind and fit(each)), number)


# ── engines of npm ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _write_jobs(directory: Path, made: Traces, chosen: Iterable[Mutant]) -> None:
    jobs = []
    whole = [(name, name, lifecycle, False) for name, lifecycle in made.lifecycles.items()]
    for id, of, lifecycle, mutant in [*whole, *((f"mutant-{n}", each.of, each.lifecycle, True) for n, each in enumerate(chosen))]:
        triggers = {*made.lifecycles[of].triggers, *lifecycle.triggers}
        by_itself = [f"automatic.{escaped(t.emits.name)}" for t in lifecycle.transitions if t.trigger is None]
        for format, export in FORMATS.items():
            for automatic in WAYS:
                file = f"{id}.{automatic}.{format}"
                (directory / file).write_text(export(lifecycle, automatic=automatic), encoding="utf-8")
                jobs.append({"id": file, "lifecycle": of, "file": file, "format": format, "automatic": automatic, "mutant": mutant,
                             "triggers": [*sorted(map(escaped, triggers)), *by_itself]})  # fmt: skip
    (directory / "jobs.ndjson").write_text("".join(json.dumps(job) + "\n" for job in jobs), encoding="utf-8")


def _run(script: str, *arguments: str) -> str:
    found = os.environ | {"STRANGERS": str(ENGINES)}
    return subprocess.run([NODE, HERE / script, *arguments], env=found, check=True, capture_output=True, text=True, timeout=600).stdout


def _engine(name: str, script: str, directory: Path, chosen: Sequence[Mutant], format: str) -> Iterator[str]:
    began = perf_counter()
    results = {line["id"]: line for line in map(json.loads, _run(script, str(directory)).splitlines())}
    ours = [line for id, line in results.items() if not id.startswith("mutant-")]
    for line in ours:
        if line["differences"]:
            yield f"{name}: {line['id']} differs {line['differences']} times, first {line['first']}"
    noticed = 0
    for number, mutant in enumerate(chosen):
        if any(results[f"mutant-{number}.{automatic}.{format}"]["differences"] for automatic in WAYS):
            noticed += 1
        else:
            yield f"{name}: {mutant.of}: {mutant.what}: not noticed"
    steps = sum(line["steps"] for line in ours)
    yield from _enough(name, steps)
    _tell(name, began, steps, sum(line["asked"] for line in ours), noticed, len(chosen))


def _first() -> Iterator[str]:
    """The bug of SCION that its judge goes round: once it is mended, the way round can go."""
    said = _run("scion-eventless-first.mjs").strip()
    if said != "go":
        yield f"SCION: scion-eventless-first.mjs now says {said!r}; take out what goes round it"


# ── judges in Python ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _stock(made: Traces, seen: Sequence[Mutant]) -> Iterator[str]:
    began = perf_counter()
    places = stock.places(made)
    found = {name: stock.judge(lifecycle, places[name]) for name, lifecycle in made.lifecycles.items()}
    for name, each in found.items():
        if each.differences:
            yield f"transitions: {name} differs {each.differences} times, first {each.first}"
    chosen = [*_chosen(seen, lambda each: stock.told_apart(each, places[each.of]))]
    unnoticed = [each for each in chosen if not stock.judge(each.lifecycle, places[each.of], mutant=True).differences]
    yield from (f"transitions: {each.of}: {each.what}: not noticed" for each in unnoticed)
    steps = sum(each.steps for each in found.values())
    yield from _enough("transitions", steps)
    _tell("transitions", began, steps, sum(each.asked for each in found.values()), len(chosen) - len(unnoticed), len(chosen))


def _mining(directory: Path, everyone: Sequence[Mutant]) -> Iterator[str]:
    began = perf_counter()
    judge = mining.Judge(directory)
    mined = judge.read()
    tried: Counter[str] = Counter()
    for name, lifecycle in mining.lifecycles().items():
        yield from _fitting(name, lifecycle, judge, mined, tried)
    others = [each for each in everyone if each.kind == "target" and not all(mining.fits(each.lifecycle, names) for names in mined.names[each.of])]
    chosen = Random("mined").sample(others, 50)
    unnoticed = [each for each in chosen if min(judge.fitness(each.lifecycle, mined.logs[each.of])) >= 1.0]
    yield from (f"pm4py: {each.of}: {each.what}: not noticed" for each in unnoticed)
    if tried["spoiled"] < 20:
        yield f"pm4py: only {tried['spoiled']} spoiled logs"
    print(f"pm4py        {tried['traces']:,} traces of {tried['events']:,} events fit, {tried['spoiled']} spoiled ones do not; "
          f"{len(chosen) - len(unnoticed)} of {len(chosen)} mutants noticed; {mined.objects:,} events read as OCEL  "
          f"({perf_counter() - began:.0f} s)")  # fmt: skip


def _fitting(name: str, lifecycle: Lifecycle[Any], judge: mining.Judge, mined: mining.Mined, tried: Counter[str]) -> Iterator[str]:
    """What happened fits, and what was spoiled does not."""
    rng = Random(f"mining {name}")
    logs, names = mined.logs[name], mined.names[name]
    for said, each in zip(judge.fitness(lifecycle, logs), names, strict=True):
        if said != 1.0 or not mining.fits(lifecycle, each):
            yield f"pm4py: {name}: {said} for {each}"
    spoiled = [(log, other) for log, each in zip(logs, names, strict=True) for other in mining.spoilings(each, [*lifecycle.events], rng)]
    some = rng.sample(wrong := [(log, other) for log, other in spoiled if not mining.fits(lifecycle, other)], min(SPOILED, len(wrong)))
    fitness = judge.fitness(lifecycle, [judge.spoiled(log, other) for log, other in some])
    yield from (f"pm4py: {name}: 1.0 for {other}, which does not fit" for (_, other), each in zip(some, fitness, strict=True) if each >= 1.0)
    tried.update(traces=len(logs), events=sum(map(len, names)), spoiled=len(some))





def _enough(name: str, steps: int) -> Iterator[str]:
    if steps < ENOUGH:
        yield f"{name}: only {steps:,} steps"


def _tell(name: str, began: float, steps: int, asked: int, noticed: int, chosen: int) -> None:
    print(f"{name:12} {steps:,} steps and {asked:,} triggers agree, {noticed} of {chosen} mutants noticed  ({perf_counter() - began:.0f} s)")


if __name__ == "__main__":
    sys.exit(main())

"""
A programme of ten thousand pilots, all of them invented: what becomes of each, in about a million events.

Nothing in it is a fact; every stream is called `made-up-…`.  `--help` says what can be chosen.  The same seed gives the same programme, but
for the hashes.  A run that was killed can be run again: it goes on where the log ends.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path

from inspiration.screen import Screen
from many_pilots.lives import FIRST_DAY, LAST_DAY
from many_pilots.meters import Meter, PlainMeter
from many_pilots.playing import Clock, Unexpected, play
from many_pilots.telling import PHASES, due_soon, held_up, lead_time_rows, standing_rows

from proeftuin_flow import (
    Flow,
    FlowError,
    JsonShelf,
    Language,
    LeadTime,
    by_state,
    catch_up,
    lead_times,
    lead_times_by_state,
    standings,
)
from proeftuin_flow.pilot import PROEFTUIN
from proeftuin_flow.stores import SqliteStore

PARTS = 12
"""How many parts a pilot has at most, so that all of them can stay in memory."""

FINAL = {phase.name for phase in PHASES if phase.final}


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the programme, and tell what its log says; 0 if all went well."""
    chosen = _parser().parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    screen, meter = _screen(chosen.language, plain=chosen.plain or not sys.stdout.isatty())
    directory = chosen.directory / f"{chosen.pilots}-pilots-seed-{chosen.seed}"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with SqliteStore(directory / "programme.sqlite") as store:
            _programme(store, JsonShelf(directory), chosen.seed, chosen.pilots, screen, meter)
        screen.say(f"Het logboek staat in {directory}.", f"The log is in {directory}.")
    except BrokenPipeError:
        # Whoever read it has seen enough; without this, Python complains once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (FlowError, OSError, Unexpected) as error:
        said = error.text(chosen.language) if isinstance(error, FlowError) else str(error)
        print(f"programme: {said}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("programme: stopped; run it again, and it goes on from here", file=sys.stderr)
        return 130
    return 0


def _programme(store: SqliteStore, shelf: JsonShelf, seed: int, pilots: int, screen: Screen, meter: Meter) -> None:
    clock = Clock()
    flow = Flow(store, [PROEFTUIN], clock=clock, cache=pilots * PARTS)
    screen.scene(f"{pilots} verzonnen proeftuinen, {FIRST_DAY} tot en met {LAST_DAY}", f"{pilots} invented pilots, {FIRST_DAY} to {LAST_DAY}")
    refused = Counter[str]()
    with meter:
        for played in play(flow, clock, seed, pilots, meter):
            refused.update(played.refused)
            # On the way, as a service does that is stopped and started again: next time it reads only what is new.
            for projection in (standings, lead_times):
                shelf.save(catch_up(flow, projection, shelf.load(projection)))
    clock.set(LAST_DAY)
    stands, stays = catch_up(flow, standings, shelf.load(standings)), catch_up(flow, lead_times, shelf.load(lead_times))
    number = sum(refused.values())
    screen.say(f"{stands.count} gebeurtenissen in het logboek; in deze ronde {number} keer geweigerd.",
               f"{stands.count} events in the log; refused in this run: {number}.")  # fmt: skip

    _stand(by_state(stands.state), screen)
    _lead_times(lead_times_by_state(stays.state), screen)
    going_on = [id for id, each in stands.state.items() if each["state"] not in FINAL]
    _due(flow, going_on, clock(), screen)
    _held_up(flow, going_on, screen)


def _stand(counts: dict[tuple[str, str], int], screen: Screen) -> None:
    screen.scene("Waar alle proeftuinen staan", "Where all pilots stand")
    heads = [screen.words("staat", "state"), screen.words("proeftuinen", "pilots")]
    screen.table(heads, [[label.text(screen.language), str(count)] for label, count in standing_rows(counts)])


def _lead_times(times: dict[tuple[str, str], LeadTime], screen: Screen) -> None:
    screen.scene("Hoeveel dagen zij ergens blijven", "How many days they stay somewhere")
    heads = [screen.words("staat", "state"), screen.words("keer", "stays"), screen.words("mediaan", "median"),
             screen.words("90e percentiel", "90th percentile")]  # fmt: skip
    rows = [[label.text(screen.language), *map(str, (time.count, time.median, time.ninetieth))] for label, time in lead_time_rows(times)]
    screen.table(heads, rows)


def _due(flow: Flow, ids: Sequence[str], now: datetime, screen: Screen) -> None:
    screen.scene("Wat te laat is, en wat binnen een maand moet", "What is overdue, and what is due within a month")
    counts, labels = due_soon(flow, ids, now)
    heads = [screen.words("wat", "what"), screen.words("te laat", "overdue"), screen.words("binnen een maand", "within a month")]
    rows = [
        [labels[code].text(screen.language), str(count["overdue"]), str(count["due"])]
        for code, count in sorted(counts.items(), key=lambda each: (-each[1].total(), each[0]))
    ]
    screen.table(heads, rows)


def _held_up(flow: Flow, ids: Sequence[str], screen: Screen) -> None:
    screen.scene("Wat de meeste proeftuinen ophoudt", "What holds up the most pilots")
    screen.say(f"Gevraagd aan alle {len(ids)} proeftuinen die nog lopen: wat staat de volgende grote stap in de weg?",
               f"Asked of all {len(ids)} pilots that still go on: what stands in the way of the next big step?")  # fmt: skip
    counts, labels = held_up(flow, ids)
    heads = [screen.words("voorwaarde", "requirement"), screen.words("proeftuinen", "pilots")]
    rows = [[labels[code].text(screen.language), str(count)] for code, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
    screen.table(heads, rows)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="programme",
        description="Plays a programme of invented pilots through the public API, into one SQLite file, and tells what its log says. "
        "A pilot has some 100 events: 10000 pilots make about a million, in some minutes and 1.5 GB.",
    )  # fmt: skip
    parser.add_argument("--pilots", type=_number, default=10_000, metavar="N", help="how many pilots, up to 99999 (%(default)s)")
    parser.add_argument("--seed", type=int, default=2019, help="another seed is another programme (%(default)s)")
    parser.add_argument("--plain", action="store_true", help="lines without colours; by itself where the output is no terminal")
    parser.add_argument("--language", choices=["nl", "en"], default="en", help="what is told (%(default)s)")
    parser.add_argument("--directory", type=Path, default=Path("build", "programme"), metavar="DIR", help="where the files go (%(default)s)")
    return parser


def _number(text: str) -> int:
    number = int(text)
    if not 0 < number < 100_000:
        raise ArgumentTypeError("give a number from 1 to 99999")
    return number


def _screen(language: Language, *, plain: bool) -> tuple[Screen, Meter]:
    if not plain:
        try:
            from inspiration.rich_screen import RichScreen
            from many_pilots.rich_meter import RichMeter
        except ImportError:
            pass
        else:
            return RichScreen(language), RichMeter()
    return Screen(language), PlainMeter()


if __name__ == "__main__":
    sys.exit(main())

"""
Torture the stores: `python -m tests.torture [--only NAME …] [--share PART] [--seed N] [--stores NAME …] [--directory DIR] [--list]`.

Each program tries one kind of trouble so and so often, and a table says at the end what was seen.  The suite has a short form of each.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from proeftuin_flow.errors import FlowError
from tests.torture.common import EMBEDDED, Effort, Row, to_stderr

PROGRAMS = {
    "kill": "tests.torture.killing",
    "power": "tests.torture.cutting",
    "tamper": "tests.evidence.tampering",
    "write": "tests.torture.writing",
    "trouble": "tests.torture.troubling",
    "outbox": "tests.torture.emptying",
    "serve": "tests.torture.serving",
    "follow": "tests.torture.following",
    "failover": "tests.torture.failing_over",
}
"""Who adds a program adds a line: its name, and the module with its `run(effort)`."""


def main() -> int:
    """Run them, and print the table; 1 if a promise was broken."""
    parser = ArgumentParser(prog="python -m tests.torture", description="Crashes, power cuts, full disks and many writers, over every store.")
    parser.add_argument("--only", nargs="+", choices=PROGRAMS, metavar="NAME", help=f"of: {', '.join(PROGRAMS)}")
    parser.add_argument("--share", type=float, default=1.0, metavar="PART", help="of a whole run: 0.1 is a tenth (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another seed tries other moments (default: %(default)s)")
    parser.add_argument(
        "--stores", nargs="+", choices=EMBEDDED, default=[*EMBEDDED], metavar="NAME", help=f"of: {', '.join(EMBEDDED)}"
    )
    parser.add_argument(
        "--directory", type=Path, default=Path("build"), metavar="DIR", help="for temporary files, on a real disk (default: %(default)s)"
    )
    parser.add_argument("--list", action="store_true", help="say what there is")
    said = parser.parse_args()
    if said.list:
        for name, module in PROGRAMS.items():
            print(f"{name:9} {(import_module(module).__doc__ or '').strip().splitlines()[0]}")
        return 0
    said.directory.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    with TemporaryDirectory(dir=said.directory, prefix="torture-", ignore_cleanup_errors=True) as scratch:
        for name in said.only or PROGRAMS:
            begun = time.monotonic()
            effort = Effort(Path(scratch), said.share, said.seed, tuple(said.stores), to_stderr)
            try:
                for row in import_module(PROGRAMS[name]).run(effort):
                    rows.append(row)
                    to_stderr(f"{row.program} {row.what}: {row.tried} times, {len(row.broken)} broken, {time.monotonic() - begun:.0f} s")
            except (AssertionError, FlowError, OSError) as error:
                rows.append(Row(name, "-", 0, "it broke down", [f"{type(error).__name__}: {error}"]))
    print(table(rows))
    for row in rows:
        for broken in row.broken[:20]:
            print(f"BROKEN  {row.program} {row.what}: {broken}")
    return int(any(row.broken for row in rows))


def table(rows: list[Row]) -> str:
    """The rows under each other, with what each column is."""
    lines = [("program", "over", "times", "broken", "seen")]
    lines += [(row.program, row.what, str(row.tried), str(len(row.broken)), row.seen) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join("  ".join([*(cell.ljust(width) for cell, width in zip(line[:4], widths, strict=True)), line[4]]) for line in lines)


if __name__ == "__main__":
    sys.exit(main())

"""
Run the benchmarks: `python -m benchmarks [--only NAME …] [--quick] [--json FILE] [--markdown FILE] [--readme FILE] [--list]`.

Only a run without `--quick`, on a machine that does nothing else, is worth quoting; `RESULTS.md` here is the last such one.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import report
from benchmarks.figures import Effort, Figure, Outcome
from benchmarks.machine import describe
from benchmarks.sections import SECTIONS
from benchmarks.timing import pin


def main() -> None:
    """
    Measure, print, and write.
    """
    parser = ArgumentParser(prog="python -m benchmarks", description="Measure proeftuin_flow against peers, floors and goals.")
    parser.add_argument("--only", nargs="+", choices=list(SECTIONS), metavar="NAME", help=f"of: {', '.join(SECTIONS)}")
    parser.add_argument(
        "--quick", action="store_true", help="few and short rounds, small logs: to try the benchmarks, not to quote"
    )
    parser.add_argument("--json", type=Path, default=Path("build/benchmarks.json"), metavar="FILE", help="default: %(default)s")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the whole run as a page as well")
    parser.add_argument(
        "--readme", type=Path, metavar="FILE", help="put the goals and what was measured between the marks in a page"
    )
    parser.add_argument("--records", type=int, metavar="N", help="length of the log that is replayed and verified")
    parser.add_argument(
        "--directory", type=Path, default=Path("build"), help="for temporary files, on a real disk; default: %(default)s"
    )
    parser.add_argument("--list", action="store_true", help="say what can be measured, and the goals")
    said = parser.parse_args()
    sections = [SECTIONS[name] for name in SECTIONS if not said.only or name in said.only]
    if said.list:
        print(report.goals(sections))
        return

    said.directory.mkdir(parents=True, exist_ok=True)
    machine = describe() | {"pinned": pin() is not None}
    print(f"{machine['python']}, {machine['cores']} cores, {machine['system']}, SQLite {machine['sqlite']}\n")
    figures: list[Figure] = []
    outcomes: list[Outcome] = []
    found: dict[str, object] = {}
    with TemporaryDirectory(dir=said.directory, prefix="benchmarks-", ignore_cleanup_errors=True) as scratch:
        effort = _effort(said.quick, said.records, Path(scratch))
        for section in sections:
            outcome = section.run(effort)
            figures += outcome.figures
            outcomes.append(outcome)
            found[section.name] = report.as_data(outcome)
            for table in outcome.tables:
                print(f"{report.table(table)}\n", flush=True)
            for note in outcome.notes:
                print(f"{note}\n")
    print(report.verdicts(figures))

    run = {"at": datetime.now(UTC).strftime("%Y-%m-%d"), "quick": said.quick, "records": effort.records}
    written = json.dumps({"run": run, "machine": machine, "sections": found}, indent=2, ensure_ascii=False)
    said.json.parent.mkdir(parents=True, exist_ok=True)
    said.json.write_text(f"{written}\n", "utf-8")
    if said.markdown:
        said.markdown.write_text(report.markdown(figures, outcomes, machine, run), "utf-8")
    if said.readme:
        said.readme.write_text(report.between_marks(said.readme.read_text("utf-8"), report.goal_table(figures)), "utf-8")


def _effort(quick: bool, records: int | None, directory: Path) -> Effort:
    if quick:
        return Effort(
            rounds=5, seconds=0.004, records=records or 12_000, instances=200, sizes=(10, 100, 1_000), directory=directory
        )
    return Effort(
        rounds=21,
        seconds=0.04,
        records=records or 1_000_000,
        instances=2_000,
        sizes=(10, 100, 1_000, 10_000),
        directory=directory,
    )


if __name__ == "__main__":
    main()

"""
Redact: erasing one person, physically, in a SQLite file.

It may cost more where there is more about somebody, and no more where there is more about others.  Much of it is waiting for the disk, which
has to forget as well.
"""

from pathlib import Path

from benchmarks import ours
from benchmarks.figures import Effort, Goal, Outcome, Section, Table, answers
from benchmarks.timing import Contestant, Curve, Spread, grow

IN_CASE = "ours: records per store, each person erased in one case"
BY_STORE, BY_PERSON = "ours: records per store, each person erased", "ours: records per person, each person erased"
GOALS = (
    Goal(
        "redaction, as the store grows",
        BY_STORE,
        "as exponent",
        at_most=0.1,
        takes="an index by reference, which a SQLite file would not forget: pages that were split keep copies.  So the references are "
        "looked through, all of them, which is most of it where there are a million; in PostgreSQL there is an index",
    ),
    Goal("redaction in a case that is named, as the store grows", IN_CASE, "as exponent", at_most=0.1),
    Goal("redaction, as the subject's records grow", BY_PERSON, "as exponent", at_most=1.1),
)
PERSONS = 2
"""So many are erased in a run."""

SHARES = (100, 10, 1)
VISITS = (1, 4, 16, 64)
LEAST = 2_000


def run(effort: Effort) -> Outcome:
    """
    A hundredth, a tenth, and the whole; then, in a store that stays as it is, persons who came more and more often.
    """
    rounds = max(3, effort.rounds // 3)
    whole = max(effort.records // ours.VISIT_RECORDS, LEAST)
    sizes = tuple(whole // share for share in SHARES)
    paths = {size: _store(effort, size) for size in sizes}
    by_store = grow(sizes, lambda size: _everywhere(paths[size], size), rounds=rounds, seconds=0, count=PERSONS)
    # Others than those who are gone.
    first = (rounds + 1) * PERSONS
    in_case = grow(sizes, lambda size: _in_case(paths[size], size, first), rounds=rounds, seconds=0, count=PERSONS)
    persons = [f"person-{often}-{number}" for often in VISITS for number in range((rounds + 1) * PERSONS) for _ in range(often)]
    path = effort.directory / "visitors.sqlite"
    ours.write_visits(path, persons)
    by_person = grow(VISITS, lambda often: ours.erasing(path, f"person-{often}-{{}}".format, often), rounds=rounds, seconds=0, count=PERSONS)
    curves = {BY_STORE: by_store, IN_CASE: in_case, BY_PERSON: by_person}
    each = ours.VISIT_RECORDS
    tables = (
        _table(f"Erase a person with 4 records in a store of so many (exponent {by_store.exponent:.2f})", by_store, each),
        _table(f"The same in a case that is named (exponent {in_case.exponent:.2f})", in_case, each),
        _table(f"Erase a person with so many records, in {len(persons) * each:,} (exponent {by_person.exponent:.2f})", by_person, 4),
    )
    raw = {name: {"sizes": curve.sizes, "nanoseconds": curve.nanoseconds, "exponent": round(curve.exponent, 3)} for name, curve in curves.items()}
    return Outcome(answers(GOALS, curves.__contains__, lambda name: _exact(curves[name].exponent)), tables, raw=raw)


def _store(effort: Effort, visits: int) -> Path:
    path = effort.directory / f"visits-{visits}.sqlite"
    ours.write_visits(path, [f"person-{number}" for number in range(visits)])
    return path


def _everywhere(path: Path, visits: int) -> Contestant:
    # Everywhere in the file in turn.
    return ours.erasing(path, lambda number: f"person-{number * 7919 % visits}", 1)


def _in_case(path: Path, visits: int, first: int) -> Contestant:
    def case(number: int) -> str:
        return ours.visit_id(number * 7919 % visits)

    return ours.erasing(path, lambda number: f"person-{number * 7919 % visits}", 1, case=case, first=first)


def _table(title: str, curve: Curve, records: int) -> Table:
    rows = tuple((f"{size * records:,}", f"{took / 1e6:,.2f}") for size, took in zip(curve.sizes, curve.nanoseconds, strict=True))
    return Table(title, ("records", "ms per person"), rows)


def _exact(value: float) -> Spread:
    return Spread(value, value, value)


SECTION = Section("redact", "Redaction", GOALS, run)

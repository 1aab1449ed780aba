"""
The floor plan: a room uses only rooms that come before it, from the bottom to the top and from left to right.

A room is a module or a package of src/proeftuin_flow; inside a package everything may use everything.
An import inside a function counts as well; one under `if TYPE_CHECKING:` does not, for it never happens.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

PACKAGE = "proeftuin_flow"
SOURCE = Path(__file__).parents[1] / "src" / PACKAGE

# From the bottom to the top, and each floor from left to right.
FLOORS: dict[str, list[str]] = {
    "words": ["_version", "_memo", "labels", "_extras", "messages", "privacy", "errors", "_unknown", "canonical", "bodies", "ids", "wishes", "parts",
              "case", "situation"],
    "rules": ["guards", "lifecycle", "structure", "consistency", "case_type", "variants", "decisions", "forms",
              "problems"],
    "wings": ["diagrams", "pilot", "contrib"],
    "core": ["_cattrs", "codec", "upcasting", "_machine", "addressing", "asking", "moving", "obstacles", "acts", "decider",
             "soundness"],
    "log": ["log", "stores", "evidence", "exports"],
    "shell": ["rehearsal", "grounds", "cache", "use_cases", "batch", "destruction", "erasing", "flow", "async_flow", "access", "projections",
              "testing"],
    "roof": ["cli", "__main__"],
}
# The front door shows all rooms, and no room goes through it.
FRONT_DOOR = "__init__"
# Content that the library works without: no other room uses it.
NOBODY_USES = {"pilot", "contrib"}
# These packages have one door each: the only room that imports them.
DOORS = {"transitions": "_machine", "cattrs": "_cattrs"}
# Beside attrs and msgspec, other packages are guests in a few rooms; each room with one needs an extra, and asks for it when it is used.
GUESTS = {
    "cryptography": {"evidence"}, "holidays": {"pilot"}, "hypothesis": {"testing"}, "psycopg": {"stores"}, "pytest": {"testing"}, "rich": {"cli"},
    "sqlalchemy": {"stores"},
}  # fmt: skip
# What would do something later, by itself.  A whole module counts too, for then nothing says what is used of it.
BY_THEMSELVES = {"asyncio", "asyncio.create_task", "sched", "signal", "subprocess", "threading", "threading.Thread", "threading.Timer"}
# (room, the room above that it uses): why
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("case_type", "variants"): "`case_type.variant(…)` reads best as a method of what it varies",
    ("moving", "acts"): "a case moves by the library's own acts too, and those are made of moving",
    ("lifecycle", "_machine"): "`lifecycle.machine` hands out the engine, which is built when somebody first asks for it",
}

ROOMS = [*chain.from_iterable(FLOORS.values()), FRONT_DOOR]


def modules(source: Path) -> Iterator[tuple[str, Path]]:
    """Each module's path inside the package, and its file: `stores.sqlite`."""
    for file in sorted(source.rglob("*.py")):
        parts = file.relative_to(source).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts), file


def imports(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports that can happen: not those under `if TYPE_CHECKING:`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            yield from chain.from_iterable(imports(child) for child in node.orelse)
        else:
            yield from imports(node)


def imported(file: Path, source: Path) -> Iterator[str]:
    """The full names of what a module imports, relative ones worked out: `proeftuin_flow.stores.sqlite.SqliteStore`."""
    here = [PACKAGE, *file.relative_to(source).with_suffix("").parts]
    for node in imports(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        else:
            base = here[: len(here) - node.level] if node.level else []
            yield from (".".join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names)


def room_of(name: str) -> str | None:
    """The room that a full name leads into; a name of the package itself leads through the front door."""
    package, _, rest = name.partition(".")
    if package != PACKAGE:
        return None
    return room if (room := rest.partition(".")[0]) in ROOMS else FRONT_DOOR


def problems(source: Path) -> list[str]:
    """Everything that does not keep to the plan."""
    found: list[str] = []
    files = [(module, module.partition(".")[0], file) for module, file in modules(source)]
    unknown = sorted({room for _, room, _ in files} - set(ROOMS))
    found += [f"{room}: not in the plan; put it into FLOORS, where it belongs" for room in unknown]
    for module, room, file in files:
        names = sorted(set(imported(file, source)))
        for package, door in DOORS.items():
            if room != door and any(name.partition(".")[0] == package for name in names):
                found.append(f"{module}: imports {package}, whose only door is {door}")
        used = {used for name in names if (used := room_of(name)) not in (None, room)}
        for other in sorted(used):
            if room not in ROOMS or other not in ROOMS or (room, other) in EXCEPTIONS:
                continue
            if other in NOBODY_USES:
                found.append(f"{module}: uses {other}, which nobody does")
            elif ROOMS.index(other) > ROOMS.index(room):
                found.append(f"{module}: uses {other}, which is above it")
    return found


def test_rooms_use_only_rooms_before_them():
    """
    Imports go down the floor plan; each foreign engine has one door.
    """
    assert [] == problems(SOURCE)


@pytest.mark.parametrize(("package", "door"), DOORS.items())
def test_door_is_in_use(package, door):
    """
    A door that nobody goes through is not a door: the plan is out of date.
    """
    users = {
        module.partition(".")[0]
        for module, file in modules(SOURCE)
        if any(name.partition(".")[0] == package for name in imported(file, SOURCE))
    }

    assert {door} == users


def test_guests_stay_in_their_rooms():
    """
    Few packages are needed, and none for the web or for a screen: those of the extras are imported where they are used, and nowhere else.
    """
    rooms: dict[str, set[str]] = {}
    for module, file in modules(SOURCE):
        for name in imported(file, SOURCE):
            rooms.setdefault(name.partition(".")[0], set()).add(module.partition(".")[0])

    assert {*GUESTS, *DOORS, "attrs", "msgspec"} == rooms.keys() - {PACKAGE, *sys.stdlib_module_names}
    assert {name: rooms[name] for name in GUESTS} == GUESTS


def test_nothing_happens_by_itself():
    """
    No scheduler, no timer, no thread: what passes without a call of the application changes nothing.
    """
    # The contract for stores has rivals.
    assert {} == {module: names for module, file in modules(SOURCE) if (names := BY_THEMSELVES & {*imported(file, SOURCE)})
                  and not module.startswith("testing.contract")}  # fmt: skip


def test_exceptions_are_needed():
    """
    An exception that no import needs any more is taken out of the plan.
    """
    in_use = {(module.partition(".")[0], room_of(name)) for module, file in modules(SOURCE) for name in imported(file, SOURCE)}

    assert set() == EXCEPTIONS.keys() - in_use
    assert all(EXCEPTIONS.values())


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("labels.py", "from .case import Case", ["labels: uses case, which is above it"]),
        ("labels.py", "from . import case", ["labels: uses case, which is above it"]),
        ("labels.py", "import proeftuin_flow.case", ["labels: uses case, which is above it"]),
        ("labels.py", "def late():\n    from proeftuin_flow.case import Case", ["labels: uses case, which is above it"]),
        ("flow.py", "from . import Case", ["flow: uses __init__, which is above it"]),
        ("stores/sqlite.py", "from ..flow import Flow", ["stores.sqlite: uses flow, which is above it"]),
        ("stores/__init__.py", "from ..flow import Flow", ["stores: uses flow, which is above it"]),
        ("flow.py", "from .pilot import PROEFTUIN", ["flow: uses pilot, which nobody does"]),
        ("flow.py", "from transitions import Machine", ["flow: imports transitions, whose only door is _machine"]),
        ("flow.py", "import cattrs.preconf.msgspec", ["flow: imports cattrs, whose only door is _cattrs"]),
        ("attic.py", "", ["attic: not in the plan; put it into FLOORS, where it belongs"]),
        ("case.py", "from .labels import Label\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .flow import Flow", []),
        ("stores/sqlite.py", "from .base import Store\nfrom . import base\nfrom ..case import Case", []),
        ("__init__.py", "from .flow import Flow", []),
        ("_machine.py", "import transitions", []),
    ],
)
def test_what_breaks_the_plan_is_found(tmp_path, file, text, problem):
    """
    Every way to write an import is seen.
    """
    for empty in ("labels.py", "case.py", "flow.py", "pilot/__init__.py", "stores/base.py", "stores/sqlite.py", file):
        (tmp_path / empty).parent.mkdir(exist_ok=True)
        (tmp_path / empty).touch()
    (tmp_path / file).write_text(text, encoding="utf-8")

    assert problem == problems(tmp_path)

"""
Notice a guard or reducer whose text changed and whose version did not.

The fingerprint of a case type counts guards and reducers by code and version; what their functions say is not in it.  So tests/golden/rules.json
has a digest of each text, and a test compares.  Labels, docstrings, comments and layout are no part of a text; helpers that it calls by name,
and the whole numbers and words that it names, are.  What it asks of an object (`s.facts.ended`) is not followed.

    python -m tools.rule_texts                        compare, write nothing
    python -m tools.rule_texts --write                take in what is new, gone, or has a new version
    python -m tools.rule_texts --same-meaning CODE…   and the changed texts of these, whose meaning stayed

A guard's code is that of the log; a reducer's is `lifecycle.event`.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeAlias

from attrs import asdict, frozen

from proeftuin_flow import CaseType
from proeftuin_flow.guards import Named
from proeftuin_flow.pilot import GATHERING, PROEFTUIN

KEPT: Final = Path(__file__).parents[1] / "tests" / "golden" / "rules.json"
CASE_TYPES: Final = (PROEFTUIN, GATHERING)
SAYS_NOTHING: Final = ("decorator_list", "annotation", "returns", "type_comment", "type_params", "kind")
"""Parts of a syntax tree that change no decision, or that not every Python has."""


@frozen
class Text:
    """One guard or reducer: its version, and the SHA-256 of what its function says."""

    version: int
    sha256: str


Texts: TypeAlias = Mapping[str, Text]


def texts_of(case_types: Sequence[CaseType] = CASE_TYPES) -> dict[str, Text]:
    """Every guard and reducer by case type, kind and code: `proeftuin guard plan_in_force`."""
    found: dict[str, Text] = {}
    for case_type in case_types:
        for guard in case_type.guards.values():
            found[f"{case_type.name} guard {guard.code}"] = Text(guard.version, digest_of(guard.function))
        for lifecycle in case_type.lifecycles.values():
            for event in lifecycle.events.values():
                if event.then is not None:
                    found[f"{case_type.name} reducer {lifecycle.name}.{event.name}"] = Text(event.reducer_version, digest_of(event.then))
    return dict(sorted(found.items()))


def digest_of(function: Callable[..., Any]) -> str:
    """The SHA-256 of what a function says, with the helpers that it names."""
    told: dict[str, str] = {}
    _tell(function, told)
    return sha256("\n".join(f"{name}: {text}" for name, text in sorted(told.items())).encode()).hexdigest()


def _tell(function: Callable[..., Any], told: dict[str, str]) -> None:
    name = f"{function.__module__}.{function.__qualname__}"
    if name in told:
        return
    node = _node_of(function)
    told[name] = "".join(_said(node))
    # Names are those of the text: of the compiled code they would be others under every Python, as a comprehension is a function or not.
    names = {*_names_in(node)}
    variables = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
    for used, value in ((name, variables[name]) for name in sorted(names & variables.keys())):
        if inspect.isfunction(value) and value.__module__.split(".")[0] == function.__module__.split(".")[0]:
            _tell(value, told)
        elif isinstance(value, Named):
            told[f"{name} {used}"] = value.name
        elif isinstance(value, int | str):
            told[f"{name} {used}"] = repr(value)


def _node_of(function: Callable[..., Any]) -> ast.AST:
    """The function in the syntax tree of its module; of lambdas that share a line, all of them."""
    code = function.__code__
    found = [node for node in ast.walk(_tree(inspect.getsourcefile(function) or "")) if _begins(node) == (code.co_name, code.co_firstlineno)]
    return found[0] if len(found) == 1 else ast.Tuple([node for node in found if isinstance(node, ast.expr)], ast.Load())


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse(Path(file).read_text(encoding="utf-8"))


def _begins(node: ast.AST) -> tuple[str, int] | None:
    if isinstance(node, ast.FunctionDef):
        return node.name, min([node.lineno, *(each.lineno for each in node.decorator_list)])
    return ("<lambda>", node.lineno) if isinstance(node, ast.Lambda) else None


def _said(node: Any) -> Iterator[str]:
    """A syntax tree as text, the same under every Python: `ast.dump` leaves out more from 3.13 on."""
    if isinstance(node, ast.AST):
        yield f"{type(node).__name__}("
        for name, value in ast.iter_fields(node):
            if name in SAYS_NOTHING or value is None or value == []:
                continue
            yield f"{name}="
            yield from _said(_without_docstring(value) if name == "body" and isinstance(node, ast.FunctionDef) else value)
            yield ","
        yield ")"
    elif isinstance(node, list):
        yield "["
        for each in node:
            yield from _said(each)
            yield ","
        yield "]"
    else:
        yield repr(node)


def _names_in(node: ast.AST) -> Iterator[str]:
    """The names in it, but for those that say nothing, as of types and decorators."""
    if isinstance(node, ast.Name):
        yield node.id
    for field, value in ast.iter_fields(node):
        for each in value if isinstance(value, list) else [value]:
            if field not in SAYS_NOTHING and isinstance(each, ast.AST):
                yield from _names_in(each)


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    said = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    return body[1:] if said else body


def read(file: Path = KEPT) -> dict[str, Text]:
    """The list as it is kept."""
    return {name: Text(**text) for name, text in json.loads(file.read_text(encoding="utf-8")).items()} if file.exists() else {}


def write(texts: Texts, file: Path = KEPT) -> None:
    """Keep a list, a line for each."""
    lines = [f"  {json.dumps(name)}: {json.dumps(asdict(text))}" for name, text in sorted(texts.items())]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def unversioned(kept: Texts, found: Texts, same_meaning: Collection[str] = ()) -> list[str]:
    """What says something else under the same version or a lower one, and of which nobody said that its meaning stayed."""
    both = [(name, kept[name], text) for name, text in found.items() if name in kept]
    changed = [name for name, old, new in both if new.version < old.version or (new.version == old.version and new.sha256 != old.sha256)]
    return [name for name in changed if code_of(name) not in same_meaning]


def code_of(name: str) -> str:
    """The code alone."""
    return name.rpartition(" ")[2]


def main(arguments: Sequence[str], file: Path = KEPT, case_types: Sequence[CaseType] = CASE_TYPES) -> int:
    """Compare, or write; say what is wrong."""
    parser = ArgumentParser("python -m tools.rule_texts", description="Notice a guard or reducer that changed without a new version.")
    parser.add_argument("--write", action="store_true", help="take in what is new, gone, or has a new version")
    parser.add_argument("--same-meaning", nargs="+", default=[], metavar="CODE", help="its text changed, its meaning did not")
    asked = parser.parse_args(arguments)
    kept, found = read(file), texts_of(case_types)
    problems = [f"no guard or reducer here is called {code!r}" for code in asked.same_meaning if code not in map(code_of, found)]
    problems += [
        f"{name} changed and has version {found[name].version}, as before: give it a new version=, or if its meaning stayed: "
        f"python -m tools.rule_texts --same-meaning {code_of(name)}"
        for name in unversioned(kept, found, asked.same_meaning)
    ]
    writes = bool(asked.write or asked.same_meaning)
    if not problems and writes:
        write(found, file)
    elif not problems and kept != found:
        new = sorted(name for name in {*kept, *found} if kept.get(name) != found.get(name))
        problems.append(f"{file.name} is out of date ({', '.join(new)}); write it anew: python -m tools.rule_texts --write")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""
Mutants: the library with one small fault in it, and whether the tests notice.

    python -m tools.mutants --module decider            all of one module, going on where it stopped
    python -m tools.mutants --module log --sample 40    forty of them, by chance but always the same: an estimate
    python -m tools.mutants --report                    what is known by now, with every survivor

A fault is a comparison, condition, number, or truth turned round, or a statement left out.  Each goes into a copy of the project in
build/mutants/, and the tests that concern its module run there until one fails; one that fails to end counts as killed too.  What came of it is
kept in build/mutants.json by the text of its file, so it holds until that changes; after a change of tests, `--again` asks the survivors anew.
A survivor is a test that is missing, or a fault that makes no difference: somebody has to say which.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final

from attrs import frozen

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = "src/proeftuin_flow"
TREE: Final = ROOT / "build" / "mutants"
RESULTS: Final = ROOT / "build" / "mutants.json"
COPIED: Final = ("src", "tests", "tools", "examples", "benchmarks")
SHARED: Final = ("docs", "pyproject.toml", "Makefile", "README.md", "CHANGELOG.md")
KILLED: Final = ("killed", "too long")


@frozen
class Module:
    """Files of the library, as patterns, and the tests that concern them, those first that fail soonest."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


MODULES: Final[Mapping[str, Module]] = {
    "rules": Module(
        ("guards.py", "lifecycle.py", "structure.py", "case_type.py", "variants.py", "decisions.py", "consistency/*.py"),
        ("tests/rules", "tests/core", "tests/testing/test_spec.py", "tests/test_forms.py", "tests/test_problems.py")),
    "decider": Module(
        ("decider.py", "moving.py", "asking.py", "obstacles.py", "addressing.py", "situation.py", "acts/*.py"),
        ("tests/core", "tests/testing/test_spec.py", "tests/flow/test_acting.py", "tests/flow/test_asking.py", "tests/flow/test_erased.py")),
    "codec": Module(
        ("codec.py", "_cattrs.py", "canonical.py", "upcasting.py"),
        ("tests/core", "tests/flow/test_bad_input.py", "tests/flow/test_drivers.py", "tests/log", "tests/laws/test_kept.py",
         "tests/laws/test_erasing.py")),
    "log": Module(("log/*.py",), ("tests/log", "tests/flow/test_erased.py", "tests/flow/test_redacting.py", "tests/evidence/test_verifying.py")),
    "stores": Module(
        ("stores/memory.py", "stores/jsonl.py", "stores/sqlite.py", "stores/exchange.py", "stores/shards.py", "stores/_[flirsu]*.py"),
        ("tests/stores/test_stores.py", "tests/stores/test_jsonl.py", "tests/stores/test_sqlite.py", "tests/stores/test_register.py",
         "tests/stores/test_contract.py", "tests/stores/test_versions.py", "tests/stores/test_vanishing.py")),
    "pilot": Module(
        ("pilot/*_rules.py", "pilot/amending.py", "pilot/afterwards.py", "pilot/proposal.py", "pilot/suspension.py", "pilot/execution.py",
         "pilot/counting.py", "pilot/suppression.py", "pilot/place.py", "pilot/evaluation.py", "pilot/follow_on.py", "pilot/archive.py",
         "pilot/two_persons.py"),
        ("tests/pilot",)),
}  # fmt: skip


@frozen
class Mutant:
    """One fault: in which file, from which byte to which, what stands there instead, and the words for it."""

    file: str
    start: int
    end: int
    text: str
    line: int
    what: str

    def key(self, source: bytes) -> str:
        """By what it is known, as long as its file stays as it is."""
        return f"{self.file}:{self.line}:{self.start} {self.what} [{sha256(source).hexdigest()[:12]}]"


# ── making ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

COMPARED: Final[Mapping[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
RECKONED: Final[Mapping[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.FloorDiv: ast.Mult,
}  # fmt: skip


def mutants_of(file: str, source: bytes) -> list[Mutant]:
    """Every fault for one file, in the order of its text."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    found = []
    for node, text in _faults(ast.parse(source)):
        start, end = starts[node.lineno - 1] + node.col_offset, starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        was = source[start:end].decode()
        # Brackets keep what it means where it stands; several lines become one, so what comes after has other numbers, and no other text.
        new = text if isinstance(node, ast.stmt) else f"({text})"
        short = " ".join(was.split())
        found.append(Mutant(file, start, end, new, node.lineno, f"{short[:70]} -> {' '.join(text.split())[:70]}"))
    return sorted(found, key=lambda each: (each.start, each.what))


def _faults(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Nodes, and what stands in the place of each; not in types, decorators and what only type checkers read."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return
    if isinstance(node, ast.FunctionDef) and any("overload" in ast.unparse(each) for each in node.decorator_list):
        return
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield node, ast.unparse(ast.Compare(node.left, [COMPARED[type(node.ops[0])]()], node.comparators))
    elif isinstance(node, ast.BoolOp):
        yield node, ast.unparse(ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node, ast.unparse(node.operand)
    elif isinstance(node, ast.BinOp) and type(node.op) in RECKONED and not isinstance(node.left, ast.Constant):
        yield node, ast.unparse(ast.BinOp(node.left, RECKONED[type(node.op)](), node.right))
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield node, str(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield node, str(node.value + 1)
    elif isinstance(node, ast.Raise | ast.AugAssign | ast.Continue | ast.Break):
        yield node, "pass"
    elif isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield node, "return None"
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom | ast.Call):
        # A generator stays one.
        yield node, "pass" if isinstance(node.value, ast.Call) else "yield from ()"
    if isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield node.test, f"not ({ast.unparse(node.test)})"
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params") or isinstance(node, ast.JoinedStr | ast.Subscript):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST):
                yield from _faults(each)


def files_of(module: Module) -> list[str]:
    """Its files, relative to the project."""
    there = {file for pattern in module.files for file in (ROOT / SOURCE).glob(pattern)}
    return [str(file.relative_to(ROOT)) for file in sorted(there)]


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def prepare(tree: Path = TREE) -> None:
    """A copy of the project as it is now."""
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    for name in COPIED:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in SHARED:
        (tree / name).symlink_to(ROOT / name)


def run(tests: Sequence[str], tree: Path, seconds: float | None = None) -> str:
    """What the tests say of the copy: `survived`, `killed` or `too long`."""
    paths = os.pathsep.join([str(tree / "src"), str(tree)])
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "--durations=0", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    # What a mutant covers says nothing about the library.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("COV_CORE", "COVERAGE"))} | {"PYTHONPATH": paths}
    with subprocess.Popen(command, cwd=tree, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          start_new_session=True) as process:  # fmt: skip
        try:
            return "killed" if process.wait(seconds) else "survived"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            return "too long"


def ask(mutant: Mutant, source: bytes, tests: Sequence[str], tree: Path, seconds: float) -> str:
    """What becomes of one mutant; its file is as before afterwards."""
    file = tree / mutant.file
    try:
        file.write_bytes(source[: mutant.start] + mutant.text.encode() + source[mutant.end :])
        return run(tests, tree, seconds)
    finally:
        file.write_bytes(source)


def report(results: Mapping[str, str], module: str, every: Sequence[str]) -> str:
    """One line for a module, and one for each survivor."""
    count = Counter("killed" if results[key] in KILLED else "survived" for key in every if key in results)
    asked = count.total()
    share = f"{count['killed'] / asked:.1%}" if asked else "-"
    lines = [f"{module:8} {len(every):5} mutants, {asked:5} asked, {count['killed']:5} killed ({share}), {count['survived']:4} survived"]
    return "\n".join([*lines, *(f"  {key.rpartition(' [')[0]}" for key in every if results.get(key) == "survived")])


def main(arguments: Sequence[str], modules: Mapping[str, Module] = MODULES, results_file: Path = RESULTS, tree: Path = TREE) -> int:
    """Ask the mutants that are wanted, and report; 1 if the tests fail without any."""
    parser = ArgumentParser("python -m tools.mutants", description="The library with one small fault in it, and whether the tests notice.")
    parser.add_argument("--module", choices=sorted(modules), action="append", help="only this one")
    parser.add_argument("--file", help="only files whose name contains this")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many of each module")
    parser.add_argument("--seconds", type=float, help="begin no other mutant after so many")
    parser.add_argument("--again", action="store_true", help="ask those that survived anew, and no others")
    parser.add_argument("--report", action="store_true", help="ask none, say what is known")
    asked = parser.parse_args(arguments)
    results: dict[str, str] = json.loads(results_file.read_text(encoding="utf-8")) if results_file.exists() else {}
    end = None if asked.seconds is None else monotonic() + asked.seconds
    if not asked.report:
        prepare(tree)
    for name in asked.module or [*modules]:
        module = modules[name]
        sources = {file: (ROOT / file).read_bytes() for file in files_of(module) if not asked.file or asked.file in file}
        every = [(mutant, mutant.key(sources[file])) for file in sources for mutant in mutants_of(file, sources[file])]
        wanted = every if asked.sample is None else Random(name).sample(every, min(asked.sample, len(every)))
        todo = [(mutant, key) for mutant, key in wanted if key not in results]
        if asked.again:
            todo = [(mutant, key) for mutant, key in every if results.get(key) == "survived"]
        if todo and not asked.report:
            began = monotonic()
            if run(module.tests, tree) != "survived":
                print(f"{name}: its tests fail without any fault", file=sys.stderr)
                return 1
            most = 20 + 5 * (monotonic() - began)
            for mutant, key in todo:
                if end is not None and monotonic() > end:
                    break
                results[key] = ask(mutant, sources[mutant.file], module.tests, tree, most)
                results_file.write_text(json.dumps(results, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        print(report(results, name, [key for _, key in every]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""
Mutants: the library with one small fault in it, and whether the tests notice.

    python -m tools.mutants --module decider            all of one module, going on where it stopped
    python -m tools.mutants --module log --sample 40    forty of them, by chance but always the same: an estimate
    python -m tools.mutants --report                    what is known by now, with every survivor

A fault is a comparison, condition, number, or truth turned round, or a statement left out.  First the tests run once, to know which of them execute
each line.  Then each fault goes into a copy of the project in build/mutants/, and the tests that execute its lines run there until one fails:
those of its module first, and each the quicker the sooner; one that fails to end counts as killed too.  What came of it is kept in
build/mutants.json by the text of its file, so it holds until that changes.  `--again` asks the survivors anew, after a change of tests or to be
sure: it imports everything with the fault in it, so that nothing can be remembered from before.
A survivor is a test that is missing, or a fault that makes no difference: tests/mutants.json says which, and why.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections import deque as Deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from math import inf
from pathlib import Path
from random import Random
from threading import Lock, Thread
from time import monotonic
from typing import Any, Final

from attrs import frozen

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = "src/proeftuin_flow"
TREE: Final = ROOT / "build" / "mutants"
RESULTS: Final = ROOT / "build" / "mutants.json"
REASONS: Final = ROOT / "tests" / "golden" / "mutants.json"
RUNNER: Final = ROOT
COPIED: Final = ("src", "tests", "tools", "examples", "benchmarks")
SHARED: Final = ("docs", "pyproject.toml", "Makefile", "README.md", "CHANGELOG.md")
KILLED: Final = ("killed", "too long")
PATIENCE: Final = 20.0
"""Seconds after which tests take too long, beside five times what they take without a fault."""
NOT_ASKED: Final = ("tests/docs", "tests/typing", "tests/torture", "tests/interop", "tests/examples", "tests/fuzz", "tests/cli",
                    "tests/stores/test_sql", "tests/stores/test_power_cut", "tests/projections/test_bulk", "tests/test_benchmarks",
                    "tests/test_coverage_page",
                    "tests/test_mutants", "tests/test_recording", "tests/test_rule_texts", "tests/test_shuffle", "tests/test_without_pilot",
                    "tests/testing/test_plugin", "tests/evidence/test_tampering")  # fmt: skip
"""What runs programs of its own, for long, or looks at pages and at the text of the library."""


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
        # Not those of SqlStore: its tests need a server, which no mutant is given.
        ("stores/memory.py", "stores/jsonl.py", "stores/sqlite.py", "stores/exchange.py", "stores/shards.py", "stores/_[fliru]*.py",
         "stores/_sqlite*.py"),
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
    last: int
    before: str
    what: str

    @property
    def name(self) -> str:
        """By what it is known in the list of reasons: what stands before it on its line, and no number, so that it holds while lines move."""
        return f"{self.file}: {self.before}[{self.what}]"

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
        what = f"{' '.join(was.split())[:70]} -> {' '.join(text.split())[:70]}"
        before = source[starts[node.lineno - 1] : start].decode().lstrip()
        found.append(Mutant(file, start, end, new, node.lineno, node.end_lineno or node.lineno, before, what))
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


def reasons() -> dict[str, str]:
    """Why a mutant that survives makes no difference that matters, by its name."""
    return json.loads(REASONS.read_text(encoding="utf-8")) if REASONS.exists() else {}


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def prepare(tree: Path = TREE) -> None:
    """A copy of the project as it is now."""
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    for name in COPIED:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in SHARED:
        (tree / name).symlink_to(ROOT / name)


def start(tree: Path, *arguments: str, **more: Any) -> subprocess.Popen[str]:
    """A process in a copy.  What a mutant covers says nothing about the library, and it leaves no compiled files."""
    paths = os.pathsep.join([str(tree / "src"), str(tree), str(RUNNER)])
    env = {name: value for name, value in os.environ.items() if not name.startswith(("COV_CORE", "COVERAGE"))}
    env |= {"PYTHONPATH": paths, "HYPOTHESIS_NO_PLUGINS": "1"}  # those import the library before it has its fault; the runner loads them later
    return subprocess.Popen([sys.executable, "-m", "tools.mutants_run", *arguments], cwd=tree, env=env, text=True, **more)


@frozen
class Map:
    """Which tests executed each line of each file, as the bits of a number, and how many seconds each test took."""

    lines: Mapping[str, Mapping[str, int]]
    tests: Mapping[str, float]

    def rounds(self, mutant: Mutant, own: Sequence[str], most: float) -> list[tuple[list[str], float]]:
        """
        The tests to ask, the quickest first, and after how many seconds they take too long.  Each round has so many seconds of them.

        First those of its module that execute its lines, then others that do, then all of its module: what an import executes has its effect
        in tests that never come by.
        """
        there = self.lines.get(mutant.file, {})
        bits = 0
        for line in range(mutant.line, mutant.last + 1):
            bits |= there.get(str(line), 0)
        found: tuple[list[str], list[str], list[str]] = ([], [], [])
        for place, test in enumerate(self.tests):
            is_own = test.startswith(tuple(own))
            if self.tests[test] < inf and (bits >> place & 1 or is_own):
                found[2 if not bits >> place & 1 else 1 - is_own].append(test)
        rounds = []
        for tests in found:
            took, chosen = 0.0, list[str]()
            for test in sorted(tests, key=lambda test: self.tests[test]):
                took += self.tests[test]
                if chosen and took > most:
                    break
                chosen.append(test)
            if chosen:
                rounds.append((chosen, PATIENCE + 5 * took))
        return rounds


def test_files() -> list[str]:
    """The files with tests that may be asked: not those that run programs, servers or the library in a copy of their own."""
    files = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "tests").rglob("test_*.py"))
    return [file for file in files if not file.startswith(NOT_ASKED)]


def map_of(trees: Sequence[Path], files: Sequence[str]) -> Map:
    """
    Run all tests once, in as many processes as there are copies.  A test that fails in the copy without any fault is asked nothing.

    Raises:
        SystemExit: If more than a few fail: then nothing can be said.
    """
    shares = [(tree, tree / "map.json", files[number :: len(trees)]) for number, tree in enumerate(trees)]
    running = [start(tree, "map", str(out), *share, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for tree, out, share in shares if share]
    for each in running:
        each.wait()
        # Of what is not even collected nobody knows which tests they are; what fails is said below.
        if each.returncode not in (0, 1, 5):
            sys.exit(f"the tests cannot run, without any fault: exit code {each.returncode}")
    lines: dict[str, dict[str, int]] = {}
    tests: dict[str, float] = {}
    failed: list[str] = []
    for _, out, share in shares:
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8")) if share else {"failed": [], "lines": {}, "tests": {}}
        failed += found["failed"]
        for file, there in found["lines"].items():
            for line, bits in there.items():
                known = lines.setdefault(file, {})
                known[line] = known.get(line, 0) | int(bits, 16) << len(tests)
        tests |= found["tests"]
    if failed:
        print(f"not asked, for without any fault they fail: {', '.join(failed)}", file=sys.stderr, flush=True)
    if len(failed) > len(tests) / 20:
        sys.exit("too many tests fail without any fault")
    return Map(lines, {test: inf if test in failed else seconds for test, seconds in tests.items()})


def known_map(trees: Sequence[Path], file: Path) -> Map:
    """The map that is kept, as long as neither the library nor its tests changed; else a new one, which is kept."""
    texts = sorted(each for name in ("src", "tests") for each in (ROOT / name).rglob("*.py"))
    digest = sha256(b"".join(each.read_bytes() for each in texts)).hexdigest()
    kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if kept.get("of") == digest:
        return Map({name: {line: int(bits, 16) for line, bits in lines.items()} for name, lines in kept["lines"].items()}, kept["tests"])
    print("running the tests once, to know what each executes; some minutes", file=sys.stderr, flush=True)
    made = map_of(trees, test_files())
    lines = {name: {line: f"{bits:x}" for line, bits in there.items()} for name, there in made.lines.items()}
    file.write_text(json.dumps({"of": digest, "lines": lines, "tests": made.tests}), encoding="utf-8")
    return made


class Server:
    """A process in a copy that answers what becomes of mutants."""

    def __init__(self, tree: Path, *arguments: str) -> None:
        self.process = start(tree, *arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def answer(self, asked: Asked) -> str:
        """`killed`, `survived`, `too long`, or `elsewhere` if it cannot say."""
        assert self.process.stdin is not None and self.process.stdout is not None
        mutant = asked.mutant
        wish = {"file": mutant.file, "start": mutant.start, "end": mutant.end, "text": mutant.text, "rounds": asked.rounds}
        print(json.dumps(wish), file=self.process.stdin, flush=True)
        answer: str = json.loads(self.process.stdout.readline())
        return answer

    def end(self) -> None:
        """No more mutants."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class Worker(Thread):
    """
    Takes mutants from a list, as long as there are any and time is left, and has them answered in a copy of its own.

    Quickly where that can be; what is more than other code in a function is imported anew.
    """

    def __init__(
        self, tree: Path, files: Sequence[str], todo: Deque[Asked], tell: Callable[[str, str], None], end: float, *, anew: bool = False
    ) -> None:
        super().__init__(daemon=True)
        self.tell, self.end = tell, end
        self.later = todo if anew else Deque[Asked]()
        self.turns = [(self.later, Server(tree, "anew"))]
        if not anew:  # it collects all tests first, which takes long
            self.turns.insert(0, (todo, Server(tree, "patch", *files)))

    def run(self) -> None:
        """Until the list is empty or the time is up."""
        for todo, server in self.turns:
            while monotonic() < self.end:
                try:
                    asked = todo.popleft()
                except IndexError:
                    break
                answer = server.answer(asked)
                if answer == "elsewhere":
                    self.later.append(asked)
                else:
                    self.tell(asked.key, answer)
            server.end()


@frozen
class Asked:
    """A mutant, by what it is known, and the tests that are asked of it."""

    mutant: Mutant
    key: str
    rounds: list[tuple[list[str], float]]


# ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Score:
    """Of one module: how many mutants there are, and what became of those that were asked."""

    module: str
    every: int
    killed: int
    explained: list[str]
    unexplained: list[str]

    @property
    def asked(self) -> int:
        """How many were asked."""
        return self.killed + len(self.explained) + len(self.unexplained)

    @property
    def share(self) -> float:
        """Of those that were asked, how many were killed."""
        return self.killed / self.asked if self.asked else 0.0

    def text(self) -> str:
        """One line, and one for each survivor of which nobody said why it makes no difference."""
        line = (f"{self.module:8} {self.every:5} mutants, {self.asked:5} asked, {self.killed:5} killed ({self.share:.1%}), "
                f"{len(self.explained):4} make no difference, {len(self.unexplained):4} survived")  # fmt: skip
        return "\n".join([line, *(f"  {each}" for each in self.unexplained)])


def score(module: str, results: Mapping[str, str], every: Sequence[tuple[Mutant, str]], reasons: Mapping[str, str]) -> Score:
    """What is known of one module."""
    killed = sum(results.get(key) in KILLED for _, key in every)
    left = [mutant for mutant, key in every if results.get(key) == "survived"]
    explained = [mutant.name for mutant in left if mutant.name in reasons]
    unexplained = [f"{mutant.file}:{mutant.line} {mutant.what}" for mutant in left if mutant.name not in reasons]
    return Score(module, len(every), killed, explained, unexplained)


def main(arguments: Sequence[str], modules: Mapping[str, Module] = MODULES, results_file: Path = RESULTS, tree: Path = TREE) -> int:
    """Ask the mutants that are wanted, and report; 1 if too few were killed, or of a survivor nobody said why it makes no difference."""
    parser = ArgumentParser("python -m tools.mutants", description="The library with one small fault in it, and whether the tests notice.")
    parser.add_argument("--module", choices=sorted(modules), action="append", help="only this one")
    parser.add_argument("--file", help="only files whose name contains this")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many of each module")
    parser.add_argument("--seconds", type=float, default=inf, help="begin no other mutant after so many")
    parser.add_argument("--budget", type=float, default=20.0, help="how long the tests of one round take together, without a fault (%(default)s s)")
    parser.add_argument("--workers", type=int, default=2, help="how many at a time (%(default)s)")
    parser.add_argument("--again", action="store_true", help="ask those that survived anew, and no others")
    parser.add_argument("--report", action="store_true", help="ask none, say what is known")
    asked = parser.parse_args(arguments)
    results: dict[str, str] = json.loads(results_file.read_text(encoding="utf-8")) if results_file.exists() else {}
    every: dict[str, list[tuple[Mutant, str]]] = {}
    todo: dict[str, list[tuple[Mutant, str]]] = {}
    for name in asked.module or [*modules]:
        sources = {file: (ROOT / file).read_bytes() for file in files_of(modules[name]) if not asked.file or asked.file in file}
        every[name] = [(mutant, mutant.key(sources[file])) for file in sources for mutant in mutants_of(file, sources[file])]
        wanted = every[name] if asked.sample is None else Random(name).sample(every[name], min(asked.sample, len(every[name])))
        todo[name] = [(mutant, key) for mutant, key in wanted if (results.get(key) == "survived" if asked.again else key not in results)]
    if any(todo.values()) and not asked.report:
        trees = [tree / str(number) for number in range(asked.workers)]
        ask_all(todo, modules, results, results_file, trees, asked.budget, monotonic() + asked.seconds, anew=asked.again)
    scores = [score(name, results, every[name], reasons()) for name in every]
    for each in scores:
        print(each.text())
    killed, all_asked = sum(each.killed for each in scores), sum(each.asked for each in scores)
    print(f"together {sum(each.every for each in scores):5} mutants, {all_asked:5} asked, {killed:5} killed ({killed / max(1, all_asked):.1%})")
    enough = killed >= 0.95 * all_asked and all(each.killed >= 0.9 * each.asked for each in scores)
    return 0 if enough and not any(each.unexplained for each in scores) else 1


def ask_all(todo: Mapping[str, Sequence[tuple[Mutant, str]]], modules: Mapping[str, Module], results: dict[str, str], results_file: Path,
            trees: Sequence[Path], budget: float, end: float, *, anew: bool) -> None:  # fmt: skip
    """Ask mutants, and keep what came of each at once; `anew`, of all of them in what was imported anew."""
    for tree in trees:
        prepare(tree)
    known = known_map(trees, results_file.with_name("mutants-map.json"))
    queue = Deque(Asked(mutant, key, known.rounds(mutant, modules[name].tests, budget)) for name in todo for mutant, key in todo[name])
    total, began, lock, told = len(queue), monotonic(), Lock(), list[str]()

    def tell(key: str, answer: str) -> None:
        with lock:
            results[key] = answer
            results_file.write_text(json.dumps(results, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
            told.append(answer)
            if not len(told) % 25:
                print(f"{len(told)} of {total} in {(monotonic() - began) / 60:.0f} minutes, {len(queue)} not begun", file=sys.stderr, flush=True)

    files = test_files()
    workers = [Worker(tree, files, queue, tell, end, anew=anew) for tree in trees]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""
The readers of bytes that `tools.fuzz` tries: what each begins with, and what it does with its input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from attrs import frozen

from proeftuin_flow import CaseType, Flow, grounds_of
from proeftuin_flow._cattrs import from_wish
from proeftuin_flow.canonical import canonical, plain
from proeftuin_flow.contrib.zaaktypen import read_zaaktypen
from proeftuin_flow.evidence import (
    Checkpoint,
    Consistency,
    Head,
    Inclusion,
    Ledger,
    Note,
    SigningKey,
    Statement,
    VerifierKey,
    heads,
    read_heads,
    verify_file,
    verify_statement,
    verify_store,
)
from proeftuin_flow.grounds import definition_of
from proeftuin_flow.log import parse_line, subjects_in
from proeftuin_flow.log.record import MALFORMED, emptied_in
from proeftuin_flow.pilot import PROEFTUIN
from proeftuin_flow.pilot.catalogues import load_catalogue
from proeftuin_flow.rehearsal import rehearse
from proeftuin_flow.stores import Definition, JsonlStore, MemoryStore, SqliteStore, Store, read_jsonl
from proeftuin_flow.structure import structure_of, texts_of
from proeftuin_flow.testing.notebook import NEWER_NOTEBOOK, NOTEBOOK, Author, line_of

ROOT: Final = Path(__file__).parents[1]
GOLDEN: Final = sorted((ROOT / "tests" / "golden").glob("*.jsonl"))


@frozen
class Reader:
    """What it begins with, and what it does with an input and an empty directory."""

    seeds: Callable[[], list[bytes]]
    read: Callable[[bytes, Path], object]


def _use_up(values: Iterable[object]) -> None:
    for _ in values:
        pass


# ── records and stores ───────────────────────────────────────────────────────────────────────────────────────────────────


def _lines() -> list[bytes]:
    return [line for file in GOLDEN for line in file.read_bytes().splitlines(keepends=True)]


def _record(text: bytes, _: Path) -> None:
    record = parse_line(text, "fuzz")
    record.read()
    subjects_in(record)
    if b'"emptied":' in text:  # it is asked of these only
        emptied_in(record)


def _kept() -> Definition:
    return Definition(NOTEBOOK.name, NOTEBOOK.version, NOTEBOOK.fingerprint, canonical(structure_of(NOTEBOOK)), canonical(texts_of(NOTEBOOK)))


def _filled(store: Store) -> None:
    for stream in ("a", "b"):
        author = Author(stream)
        for _ in range(3):
            store.append(author.commit(2, request=f"r-{author.case.revision}", names=["person-1"]))
    store.keep(_kept())
    store.destroy("b", line_of([*store.read("b")]))


@cache
def _jsonl_files() -> list[bytes]:
    with TemporaryDirectory() as directory:
        with JsonlStore(Path(directory) / "store.jsonl") as store:
            _filled(store)
        return [(Path(directory) / "store.jsonl").read_bytes(), *(file.read_bytes() for file in GOLDEN)]


@cache
def _sqlite_files() -> list[bytes]:
    with TemporaryDirectory() as directory:
        with SqliteStore(Path(directory) / "store.db") as store:
            _filled(store)
        return [(Path(directory) / "store.db").read_bytes()]


def _ask(store: Store) -> None:
    """Everything that a store can be asked, each also after another one was refused."""
    _use_up(store.tips())
    _use_up(store.versions())
    for stream in ("a", "b"):
        _use_up(store.read(stream))
        store.tip(stream)
        store.request(stream, "r-1")
    _use_up(store.about("person-1"))
    _use_up(store.register())
    store.definitions("notebook")
    _use_up(store.follow())


def _export(text: bytes, directory: Path) -> None:
    (directory / "f.jsonl").write_bytes(text)
    verify_file(directory / "f.jsonl", find_all=True)
    _use_up(read_jsonl(directory / "f.jsonl"))


def _jsonl(text: bytes, directory: Path) -> None:
    (directory / "f.jsonl").write_bytes(text)
    with JsonlStore(directory / "f.jsonl") as store:
        verify_store(store, find_all=True)
        _ask(store)


def _sqlite(text: bytes, directory: Path) -> None:
    (directory / "f.db").write_bytes(text)
    verify_file(directory / "f.db", find_all=True)
    with SqliteStore(directory / "f.db") as store:
        verify_store(store, find_all=True)
        _ask(store)


# ── definitions and data ─────────────────────────────────────────────────────────────────────────────────────────────────


def _definitions() -> list[bytes]:
    return [_kept().structure + b"\n" + _kept().texts]


def _definition(text: bytes, _: Path) -> None:
    structure, _gap, texts = text.partition(b"\n")
    store = MemoryStore()
    store.append(Author("a").commit())
    store.keep(Definition(NOTEBOOK.name, NOTEBOOK.version, NOTEBOOK.fingerprint, structure, texts))
    for record in store.read("a"):
        definition_of(record, store)
        grounds_of(record, store)
    rehearse(NOTEBOOK, NEWER_NOTEBOOK, store)
    Flow(store, [NOTEBOOK]).start()


def _bodies(case_type: CaseType) -> list[type]:
    return sorted({kind.body for each in case_type.lifecycles.values() for kind in each.events.values() if kind.body}, key=lambda body: body.__name__)


def _wishes() -> list[bytes]:
    return [canonical({"class": n, "data": dict.fromkeys(body.__annotations__, "x")}) for n, body in enumerate(_bodies(PROEFTUIN))]


def _wish(text: bytes, _: Path) -> None:
    try:
        found = plain(text)
    except MALFORMED:  # whoever has a web form reads its JSON
        return
    if isinstance(found, dict) and isinstance(which := found.get("class"), int) and isinstance(data := found.get("data"), dict):
        bodies = _bodies(PROEFTUIN)
        from_wish(data, bodies[which % len(bodies)])


def _catalogue(text: bytes, directory: Path) -> None:
    (directory / "values.toml").write_bytes(text)
    load_catalogue(directory / "values.toml")


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Evidence:
    """A store, a ledger over it as its files, and what was signed about it."""

    store: Store
    key: SigningKey
    note: str
    earlier: Checkpoint
    checkpoint: Checkpoint
    files: Mapping[str, bytes]
    proofs: tuple[bytes, bytes]
    statement: bytes


@cache
def _evidence() -> Evidence:
    key, store = SigningKey.new("fuzz.example/log"), MemoryStore()
    for stream in ("a", "b"):
        store.append(Author(stream).commit())
    with TemporaryDirectory() as directory, Ledger(Path(directory) / "ledger") as ledger:
        ledger.take_in(store)
        first = Checkpoint.open(str(ledger.sign(key)), [key.verifier])
        store.append(Author("c").commit(5))
        ledger.take_in(store)
        note = str(ledger.sign(key))
        checkpoint = Checkpoint.open(note, [key.verifier])
        proofs = ledger.inclusion("a").line(), ledger.consistency(first.size).line()
        files = {file.name: file.read_bytes() for file in ledger.path.iterdir()}
    statement = Statement.of(line_of([*store.read("a")])).json(key)
    return Evidence(store, key, note, first, checkpoint, files, proofs, statement)


def _checkpoint(text: bytes, _: Path) -> None:
    told = text.decode("utf-8", "replace")
    found = Note.parse(told)
    Checkpoint.parse(found.text)
    Checkpoint.open(told, [_evidence().key.verifier])


def _proof(text: bytes, _: Path) -> None:
    if b"consistency" in text:
        Consistency.parse(text).check(_evidence().earlier, _evidence().checkpoint)
    else:
        Inclusion.parse(text).check(_evidence().checkpoint)


def _heads(text: bytes, directory: Path) -> None:
    (directory / "heads").write_bytes(text)
    verify_store(_evidence().store, heads=read_heads(directory / "heads"), find_all=True)


def _head_lines() -> list[bytes]:
    return [b"".join(Head(head.case, head.head, head.seq).line() for head in heads(_evidence().store))]


def _ledger(text: bytes, directory: Path) -> None:
    """The name of the file that is spoilt, and what it has."""
    name, _, spoilt = text.partition(b"\n")
    (directory / "ledger").mkdir()
    for each, content in _evidence().files.items():
        (directory / "ledger" / each).write_bytes(spoilt if each.encode() == name else content)
    verify_store(_evidence().store, checkpoint=_evidence().checkpoint, ledger=directory / "ledger", find_all=True)
    with Ledger(directory / "ledger") as ledger:
        ledger.take_in(_evidence().store)
        ledger.sign(_evidence().key)


READERS: Final[Mapping[str, Reader]] = {
    "record": Reader(_lines, _record),
    "export": Reader(_jsonl_files, _export),
    "jsonl": Reader(_jsonl_files, _jsonl),
    "sqlite": Reader(_sqlite_files, _sqlite),
    "definition": Reader(_definitions, _definition),
    "wish": Reader(_wishes, _wish),
    "catalogue": Reader(lambda: [f.read_bytes() for f in sorted((ROOT / "src/proeftuin_flow/pilot/catalogues").glob("*.toml"))], _catalogue),
    "zaaktypen": Reader(lambda: [(ROOT / "tests/contrib/sample.json").read_bytes()], lambda text, _: read_zaaktypen(text)),
    "checkpoint": Reader(lambda: [_evidence().note.encode()], _checkpoint),
    "proof": Reader(lambda: [*_evidence().proofs], _proof),
    "heads": Reader(_head_lines, _heads),
    "ledger": Reader(lambda: [name.encode() + b"\n" + content for name, content in _evidence().files.items()], _ledger),
    "statement": Reader(lambda: [_evidence().statement], lambda text, _: verify_statement(text, [_evidence().key.verifier])),
    "key": Reader(lambda: [str(_evidence().key.verifier).encode()], lambda text, _: VerifierKey.parse(text.decode("utf-8", "replace"))),
}

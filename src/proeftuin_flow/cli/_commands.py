"""
The commands, and what they answer.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NoReturn

from .._extras import MissingExtra
from ..errors import BrokenProof, FlowError, NotOurs
from ..evidence._heads import Head, read_heads, write_heads
from ..evidence._sources import source_of
from ..evidence.checkpoints import Checkpoint
from ..evidence.keys import VerifierKey
from ..evidence.notes import Note
from ..evidence.proofs import Inclusion
from ..evidence.verifying import Examined, verify_file
from ..labels import Label, Language, Phrase
from ..messages import (
    BAD_NOTE,
    CLI_ABOUT,
    CLI_AGAINST_NOTHING,
    CLI_BROKEN,
    CLI_CASE,
    CLI_CASE_ALONE,
    CLI_CHECK_PROOF,
    CLI_CHECKPOINT,
    CLI_COMMANDS,
    CLI_COVERED,
    CLI_DESTROYED,
    CLI_ERASED,
    CLI_EXITS,
    CLI_FILE,
    CLI_FILES,
    CLI_HEAD,
    CLI_HEADS,
    CLI_HEADS_FILE,
    CLI_HELP,
    CLI_JOBS,
    CLI_JSON,
    CLI_KEY,
    CLI_KEYS_ALONE,
    CLI_LANG,
    CLI_LEDGER,
    CLI_MORE,
    CLI_OPTIONS,
    CLI_OUTPUT,
    CLI_OUTSTANDING,
    CLI_PROOF,
    CLI_PROVEN,
    CLI_QUIET,
    CLI_VERIFY,
    CLI_WHOLE,
    CLI_WRONG,
)  # fmt: skip
from ..problems import problem_details
from ..stores._files import trouble
from ._progress import shown

__all__ = ["main"]

WHOLE: Final = 0
BROKEN: Final = 1
UNUSABLE: Final = 2

SPOKEN: Final[dict[str, Language]] = {"nl": "nl", "en": "en"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; what the process leaves with."""
    given = [*(sys.argv[1:] if arguments is None else arguments)]
    language = _language(given)
    said = _parser(language).parse_args(given)
    try:
        left_with = COMMANDS[said.command](said, language)
        sys.stdout.flush()
        return left_with
    except BrokenPipeError:  # whoever reads has seen enough; without this, Python would complain once more when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WHOLE
    except BrokenProof as error:
        _tell(error, said, language)
        return BROKEN
    except (FlowError, MissingExtra) as error:
        print(error.text(language), file=sys.stderr)
        return UNUSABLE


def _language(given: Sequence[str]) -> Language:
    """The one that was asked for, or else that of the environment."""
    for before, after in zip(["", *given], given, strict=False):
        asked = after.removeprefix("--lang=") if after.startswith("--lang=") else after if before == "--lang" else ""
        if asked in SPOKEN:
            return SPOKEN[asked]
    told = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "nl" if told.startswith("nl") else "en"


# ── the commands ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _verify(said: Namespace, language: Language) -> int:
    if (said.head is None) != (said.case is None):
        return _wrong(CLI_CASE_ALONE, language)
    if len({said.checkpoint is None, said.ledger is None, not said.key}) != 1:
        return _wrong(CLI_KEYS_ALONE, language)
    heads = [*read_heads(said.heads)] if said.heads else []
    heads += [Head(said.case, said.head)] if said.head else []
    checkpoint, names = _checkpoint(said) if said.checkpoint else (None, ())
    with ExitStack() as stack:
        executor = None
        if said.jobs > 1:
            from concurrent.futures import ProcessPoolExecutor

            executor = stack.enter_context(ProcessPoolExecutor(said.jobs, get_context("spawn")))
        progress = None if said.quiet else stack.enter_context(shown(language))
        found = verify_file(said.file, heads=heads, checkpoint=checkpoint, ledger=said.ledger, find_all=True, progress=progress, executor=executor)
    covered = None if checkpoint is None else CLI_COVERED(origin=checkpoint.origin, size=checkpoint.size, names=names)
    if said.json:
        print(json.dumps(_as_json(found, checkpoint, names, language), ensure_ascii=False, indent=1))
    else:
        for line in _lines(found, covered, bool(heads)):
            print(line if isinstance(line, str) else line.text(language))
    return WHOLE if found.whole else BROKEN


def _lines(found: Examined, covered: Phrase | None, heads: bool) -> list[Label | Phrase | FlowError | str]:
    lines: list[Any] = [*found.findings]
    if found.more:
        lines.append(CLI_MORE(count=found.more))
    count = len(found.findings) + found.more
    lines.append(CLI_BROKEN(count=count, records=found.records, cases=found.cases) if count else CLI_WHOLE(records=found.records, cases=found.cases))
    lines += [
        phrase(count=number)
        for phrase, number in ((CLI_ERASED, found.erased), (CLI_OUTSTANDING, found.outstanding), (CLI_DESTROYED, found.destroyed))
        if number
    ]
    lines += [covered] if covered else [] if heads else [CLI_AGAINST_NOTHING]
    return lines


def _as_json(found: Examined, checkpoint: Checkpoint | None, names: tuple[str, ...], language: Language) -> dict[str, Any]:
    about = {} if checkpoint is None else {"checkpoint": {"origin": checkpoint.origin, "size": checkpoint.size, "signed_by": [*names]}}
    return {
        "whole": found.whole, "cases": found.cases, "records": found.records, "erased": found.erased, "outstanding": found.outstanding,
        "destroyed": found.destroyed, **about, "findings": [problem_details(each, language) for each in found.findings], "more": found.more,
    }  # fmt: skip


def _heads(said: Namespace, language: Language) -> int:
    found = (Head(stream, tip.hash, tip.revision) for stream, tip in source_of(said.file.absolute()).tips())
    if said.output:
        write_heads(found, said.output)
    else:
        for head in found:
            print(head.line().decode(), end="")
    return WHOLE


def _check_proof(said: Namespace, language: Language) -> int:
    checkpoint, names = _checkpoint(said)
    proof = Inclusion.parse(_read(said.proof), str(said.proof))
    proof.check(checkpoint, str(said.proof))
    if said.json:
        print(json.dumps({"whole": True, "case": proof.case, "seq": proof.seq, "hash": proof.hash,
                          "checkpoint": {"origin": checkpoint.origin, "size": checkpoint.size, "signed_by": [*names]}}, indent=1))  # fmt: skip
    else:
        print(CLI_PROVEN(hash=proof.hash, seq=proof.seq, case=proof.case).text(language))
        print(CLI_COVERED(origin=checkpoint.origin, size=checkpoint.size, names=names).text(language))
    return WHOLE


COMMANDS: Final = {"verify": _verify, "heads": _heads, "check-proof": _check_proof}


# ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _checkpoint(said: Namespace) -> tuple[Checkpoint, tuple[str, ...]]:
    """The checkpoint in the file, and which of the keys signed it."""
    keys = [VerifierKey.parse(line) for given in said.key for line in _key_lines(given)]
    where = str(said.checkpoint)
    try:
        text = _read(said.checkpoint).decode()
    except UnicodeDecodeError:
        raise NotOurs(where, BAD_NOTE()) from None
    note = Note.parse(text, where)
    signers = note.signers(keys, where)
    return Checkpoint.parse(note.text, where), tuple(dict.fromkeys(key.name for key in signers))


def _key_lines(given: str) -> list[str]:
    """The keys in a file, one on each line; or the one that was given itself."""
    path = Path(given)
    if not path.is_file():
        return [given]
    return [line for line in _read(path).decode(errors="replace").splitlines() if line.strip()]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise trouble(error, path) from error


def _tell(error: FlowError, said: Namespace, language: Language) -> None:
    """That what was kept does not hold is an outcome."""
    if said.json:
        print(json.dumps({"whole": False, "findings": [problem_details(error, language)]}, ensure_ascii=False, indent=1))
    else:
        print(error.text(language))


def _wrong(what: Label, language: Language) -> int:
    print(CLI_WRONG(cause=what.text(language)).text(language), file=sys.stderr)
    return UNUSABLE


class _Parser(ArgumentParser):
    """Speaks one language; what it says of a wrong command is in that of Python."""

    language: Language = "en"

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(_wrong(Label(message, message), self.language))


def _parser(language: Language) -> ArgumentParser:
    def text(label: Label) -> str:
        return label.text(language).replace("%", "%%")

    def command(name: str, label: Label) -> Any:
        added = parsers.add_parser(name, help=text(label), description=text(label), epilog=text(CLI_EXITS), add_help=False,
                                   formatter_class=RawDescriptionHelpFormatter)  # fmt: skip
        added.language = language
        return added

    parser = _Parser("python -m proeftuin_flow", description=text(CLI_ABOUT), epilog=text(CLI_EXITS), add_help=False,
                     formatter_class=RawDescriptionHelpFormatter)  # fmt: skip
    parser.language = language
    general = parser.add_argument_group(text(CLI_OPTIONS))
    general.add_argument("-h", "--help", action="help", help=text(CLI_HELP))
    general.add_argument("--lang", choices=SPOKEN, help=text(CLI_LANG))
    parsers = parser.add_subparsers(title=text(CLI_COMMANDS), dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def options(of: Any) -> Any:
        group = of.add_argument_group(text(CLI_OPTIONS))
        group.add_argument("-h", "--help", action="help", help=text(CLI_HELP))
        group.add_argument("--lang", choices=SPOKEN, help=text(CLI_LANG))
        return group

    verify = command("verify", CLI_VERIFY)
    verify.add_argument_group(text(CLI_FILES)).add_argument("file", nargs="+", type=Path, metavar="FILE", help=text(CLI_FILE))
    group = options(verify)
    group.add_argument("--heads", type=Path, metavar="FILE", help=text(CLI_HEADS_FILE))
    group.add_argument("--head", metavar="HASH", help=text(CLI_HEAD))
    group.add_argument("--case", metavar="ID", help=text(CLI_CASE))
    group.add_argument("--checkpoint", type=Path, metavar="NOTE", help=text(CLI_CHECKPOINT))
    group.add_argument("--ledger", type=Path, metavar="DIR", help=text(CLI_LEDGER))
    group.add_argument("--key", action="append", default=[], metavar="KEY", help=text(CLI_KEY))
    group.add_argument("--jobs", type=int, default=1, metavar="N", help=text(CLI_JOBS))
    group.add_argument("--json", action="store_true", help=text(CLI_JSON))
    group.add_argument("--quiet", action="store_true", help=text(CLI_QUIET))

    heads = command("heads", CLI_HEADS)
    heads.add_argument_group(text(CLI_FILES)).add_argument("file", type=Path, metavar="FILE", help=text(CLI_FILE))
    options(heads).add_argument("--output", type=Path, metavar="FILE", help=text(CLI_OUTPUT))

    proof = command("check-proof", CLI_CHECK_PROOF)
    proof.add_argument_group(text(CLI_FILES)).add_argument("proof", type=Path, metavar="PROOF", help=text(CLI_PROOF))
    group = options(proof)
    group.add_argument("--checkpoint", type=Path, required=True, metavar="NOTE", help=text(CLI_CHECKPOINT))
    group.add_argument("--key", action="append", required=True, metavar="KEY", help=text(CLI_KEY))
    group.add_argument("--json", action="store_true", help=text(CLI_JSON))
    return parser

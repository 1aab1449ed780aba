"""
The command line: what an auditor types, what is answered, and with what it leaves.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from io import StringIO

import pytest

from proeftuin_flow import evidence
from proeftuin_flow.cli import _progress, main
from proeftuin_flow.evidence import Ledger, Verifying
from proeftuin_flow.stores import JsonlStore, SqliteStore, export
from proeftuin_flow.testing.notebook import Author
from tests.evidence.common import KEY, OTHER, destroy, write
from tests.evidence.test_verifying import GOLDEN, in_memory, rewritten

SEPARATELY = [sys.executable, "-m", "proeftuin_flow"]


@pytest.fixture
def run(capsys, monkeypatch):
    """What a command leaves with, and what it says on either output."""
    monkeypatch.setenv("LC_ALL", "C")

    def run(*arguments):
        try:
            return main([*map(str, arguments)]), *capsys.readouterr()
        except SystemExit as ended:
            return ended.code, *capsys.readouterr()

    return run


@pytest.fixture
def visit(tmp_path):
    """What an auditor finds: a database, an export of it, heads, and a ledger with a checkpoint."""
    with SqliteStore(tmp_path / "cases.db") as store:
        write(store, "p-1", "p-2", "p-3")
        export(store, tmp_path / "cases.jsonl")
        with Ledger(tmp_path / "ledger") as books:
            books.take_in(store)
            (tmp_path / "note").write_text(str(books.sign(KEY, OTHER)))
            (tmp_path / "proof.json").write_bytes(books.inclusion("p-2").line())
    (tmp_path / "keys").write_text(f"{KEY.verifier}\n\n{OTHER.verifier}\n")
    return tmp_path


# ── verify ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["cases.db", "cases.jsonl"])
def test_whole_file_is_said_to_be_whole(run, visit, name):
    """
    In both languages, with what it was not compared with.
    """
    assert (0, "Whole. Records: 9, cases: 3.\nNot compared with anything that was kept elsewhere: whether the tail is gone or all was written "
               "anew cannot be seen so.\n", "") == run("verify", visit / name)  # fmt: skip
    left_with, said, _ = run("verify", visit / name, "--lang", "nl")
    assert (0, "Heel. Gebeurtenissen: 9, zaken: 3.") == (left_with, said.splitlines()[0])


def test_what_is_wrong_is_listed(run, visit):
    """
    A line for each finding, then how many they are; it leaves with 1.
    """
    text = (visit / "cases.jsonl").read_bytes().splitlines(keepends=True)
    (visit / "cases.jsonl").write_bytes(b"".join([*text[:3], *text[4:-1]]))

    left_with, said, _ = run("verify", visit / "cases.jsonl", "--lang=nl")

    assert 1 == left_with
    assert ["zaak 'p-1', gebeurtenis 2: hier staat gebeurtenis 3 van 'p-1'", "Niet heel. Bevindingen: 1, gebeurtenissen: 7, zaken: 3."] == \
        said.splitlines()[:2]  # fmt: skip


def test_more_findings_than_anybody_reads_are_counted(run, tmp_path):
    """
    The first thousand are listed.
    """
    lines = [record.line().replace(b'"hash":"', b'"hash":"0', 1) for record in Author("p-1").commit(1_100).records]
    (tmp_path / "cases.jsonl").write_bytes(b"".join(lines))

    _, said, _ = run("verify", tmp_path / "cases.jsonl")

    assert ["and 100 more", "Not whole. Findings: 1,100, records: 1,100, cases: 1."] == said.splitlines()[1_000:1_002]


def test_what_was_erased_and_what_should_be_is_said(run, tmp_path):
    """
    That is nothing wrong.
    """
    lines = (GOLDEN / "pf1-redacted.jsonl").read_bytes().splitlines(keepends=True)
    whole = {line.partition(b'"hash":"')[2][:64]: line for line in (GOLDEN / "pf1.jsonl").read_bytes().splitlines(keepends=True)}
    (tmp_path / "restored.jsonl").write_bytes(b"".join(whole.get(line.partition(b'"hash":"')[2][:64], line) for line in lines))

    assert "Records whose personal data was erased, as is recorded: " in run("verify", GOLDEN / "pf1-redacted.jsonl")[1]
    assert "Records whose personal data has still to be erased, as is recorded: " in run("verify", tmp_path / "restored.jsonl")[1]


def test_verify_against_heads(run, visit):
    """
    Those of all cases in a file, or one by itself.
    """
    assert (0, "", "") == run("heads", visit / "cases.db", "--output", visit / "heads.jsonl")
    left_with, listed, _ = run("heads", visit / "cases.jsonl")
    assert (0, (visit / "heads.jsonl").read_text()) == (left_with, listed)
    head = json.loads(listed.splitlines()[1])
    text = (visit / "cases.jsonl").read_bytes().splitlines(keepends=True)

    assert (0, "Whole. Records: 9, cases: 3.\n", "") == run("verify", visit / "cases.db", "--heads", visit / "heads.jsonl")
    assert 0 == run("verify", visit / "cases.db", "--case", head["case"], "--head", head["head"])[0]
    (visit / "cases.jsonl").write_bytes(b"".join(text[:-2]))
    assert 0 == run("verify", visit / "cases.jsonl")[0]
    assert "the tail is gone" in run("verify", visit / "cases.jsonl", "--heads", visit / "heads.jsonl")[1]
    left_with, said, _ = run("verify", visit / "cases.jsonl", "--case", head["case"], "--head", head["head"])
    assert (1, True) == (left_with, "the tail is gone, or all was written anew" in said)


def test_verify_against_a_checkpoint(run, visit):
    """
    It says who signed it; a log that was rewritten, or another key, is found.
    """
    against = ("--checkpoint", visit / "note", "--ledger", visit / "ledger")

    left_with, said, _ = run("verify", visit / "cases.db", *against, "--key", visit / "keys")
    assert (0, ["Whole. Records: 9, cases: 3.",
                "The checkpoint of archive.example/pilots over 9 records is signed by archive.example/pilots, court-of-audit.example/witness."]) == \
        (left_with, said.splitlines())  # fmt: skip
    assert "signed by court-of-audit.example/witness." in run("verify", visit / "cases.db", *against, "--key", OTHER.verifier)[1]

    with SqliteStore(visit / "cases.db") as store:
        forged = in_memory(*rewritten(store.read("p-1")), *store.read("p-2"), *store.read("p-3"))
    export(forged, visit / "forged.jsonl")
    assert 0 == run("verify", visit / "forged.jsonl")[0]
    left_with, said, _ = run("verify", visit / "forged.jsonl", *against, "--key", KEY.verifier)
    assert (1, True) == (left_with, "all up to here was written anew" in said)
    stranger = evidence.SigningKey.new("somebody.example/else").verifier
    left_with, said, _ = run("verify", visit / "cases.db", *against, "--key", stranger, "--lang", "nl")
    assert (1, True) == (left_with, "geen van de gegeven sleutels heeft dit ondertekend" in said)


def test_destroyed_case_is_explained(run, visit):
    """
    The register says so, and the command says that it does.
    """
    with SqliteStore(visit / "cases.db") as store:
        destroy(store, "p-2")

    left_with, said, _ = run("verify", visit / "cases.db", "--checkpoint", visit / "note", "--ledger", visit / "ledger", "--key", KEY.verifier)

    assert (0, True) == (left_with, "Cases that were kept elsewhere, and destroyed as the register says: 1." in said)


def test_outcome_as_json(run, visit):
    """
    For a program: the numbers, and each finding as problem details; also when it is the checkpoint that does not hold.
    """
    against = ("--checkpoint", visit / "note", "--ledger", visit / "ledger", "--json")
    left_with, said, _ = run("verify", visit / "cases.db", *against, "--key", KEY.verifier)
    assert (0, {
        "whole": True, "cases": 3, "records": 9, "erased": 0, "outstanding": 0, "destroyed": 0,
        "checkpoint": {"origin": KEY.name, "size": 9, "signed_by": [KEY.name]}, "findings": [], "more": 0,
    }) == (left_with, json.loads(said))  # fmt: skip

    (visit / "note").write_text((visit / "note").read_text().replace("\n9\n", "\n8\n"))
    left_with, said, _ = run("verify", visit / "cases.db", *against, "--key", KEY.verifier)
    assert (1, False, "signature_wrong") == (left_with, json.loads(said)["whole"], json.loads(said)["findings"][0]["what"]["code"])

    (visit / "cases.jsonl").write_bytes((visit / "cases.jsonl").read_bytes().replace(b"u-1", b"u-2", 1))
    left_with, said, _ = run("verify", visit / "cases.jsonl", "--json", "--lang", "nl")
    assert (1, "de keten is verbroken", "checkpoint" in json.loads(said)) == (left_with, json.loads(said)["findings"][0]["title"], False)


def test_work_is_spread_over_processes(visit):
    """
    By the real command, in processes of its own.
    """
    ended = subprocess.run([*SEPARATELY, "verify", str(visit / "cases.db"), "--jobs", "2", "--lang", "en"], capture_output=True, text=True)

    assert (0, "Whole. Records: 9, cases: 3.", "") == (ended.returncode, ended.stdout.splitlines()[0], ended.stderr)


# ── proofs ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_proof_is_checked_with_the_checkpoint_alone(run, visit):
    """
    No log and no ledger is needed; a proof of something else shows nothing.
    """
    against = ("--checkpoint", visit / "note", "--key", KEY.verifier)
    hash = json.loads((visit / "proof.json").read_text())["hash"]

    left_with, said, _ = run("check-proof", visit / "proof.json", *against)
    assert (0, f"{hash} is in the checkpoint (record 3 of case p-2).") == (left_with, said.splitlines()[0])
    left_with, said, _ = run("check-proof", visit / "proof.json", *against, "--json")
    assert (0, hash, 9) == (left_with, json.loads(said)["hash"], json.loads(said)["checkpoint"]["size"])

    (visit / "proof.json").write_text((visit / "proof.json").read_text().replace(hash, "ab" * 32))
    assert (1, f"{visit / 'proof.json'}: it does not show that {'ab' * 6} is in the checkpoint\n", "") == \
        run("check-proof", visit / "proof.json", *against)  # fmt: skip
    assert json.loads(run("check-proof", visit / "proof.json", *against, "--json")[1])["whole"] is False


# ── what cannot be done ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_cannot_be_read_leaves_with_two(run, visit):
    """
    A file that is not there or not ours, a note that is none, a key that is none, heads that are none.
    """
    (visit / "foreign").write_bytes(b"no\nlog\xff\n")
    against = ("--ledger", visit / "ledger", "--key", KEY.verifier)

    for arguments in (["verify", visit / "absent"], ["verify", visit / "foreign"], ["verify", visit / "cases.db", "--heads", visit / "foreign"],
                      ["verify", visit / "cases.db", "--checkpoint", visit / "foreign", *against],
                      ["verify", visit / "cases.db", "--checkpoint", visit / "absent", *against],
                      ["verify", visit / "cases.db", "--checkpoint", visit / "proof.json", *against],
                      ["verify", visit / "cases.db", "--checkpoint", visit / "note", "--ledger", visit / "ledger", "--key", "no key"],
                      ["verify", visit / "cases.db", "--checkpoint", visit / "note", "--ledger", visit / "absent", "--key", KEY.verifier],
                      ["heads", visit / "foreign"], ["heads", visit / "absent"],
                      ["check-proof", visit / "note", "--checkpoint", visit / "note", "--key", KEY.verifier]):  # fmt: skip
        left_with, said, told = run(*arguments)
        assert (2, "", True) == (left_with, said, bool(told)), arguments


def test_heads_of_a_spoiled_file_are_not_listed(run, visit):
    """
    A file with a line that cannot be read has no heads that anybody should keep.
    """
    with open(visit / "cases.jsonl", "ab") as file:
        file.write(b"no record\n")

    assert 2 == run("heads", visit / "cases.jsonl", "--output", visit / "heads.jsonl")[0]
    assert not (visit / "heads.jsonl").exists()


@pytest.mark.parametrize(("arguments", "cause"), [
    (["verify"], "FILE"),
    (["verify", "cases.db", "--head", "ab"], "--case en --head samen"),
    (["verify", "cases.db", "--case", "p-1"], "--case en --head samen"),
    (["verify", "cases.db", "--checkpoint", "note"], "--checkpoint, --ledger en --key samen"),
    (["verify", "cases.db", "--key", "key"], "--checkpoint, --ledger en --key samen"),
    (["verify", "cases.db", "--jobs", "many"], "--jobs"),
    (["nothing"], "nothing"),
    ([], "COMMAND"),
])  # fmt: skip
def test_command_that_is_not_right_leaves_with_two(run, arguments, cause):
    """
    It says what is wrong with it.
    """
    left_with, said, told = run(*arguments, "--lang", "nl")

    assert (2, "") == (left_with, said)
    assert "de opdracht klopt niet" in told
    assert cause in told


@pytest.mark.parametrize("command", [[], ["verify"], ["heads"], ["check-proof"]])
def test_help_is_in_both_languages(run, command):
    """
    Each command explains itself, and with what it leaves.
    """
    for language, words in (("nl", "Afsluitcodes: 0 alles is heel"), ("en", "Exit codes: 0 all is whole")):
        left_with, said, _ = run(*command, "--help", "--lang", language)
        assert 0 == left_with
        assert words in said


@pytest.mark.parametrize(("environment", "expected"), [
    ({"LC_ALL": "nl_NL.UTF-8"}, "Heel"), ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "nl_NL.UTF-8"}, "Heel"),
    ({"LC_ALL": "C", "LANG": "nl_NL.UTF-8"}, "Whole"), ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}, "Whole"),
])  # fmt: skip
def test_language_is_that_of_the_environment(run, visit, monkeypatch, environment, expected):
    """
    If nobody says another one.
    """
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert run("verify", visit / "cases.db")[1].startswith(expected)


def test_reader_who_has_seen_enough(visit):
    """
    `… | head -1` is no reason to complain.
    """
    with JsonlStore(visit / "many.jsonl") as store:
        store.append_all([Author(f"p-{number}").commit(request="r-1") for number in range(3_000)])
    program = subprocess.Popen([*SEPARATELY, "heads", str(visit / "many.jsonl")], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert program.stdout is not None and program.stderr is not None
    assert program.stdout.readline().startswith(b'{"case":"p-0"')
    program.stdout.close()

    assert (b"", 0) == (program.stderr.read(), program.wait())
    program.stderr.close()


def test_without_the_library_it_leaves_with_two(run, visit, monkeypatch):
    """
    Checking signatures needs an extra; it says which.
    """
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)

    left_with, _, told = run("check-proof", visit / "proof.json", "--checkpoint", visit / "note", "--key", KEY.verifier)

    assert (2, True) == (left_with, "pip install 'proeftuin-flow[evidence]'" in told)


# ── progress ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Screen(StringIO):
    """Somebody looks at it."""

    def isatty(self) -> bool:
        return True


def test_bar_is_shown_on_a_screen(monkeypatch):
    """
    With `rich`, on the error output, in the language of the reader.
    """
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")

    with _progress.shown("nl") as told:
        told(Verifying(12_000, 30, 40))

    assert "12.000 gebeurtenissen, 75 %" in screen.getvalue()


def test_lines_are_shown_without_a_screen(monkeypatch, capsys):
    """
    Or without `rich`: one now and then, and none for what is soon done.
    """
    for screen in (False, True):
        with monkeypatch.context() as patch:
            if screen:
                patch.setattr(sys.stderr, "isatty", lambda: True)
                patch.setitem(sys.modules, "rich.console", None)
            with _progress.shown("en") as told:
                told(Verifying(10, 1, 40))
                patch.setattr(_progress, "SECONDS", 0.0)
                told(Verifying(12_000, 30, 40))

        assert "12,000 records, 75 %\n" == capsys.readouterr().err


def test_quiet_shows_nothing(run, visit, monkeypatch):
    """
    Nothing is told about how far it is.
    """
    monkeypatch.setattr(_progress, "SECONDS", 0.0)

    assert "records" in run("verify", visit / "cases.db")[2]
    assert "" == run("verify", visit / "cases.db", "--quiet")[2]


def test_program_does_nothing_when_it_is_imported(capsys):
    """
    A process that helps with the work imports it.
    """
    importlib.import_module("proeftuin_flow.__main__")

    assert ("", "") == capsys.readouterr()

"""
The list of what every guard and reducer says: a change without a new version is noticed, better words and layout are not.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from proeftuin_flow import CaseType
from tools import rule_texts
from tools.rule_texts import digest_of, main, read

RULES = '''
import attrs
from proeftuin_flow import C0, NEW, CaseType, Lifecycle, Role, State, Trigger, event, guard, not_by_whoever

ENOUGH = 2
DONE, LOOKED = Trigger("done", nl="gereed", en="done"), Trigger("looked", nl="bekeken", en="looked")

@attrs.frozen
class Facts:
    stamps: int = 0

@attrs.frozen
class Stamp:
    worth: C0[int]

def short_of(stamps):
    return ENOUGH - stamps

@guard(nl="genoeg zegels", en="enough stamps", version=1)
def enough(s):
    """S1."""
    if any(short_of(stamps) > 0 for stamps in [s.facts.stamps]):
        yield "stamps"

other = not_by_whoever(DONE, nl="een ander", en="another", code="another")

with_stamp = lambda facts, stamp: attrs.evolve(facts, stamps=facts.stamps + stamp.worth)

begun = State("begun", nl="begonnen", en="begun")
full = State("full", nl="vol", en="full", final=True)
clerk = Role("clerk", nl="behandelaar", en="clerk")
opened = event("opened", nl="geopend", en="opened")
stamped = event("stamped", Stamp, nl="gestempeld", en="stamped", then=with_stamp)
CARD = CaseType("card", version=1, nl="kaart", en="card", root=Lifecycle("card", nl="kaart", en="card", facts=Facts, transitions=[
    NEW.to(begun, on=Trigger("begin", nl="beginnen", en="begin"), by=[clerk], emits=opened),
    begun.to(full, on=DONE, by=[clerk], requires=[enough, other], emits=stamped),
]))
'''
GUARD, REDUCER, FACTORY = "card guard enough", "card reducer card.stamped", "card guard another"


@pytest.fixture
def card(tmp_path: Path):
    """The case type of RULES, with some of its words replaced."""
    count = iter(range(99))

    def made(*replaced: tuple[str, str]) -> CaseType:
        text = RULES
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        found: CaseType = _loaded(tmp_path / f"rules{next(count)}.py", text).CARD
        return found

    return made


def _loaded(file: Path, text: str) -> ModuleType:
    file.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("rules", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_kept_list_is_that_of_our_rules(capsys):
    """
    No guard or reducer of the pilot changed without a new version, and none is missing.
    """
    assert 0 == main([]), capsys.readouterr().err
    assert len(read()) > 150


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        pytest.param("> 0 for", ">= 0 for", {GUARD}, id="guard"),
        pytest.param("ENOUGH - stamps", "ENOUGH - stamps - 1", {GUARD}, id="its helper, in a comprehension"),
        pytest.param("ENOUGH = 2", "ENOUGH = 3", {GUARD}, id="its number"),
        pytest.param("not_by_whoever(DONE", "not_by_whoever(LOOKED", {FACTORY}, id="what a factory was given"),
        pytest.param("facts.stamps + stamp.worth", "facts.stamps - stamp.worth", {REDUCER}, id="reducer"),
        pytest.param("genoeg zegels", "voldoende zegels", set[str](), id="label"),
        pytest.param('"""S1."""', '"""S1, and S2."""', set[str](), id="docstring"),
        pytest.param("def enough(s):", "def enough(s: object) -> object:  # so\n", set[str](), id="types and comments"),
    ],
)
def test_what_counts_as_text(card, old, new, changed):
    """
    A text changes with what may change a decision, and with nothing else.
    """
    before, after = rule_texts.texts_of([card()]), rule_texts.texts_of([card((old, new))])

    assert {GUARD, REDUCER, FACTORY} == {*before}
    assert changed == {name for name in before if before[name] != after[name]}


def test_change_without_version_is_refused(card, tmp_path, capsys):
    """
    `--write` takes in no text that changed under its old version, and says what to do.
    """
    kept = tmp_path / "rules.json"
    assert 0 == main(["--write"], kept, [card()])
    before = kept.read_bytes()

    for arguments in ([], ["--write"], ["--same-meaning", "another"]):
        assert 1 == main(arguments, kept, [card(("> 0 for", ">= 0 for"))])
        assert f"{GUARD} changed and has version 1, as before" in capsys.readouterr().err
    assert before == kept.read_bytes()


def test_meaning_that_stayed_is_taken_in(card, tmp_path):
    """
    Whoever says that the meaning stayed has the new text in the list, under the old version.
    """
    kept, better = tmp_path / "rules.json", card(("> 0 for", ">= 1 for"))
    main(["--write"], kept, [card()])

    assert 0 == main(["--same-meaning", "enough"], kept, [better])
    assert 0 == main([], kept, [better])
    assert 1 == read(kept)[GUARD].version


def test_new_version_has_to_be_written(card, tmp_path, capsys):
    """
    A list that lacks the new version is out of date until it is written anew; an old version does not come back.
    """
    kept, newer = tmp_path / "rules.json", card(("> 0 for", ">= 0 for"), ("version=1)\ndef enough", "version=2)\ndef enough"))
    main(["--write"], kept, [card()])

    assert 1 == main([], kept, [newer])
    assert f"rules.json is out of date ({GUARD})" in capsys.readouterr().err
    assert 0 == main(["--write"], kept, [newer])
    assert 0 == main([], kept, [newer])
    assert 1 == main(["--write"], kept, [card()])


def test_unknown_code_is_refused(card, tmp_path, capsys):
    """
    A word about a rule that is not there is a slip of the pen.
    """
    assert 1 == main(["--same-meaning", "enuogh"], tmp_path / "rules.json", [card()])
    assert "no guard or reducer here is called 'enuogh'" in capsys.readouterr().err
    assert not (tmp_path / "rules.json").exists()


def test_lambdas_on_one_line_are_told_together(tmp_path):
    """
    Of two lambdas on one line a change of either is noticed.
    """
    texts = ["one, two = lambda x: x, lambda x: x + 1", "one, two = lambda x: x, lambda x: x + 2"]
    before, after = (_loaded(tmp_path / f"pair{n}.py", text) for n, text in enumerate(texts))

    assert digest_of(before.one) != digest_of(after.one)

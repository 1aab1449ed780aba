"""
Every Python block of the README and of docs/ runs, and prints what the page shows.
"""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tests.docs.pages import PageError, run_page

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted(page for page in ROOT.glob("docs/**/*.md") if "_build" not in page.parts)]


@pytest.mark.parametrize("page", [pytest.param(page, id=str(page.relative_to(ROOT))) for page in PAGES])
def test_page_shows_what_happens(page, tmp_path, monkeypatch, request):
    """
    What a page shows is what its blocks do, one after the other, in an empty directory; with an empty database, if it asks for one.
    """
    if "DATABASE_URL" in page.read_text(encoding="utf-8"):
        monkeypatch.setenv("DATABASE_URL", request.getfixturevalue("database_url"))
    monkeypatch.chdir(tmp_path)
    run_page(page)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A function that runs a page of this text."""
    monkeypatch.chdir(tmp_path)

    def run(text: str) -> None:
        page = tmp_path / "a-page.md"
        page.write_text(inspect.cleandoc(text), encoding="utf-8")
        run_page(page)

    return run


def test_blocks_share_a_namespace(run):
    """
    A block knows what the blocks above it have defined; an output may be shortened.
    """
    run("""
        ```python
        import attrs

        @attrs.frozen
        class Pilot:
            state: "str" = "proposal"

        print(attrs.fields(attrs.resolve_types(Pilot)).state.type.__name__)
        ```

        <!-- output -->
        ```text
        str
        ```

        A fence inside a longer fence is text:

        ````markdown
        ```python
        raise SystemExit
        ```
        ````

        - ```python
          pass
          ```

        ```python
        print(Pilot(), "and", "more")
        print()
        print("last")
        ```

        <!-- output -->

        ```text
        Pilot(…) and …
        last
        ```
    """)


def test_exception_that_is_announced(run):
    """
    The sentence of an announced exception is the end of the output.
    """
    run("""
        <!-- raises: ZeroDivisionError -->
        ```python
        print("before")
        1 / 0
        ```
        <!-- output -->
        ```text
        before
        ZeroDivisionError: division by zero
        ```
    """)


def test_block_that_is_not_run(run):
    """
    A block with a reason not to run is compiled, and nothing more.
    """
    run("""
        <!-- not run: it would end the tests -->
        ```python
        raise SystemExit
        ```
    """)


def test_commands_are_run(run):
    """
    A block with a prompt runs, and shows what each command prints and leaves with; one without a prompt is only shown.
    """
    run("""
        ```python
        with open("log.jsonl", "w") as file:
            print("no log", file=file)
        ```

        ```console
        $ python -m proeftuin_flow verify log.jsonl
        log.jsonl … is no log that this version can read: …
        $ echo $?
        2
        ```

        ```console
        rm -rf everything
        ```
    """.replace("log.jsonl …", "…log.jsonl"))


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        pytest.param("```console\n$ python -m proeftuin_flow heads absent\n```", "but what was printed is\n$ python -m proeftuin_flow heads absent\n",
                     id="command prints more"),
        pytest.param("```console\n$ rm -rf everything\n```", "line 1: '$ rm -rf everything' is never run", id="other command"),
        pytest.param("```python\nprint(1)\n```\n```console\n$ echo $?\n0\n```", "line 1: a block prints this", id="output before a command"),
        pytest.param("```python\nprint(1)\n```\n<!-- output -->\n```text\n2\n```", "line 5: shown is\n2\n", id="wrong output"),
        pytest.param("```python\nprint(1)\n```\n<!-- output -->\n```text\n1\n2\n```", "shown is\n1\n2\n", id="too much output"),
        pytest.param("```python\nprint(1)\n```\n```text\n1\n```", "line 1: a block prints this", id="output without a marker"),
        pytest.param("```python\nprint(1)\n```\n```python\n```", "line 1: a block prints this", id="output not shown"),
        pytest.param("```python\npass\n```\n<!-- output -->\n```text\n1\n```", "shown is\n1\n", id="nothing printed"),
        pytest.param("<!-- not run -->\n```python\npass\n```", "line 2: say why", id="no reason"),
        pytest.param("<!-- raises: KeyError -->\n```python\npass\n```", "line 2: KeyError was not raised", id="nothing raised"),
        pytest.param("```pycon\n>>> 1\n```", "line 1: a block of 'pycon' is never run", id="other language"),
    ],
)
def test_page_that_shows_something_else(run, page, problem):
    """
    A page that does not show what happens is refused, with its line.
    """
    with pytest.raises(PageError) as refused:
        run(page)

    assert problem in str(refused.value)


def test_other_exceptions_come_out(run):
    """
    An exception that the page does not announce fails the test, and its traceback names the line of the page.
    """
    with pytest.raises(ZeroDivisionError) as raised:
        run("<!-- raises: KeyError -->\n```python\n\n1 / 0\n```")

    assert 4 == raised.traceback[-1].lineno + 1

"""
The Dutch pages say what the definitions say, and what somebody is told who asks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from proeftuin_flow import NEW, Actor, Case, CaseType, Lifecycle, Option, Part, options
from proeftuin_flow.pilot import PROEFTUIN
from tools import nl_pages

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)

STATES = [
    pytest.param(case_type, lifecycle, state, id=f"{lifecycle.name}-{state}")
    for case_type, lifecycle in nl_pages.LIFECYCLES
    for state in (NEW.name, *lifecycle.states)
]


def test_pages_are_up_to_date():
    """
    What stands in docs/nl/ is what the definitions say today.
    """
    written = {file.name: file.read_text(encoding="utf-8") for file in nl_pages.TARGET.glob("*.md")}
    stale = sorted(name for name, text in (nl_pages.pages() | dict.fromkeys(written.keys() - nl_pages.pages().keys())).items()
                   if text != written.get(name))  # fmt: skip

    assert [] == stale, f"write them anew: {nl_pages.COMMAND}"


def test_everything_is_explained():
    """
    Somebody wrote a text for each lifecycle and each state, and words for each field.
    """
    assert [] == nl_pages.missing()


@pytest.mark.parametrize(("case_type", "lifecycle", "state"), STATES)
def test_page_says_who_may_do_what(case_type, lifecycle, state):
    """
    For each role: what the page offers it is what the options offer it, and all else is refused to it.
    """
    said = sections(lifecycle, state)
    asked = {role.nl: asked_by(case_type, lifecycle, state, role.name) for role in case_type.roles.values()}
    offered = {
        role: {option.label.nl for option in found if all(reason.code != "role" for reason in option.reasons)} for role, found in asked.items()
    }

    assert offered == {role: {trigger for trigger, text in said.items() if role in roles_in(text)} for role in offered}


@pytest.mark.parametrize(("case_type", "lifecycle", "state"), STATES)
def test_page_says_what_is_needed(case_type, lifecycle, state):
    """
    Every requirement that stands in the way of an option is named with it, and so are its data, if it wants any.
    """
    said = sections(lifecycle, state)
    everybody = asked_by(case_type, lifecycle, state, *case_type.roles)

    assert {option.label.nl for option in everybody} == {trigger for trigger, text in said.items() if roles_in(text)}
    for option in everybody:
        text = said[option.label.nl]
        assert (option.data is None) == ("**Nodig:**" not in text and "**Mag erbij:**" not in text)
        for reason in option.reasons:
            if reason.guard is not None and reason.where is None and reason.code not in ("wrong_state", "role"):
                assert f"  - {reason.label.nl} (" in text


@pytest.mark.parametrize(("case_type", "lifecycle", "state"), STATES)
def test_page_says_what_happens_by_itself(case_type, lifecycle, state):
    """
    Nobody is asked for it, everything it waits for is named, and so is every part whose changes may set it off.
    """
    said = {title: text for title, text in headed(lifecycle, state).items() if title.startswith("Vanzelf")}
    arrows = [t for t in lifecycle.transitions if t.trigger is None and t.source.name == state]

    assert [f"Vanzelf: {t.emits.nl}" for t in arrows] == [*said]
    for t, text in zip(arrows, said.values(), strict=True):
        assert "**Wie:**" not in text and f"- **Daarna:** het wordt *{t.target.nl}*\n" in text
        assert [guard.label.nl for guard in t.guards] == re.findall(r"^  - (.*)$", text, re.M)
        watched = {nl_pages.file_of(each) for each in case_type.lifecycles.values() if each.facts in t.watches}
        assert watched == set(re.findall(r"\(([a-z]+\.md)\)", text.partition("**Wordt bekeken na elke verandering in:**")[2]))


@pytest.mark.parametrize(("case_type", "lifecycle"), [pytest.param(*each, id=each[1].name) for each in nl_pages.LIFECYCLES])
def test_page_says_what_it_is_about(case_type, lifecycle):
    """
    Whether it is about a person and can be erased, whether it goes on after the case, and how many there may be.
    """
    said = " ".join(nl_pages.pages()[nl_pages.file_of(lifecycle)].partition("```mermaid")[0].split())

    assert lifecycle.personal == ("gaat over een persoon" in said) == ("kan worden gewist." in said)
    assert lifecycle.outlives_root == (f"Dit onderdeel kan doorgaan nadat de {case_type.nl} is afgesloten." in said)
    assert (lifecycle.at_most == 1) == ("Hiervan kan er één tegelijk lopen." in said)


@pytest.mark.parametrize(("case_type", "lifecycle", "state"), STATES)
def test_page_says_whether_it_ends_here(case_type, lifecycle, state):
    """
    A final state from which nothing leads, one in which something can still be done, and one that nobody has to wait for.
    """
    text = section(lifecycle, state)
    here = lifecycle.state_of(state)
    leads = any(t.source == here for t in lifecycle.transitions)

    assert (here.final and not leads) == ("Hier eindigt het: er kan niets meer." in text)
    assert (here.final and leads) == ("Hier eindigt het. Wat hieronder staat, kan nog wel." in text)
    assert (here.settled and not here.final) == (f"Voor de {case_type.nl} zelf is dit onderdeel hiermee afgehandeld." in text)
    assert any(t.reopens for t in lifecycle.transitions if t.source == here) == ("**Let op:** dit opent een" in text)


def test_first_page_mentions_every_part():
    """
    In a sentence that somebody wrote, and with a link.
    """
    page = nl_pages.pages()["index.md"]

    for _, lifecycle in nl_pages.LIFECYCLES:
        assert f"**{lifecycle.nl}**" in page.lower()
        assert f"- [{lifecycle.nl}]({nl_pages.file_of(lifecycle)}): " in page


def test_first_page_says_what_a_profile_asks():
    """
    The numbers as people say them, and every requirement that weighs otherwise than by itself.
    """
    profiles = nl_pages.pages()["index.md"].partition("## De profielen")[2].partition("\n## ")[0]
    said = {text.partition("**")[0]: text for text in profiles.split("\n- **")[1:]}

    assert [profile.nl[:1].upper() + profile.nl[1:] for profile in PROEFTUIN.profiles] == [*said]
    for profile, text in zip(PROEFTUIN.profiles, said.values(), strict=True):
        assert {PROEFTUIN.guards[code].label.nl for code in profile.severities} == set(re.findall(r"^    - (.*)$", text, re.M))
    assert "\n  - social return wordt gevraagd vanaf 250.000 euro\n" in said["Maatwerk voor mensen"]
    assert "\n  - het plan van aanpak is er binnen 2 maanden na de gunning\n" in said["Maatwerk voor mensen"]
    assert "\n  - de inzet is minstens 4 procent van de waarde van de opdracht\n" in said["Groeituin Rijkswaterstaat"]
    assert "250.000" not in said["Groeituin Rijkswaterstaat"] and "\n  - er is geen drempelbedrag\n" in said["Minimaal"]
    assert 1 == said["Minimaal"].count("een traject heeft geen gebruikelijke duur")


def section(lifecycle: Lifecycle[Any], state: str) -> str:
    """What the page says about a state."""
    page = "\n" + nl_pages.pages()[nl_pages.file_of(lifecycle)]
    heading = nl_pages.heading(lifecycle.state_of(state))
    return next(part for part in page.split("\n## ") if part.partition("\n")[0] == heading) + "\n"


def headed(lifecycle: Lifecycle[Any], state: str) -> Mapping[str, str]:
    """What it says under each heading."""
    return {title: said for title, _, said in (part.partition("\n") for part in section(lifecycle, state).split("\n### ")[1:])}


def sections(lifecycle: Lifecycle[Any], state: str) -> Mapping[str, str]:
    """What the page says in a state, by the label of what may be done."""
    labels = {trigger.nl[:1].upper() + trigger.nl[1:]: trigger.nl for trigger in lifecycle.triggers.values()}
    return {labels[title]: said for title, said in headed(lifecycle, state).items() if title in labels}


def roles_in(text: str) -> set[str]:
    """Who may do it: the names in italics, or nobody."""
    who = next(line for line in text.split("\n") if line.startswith("- **Wie:**"))
    return set() if "niemand" in who else set(re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", who))


def asked_by(case_type: CaseType, lifecycle: Lifecycle[Any], state: str, *roles: str) -> list[Option]:
    """What somebody with just these roles is told about a part in this state."""
    number = 0 if lifecycle is case_type.root else 1
    part = Part(lifecycle, number, lifecycle.address(number), state, lifecycle.facts())
    case = Case("p-1", case_type, case_type.profile(), 1, part if number == 0 else root_of(case_type))
    if number and state != NEW.name:
        case = Case(case.id, case.type, case.profile, 2, case.root, case.parts.with_part(part))
    return [*options(case, Actor("u-1", roles={*roles}, organisation="rijk"), NOW, part.address)]


def root_of(case_type: CaseType) -> Part[Any]:
    """A case that has just begun."""
    root = case_type.root
    return Part(root, 0, root.name, next(iter(root.states)), root.facts())


def test_headings_of_a_page_are_told_apart():
    """
    No two lifecycles have one page, and no two states or triggers of a lifecycle go by one name.
    """
    assert len(nl_pages.LIFECYCLES) == len({nl_pages.file_of(lifecycle) for _, lifecycle in nl_pages.LIFECYCLES})
    for _, lifecycle in nl_pages.LIFECYCLES:
        assert len(lifecycle.states) == len({state.nl for state in lifecycle.states.values()})
        assert len(lifecycle.triggers) == len({trigger.nl for trigger in lifecycle.triggers.values()})

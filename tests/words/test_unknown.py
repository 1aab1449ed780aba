"""
Unknown facts: reading one is noticed, setting one makes it known.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from attrs import frozen

from proeftuin_flow._unknown import fact_label, known_facts, set_through, unknown_fields, unknown_labels, with_unknown
from proeftuin_flow.errors import NotEstablished
from proeftuin_flow.labels import Label
from proeftuin_flow.lifecycle import fact

PLAN_1 = Label("plan 1", "plan 1")


@frozen
class Plan:
    title: str = fact("", nl="de titel", en="the title")
    signed: frozenset[str] = frozenset()
    budget: int = 0

    @property
    def dear(self) -> bool:
        return self.budget > 100

    def named(self) -> str:
        return f"<{self.title}>"


@frozen(slots=False)
class Roomy:
    title: str = ""


def view(*unknown: str, **known: object) -> Plan:
    return with_unknown(Plan(**known), frozenset(unknown), PLAN_1)  # type: ignore[arg-type]


def after(reducer: Callable[[Plan], Plan], *unknown: str) -> tuple[Plan, frozenset[str]]:
    facts = set_through(reducer, view(*unknown))
    return known_facts(facts), unknown_fields(facts)


def test_unknown_fact_cannot_be_read():
    """
    Reading it says which fact of which part nobody knows, in the words of its label.
    """
    with pytest.raises(NotEstablished) as error:
        view("title").title  # noqa: B018

    assert "dit kan niet worden vastgesteld: plan 1: de titel" == error.value.text("nl")
    assert "this cannot be established: plan 1: the title" == str(error.value)


def test_known_fact_beside_it_can_be_read():
    """
    What is known is read as ever, also through the methods and properties of the class.
    """
    plan = view("title", budget=200)

    assert 200 == plan.budget
    assert plan.dear
    assert isinstance(plan, Plan)


def test_method_that_reads_an_unknown_fact_is_noticed():
    """
    Whoever reads for the reader is a reader.
    """
    with pytest.raises(NotEstablished, match="the title"):
        view("title").named()
    with pytest.raises(NotEstablished, match="plan 1: budget"):
        view("budget").dear  # noqa: B018


def test_nothing_unknown_needs_no_view():
    """
    Facts of which everything is known are the facts themselves.
    """
    plan = Plan("Bread")

    assert with_unknown(plan, frozenset(), PLAN_1) is plan
    assert known_facts(plan) is plan
    assert frozenset() == unknown_fields(plan)
    assert Plan("Cheese") == set_through(lambda p: attrs.evolve(p, title="Cheese"), plan)


def test_setting_a_fact_makes_it_known():
    """
    A reducer that sets a field without reading it makes it known; the others stay as they are.
    """
    assert (Plan("Bread"), frozenset({"budget"})) == after(lambda p: attrs.evolve(p, title="Bread"), "title", "budget")


def test_reading_a_known_fact_to_set_an_unknown_one_makes_it_known():
    """
    Only what was read counts.
    """
    assert (Plan(budget=1), frozenset({"title"})) == after(lambda p: attrs.evolve(p, budget=len(p.signed) + 1), "title", "budget")


def test_reading_an_unknown_fact_leaves_it_unknown():
    """
    What a reducer makes of something that nobody knows, nobody knows.
    """
    plan, unknown = after(lambda p: attrs.evolve(p, signed=p.signed | {"aef"}), "signed")

    assert frozenset({"signed"}) == unknown
    assert Plan(signed=frozenset({"aef"})) == plan


def test_what_depends_on_an_unknown_fact_becomes_unknown():
    """
    A field that was known is unknown after it was set from one that is not.
    """
    _, unknown = after(lambda p: attrs.evolve(p, title=f"of {p.budget}"), "budget")

    assert frozenset({"budget", "title"}) == unknown


def test_reducer_that_changes_nothing_changes_nothing():
    """
    The same facts, as little known as before.
    """
    assert (Plan(), frozenset({"title"})) == after(lambda p: p, "title")


def test_reducer_that_only_looks_changes_nothing():
    """
    It looked at something unknown, and set nothing.
    """
    assert (Plan(), frozenset({"title"})) == after(lambda p: p if p.title == "Bread" else attrs.evolve(p), "title")


def test_facts_made_anew_are_known():
    """
    A reducer that makes all facts anew, from nothing that is unknown, knows them all.
    """
    assert (Plan("new"), frozenset()) == after(lambda p: Plan("new"), "title", "budget")


def test_facts_made_anew_from_an_unknown_one_are_unknown():
    """
    Whatever it set may depend on what it read.
    """
    _, unknown = after(lambda p: Plan(p.title), "title")

    assert frozenset({"title", "signed", "budget"}) == unknown


def test_error_in_a_reducer_is_not_hidden():
    """
    Only reading what nobody knows is caught.
    """
    with pytest.raises(ZeroDivisionError):
        after(lambda p: attrs.evolve(p, budget=1 // 0), "title")


def test_view_shows_what_is_unknown():
    """
    A question mark stands for what nobody knows.
    """
    assert "Plan(title=?, signed=frozenset(), budget=3)" == repr(view("title", budget=3))


def test_views_are_equal_by_what_is_known():
    """
    The same facts of which the same is unknown.
    """
    assert view("title") == view("title")
    assert hash(view("title")) == hash(view("title"))
    assert view("title") != view("budget")
    assert view("title") != view("title", budget=3)
    assert view("title") != Plan()


def test_class_without_slots_shows_its_unknown_facts_as_well():
    """
    Frozen classes with and without slots work alike.
    """
    roomy = with_unknown(Roomy("x"), frozenset({"title"}), Label("proeftuin", "pilot"))

    with pytest.raises(NotEstablished, match="pilot: title"):
        roomy.title  # noqa: B018


def test_fact_without_a_label_goes_by_its_name():
    """
    A label is better, and not required.
    """
    assert Label("de titel", "the title") == fact_label(Plan, "title")
    assert Label("budget", "budget") == fact_label(Plan, "budget")


def test_unknown_facts_have_labels():
    """
    What nobody knows is called by its label, in the order of the class; where everything is known, nothing is called.
    """
    assert (Label("de titel", "the title"), Label("budget", "budget")) == unknown_labels(view("budget", "title"))
    assert () == unknown_labels(Plan())

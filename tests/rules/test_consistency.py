"""
Consistency: each thing that does not hold together has its own sentence, and all are said at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any

import attrs
import pytest
from attrs import frozen

from proeftuin_flow.bodies import EmailAddress, PhoneNumber
from proeftuin_flow.case import Event
from proeftuin_flow.case_type import TAKE_OVER, CaseType, Profile
from proeftuin_flow.errors import DefinitionError
from proeftuin_flow.guards import Guard, Role, Severity, Trigger, guard, waivable
from proeftuin_flow.labels import Label
from proeftuin_flow.lifecycle import NEW, EventType, Lifecycle, State, Transition, event, fact
from proeftuin_flow.privacy import C0, C1, C2, PartOf, Subject
from proeftuin_flow.situation import Situation


@frozen
class Thing:
    """What is known of it."""

    name: str = ""


@frozen
class Other:
    """What is known of something else."""

    name: str = ""


@frozen
class Better(Thing):
    """Facts that are Thing's as well."""


@frozen
class Named:
    name: C0[str]


@frozen
class Counted:
    number: C0[int]


@frozen
class Naming:
    who: C0[tuple[Subject[str], ...]]


@frozen
class Calling:
    call: C0[tuple[PhoneNumber, ...]]
    mail: C2[EmailAddress]


@frozen
class NamingFacts:
    who: C0[Subject[str]] = ""


@frozen
class NamingNumbers:
    who: C1[Subject[int]]


@frozen
class NumberingTexts:
    who: C1[Annotated[str, PartOf("part")]]


@frozen
class NamingPart:
    whose: C1[Mapping[str, Annotated[int, PartOf("gone")]]]
    who: C1[Annotated[int, PartOf("part")]]


@frozen
class Unmarked:
    name: str


@frozen
class Weighed:
    weight: C0[float]


@frozen
class Why:
    reason: C0[str]


@frozen
class MaybeWhy:
    reason: C0[str] = ""


@frozen
class Demanding:
    name: str


@frozen
class Mislabelled:
    name: str = fact("", nl="naam", en="")


class NoClass:
    pass


open_ = State("open", nl="open", en="open")
half = State("half", nl="half", en="half")
done = State("done", nl="klaar", en="done", final=True)

CLERK = Role("clerk", nl="behandelaar", en="clerk")
HOLDER = Role("holder", nl="houder", en="holder", holds=lambda s: True)

OPEN, STEP, FINISH, LEAVE = (Trigger(name, nl=name, en=name) for name in ("open", "step", "finish", "leave"))
ADD = Trigger("add", nl="toevoegen", en="add")
FINISH_PART = Trigger("finish_part", nl="klaar", en="finish")

happened = event("happened", nl="gebeurd", en="happened")
named = event("named", Named, nl="genoemd", en="named")


@guard(nl="het heeft een naam", en="it has a name")
def has_name(s: Situation[Thing]) -> Iterator[str]:
    if not s.facts.name:
        yield "name"


@guard(nl="vast", en="fixed", severity=Severity.FIXED)
def fixed(s: Situation[Thing]) -> Iterator[str]:
    yield from ()


@guard(nl="over iets anders", en="about something else")
def about_other(s: Situation[Other]) -> Iterator[str]:
    yield from ()


@guard(nl="leest gegevens", en="reads data")
def reads(s: Situation[Thing], data: Named) -> Iterator[str]:
    yield data.name


@guard(nl="zonder typen", en="without types")
def untyped(s, data) -> Iterator[str]:
    yield from ()


@guard(nl="later bekend", en="known later")
def forward(s: Situation[Nowhere]) -> Iterator[str]:  # type: ignore[name-defined]  # noqa: F821
    yield from ()


def of_no_facts() -> Iterator[str]:
    yield from ()


# What no type checker lets pass is passed all the same.
careless: Any = guard(nl="zonder iets", en="of nothing")
bare: Guard[Any] = careless(of_no_facts)


def opening(**more: Any) -> Transition[Any]:
    arrow: dict[str, Any] = {"on": OPEN, "by": [CLERK], "emits": happened}
    return NEW.to(open_, **arrow | more)


def finishing(**more: Any) -> Transition[Any]:
    arrow: dict[str, Any] = {"on": FINISH, "by": [CLERK], "emits": happened}
    return open_.to(done, **arrow | more)


PART = Lifecycle("part", nl="onderdeel", en="part", facts=Other, transitions=[
    adding := NEW.to(open_, on=ADD, by=[CLERK], emits=happened),
    open_.to(done, on=FINISH_PART, by=[CLERK], emits=happened),
])  # fmt: skip


def _part(**more: Any) -> Lifecycle[Any]:
    changed: Lifecycle[Any] = attrs.evolve(PART, **more)
    return changed


def root(*extra: Transition[Any], **more: Any) -> Lifecycle[Any]:
    """A lifecycle that holds together, with something added or changed."""
    lifecycle: dict[str, Any] = {"nl": "ding", "en": "thing", "facts": Thing, "transitions": [opening(), finishing(), *extra]}
    return Lifecycle("thing", **lifecycle | more)


def problems(lifecycle: Lifecycle[Any] | None = None, **more: Any) -> list[str]:
    case_type: dict[str, Any] = {"name": "thing", "version": 1, "nl": "ding", "en": "thing", "root": lifecycle or root()}
    try:
        CaseType(**case_type | more)
    except DefinitionError as error:
        return [*error.problems]
    return []


def guarded(code: str = "asks", **more: Any) -> Guard[Any]:
    def asks(s: Situation[Thing]) -> Iterator[str]:
        yield from ()

    labels: dict[str, Any] = {"nl": "vraagt", "en": "asks"}
    return guard(code=code, **labels | more)(asks)


def test_what_holds_together_has_no_problems():
    """
    A definition without mistakes is built, with every kind of arrow in it.
    """
    reopened = event("reopened", Why, nl="heropend", en="reopened")
    automatic: Transition[Any] = half.becomes(done, watches=[Other], requires=[has_name, bare, forward], emits=happened)
    stepped: Transition[Any] = open_.to(half, on=STEP, by=[CLERK], emits=named, requires=[reads, untyped], opening=[adding])
    back = done.to(open_, on=LEAVE, by=[CLERK], emits=reopened, reopens=True)

    assert [] == problems(root(stepped, automatic, back), parts=[PART], acts={TAKE_OVER: [CLERK]})


def test_guard_over_more_general_facts_fits():
    """
    What may be asked of a Thing may be asked of a better one.
    """
    assert [] == problems(root(transitions=[opening(), finishing(requires=[has_name])], facts=Better))


SAMPLE = """\
case type 'permit' version 1 does not hold together:
  - permit: state 'lost' cannot be reached
  - permit: final state 'granted' has a way out: 'reopen' (mark it reopens=True if it is meant)
  - event 'document_received': field 'name' has no data class"""


def test_sample_of_the_documentation_is_said_word_for_word():
    """
    Three mistakes in a permit, said at once.
    """
    requested = State("requested", nl="aangevraagd", en="requested")
    granted = State("granted", nl="verleend", en="granted", final=True)
    lost = State("lost", nl="kwijt", en="lost", final=True)
    received = event("document_received", Unmarked, nl="stuk ontvangen", en="document received")
    transitions = [
        NEW.to(requested, on=OPEN, by=[CLERK], emits=happened),
        requested.stays(on=STEP, by=[CLERK], emits=received),
        requested.to(granted, on=FINISH, by=[CLERK], emits=happened),
        granted.to(requested, on=Trigger("reopen", nl="heropenen", en="reopen"), by=[CLERK], emits=happened),
        lost.stays(on=LEAVE, by=[CLERK], emits=happened),
    ]
    permit = Lifecycle("permit", nl="vergunning", en="permit", facts=Thing, transitions=transitions)

    with pytest.raises(DefinitionError) as error:
        CaseType("permit", version=1, nl="vergunning", en="permit", root=permit)

    assert SAMPLE == str(error.value)


def test_many_mistakes_are_said_at_once():
    """
    None hides another, and none is said twice.
    """
    found = problems(
        root(half.stays(on=STEP, by=[CLERK], emits=event("redacted", Unmarked, nl="", en="x")), personal=True, at_most=0),
        version=0, zone="Mars/North", profiles=[], parts=[PART, PART], acts={Trigger("burn", nl="x", en="x"): []},
    )  # fmt: skip

    assert [
        "its version is 0; versions are whole numbers from 1",
        "there is no time zone 'Mars/North'",
        "2 lifecycles are called 'part'",
        "2 lifecycles have the facts class 'Other': a guard could not say which it means",
        "trigger 'add' is in the lifecycles part, part: a trigger belongs to one",
        "trigger 'finish_part' is in the lifecycles part, part: a trigger belongs to one",
        "acts: there is no act 'burn'",
        "thing: the root cannot be personal: what became of the case must stay known",
        "thing: the root is one; at_most= is for parts",
        "thing: at_most is 0; it must be 1 or more",
        "thing: state 'half' cannot be reached",
        "thing: state 'half' is a dead end, and is not final",
        "event 'redacted' has no label in Dutch",
        "event 'redacted': this word is reserved",
        "event 'redacted': field 'name' has no data class",
        "it has no profile",
    ] == found


def case_type_problem(**more: Any) -> Callable[[], list[str]]:
    return lambda: problems(**more)


def with_arrow(*extra: Transition[Any], **more: Any) -> Callable[[], list[str]]:
    return lambda: problems(root(*extra), **more)


def with_arrows(transitions: Sequence[Transition[Any]], **more: Any) -> Callable[[], list[str]]:
    return lambda: problems(root(transitions=transitions), **more)


def with_guard(asks: Guard[Any], **more: Any) -> Callable[[], list[str]]:
    return with_arrows([opening(), finishing(requires=[asks])], **more)


def emitting(kind: EventType[Any, Any], **more: Any) -> Callable[[], list[str]]:
    return with_arrows([opening(), finishing(emits=kind, **more)])


def with_profile(*profiles: Profile, requires: Sequence[Guard[Any]] = (), **more: Any) -> Callable[[], list[str]]:
    return with_arrows([opening(), finishing(requires=requires)], profiles=profiles, **more)


def profile(name: str = "p", **more: Any) -> Profile:
    labels: dict[str, Any] = {"nl": "p", "en": "p"}
    return Profile(name, **labels | more)


def over_other(other: Other, body: None) -> Other:
    return other


def of_counted(thing: Thing, body: Counted) -> Thing:
    return thing


def of_anything(thing, body):
    return thing


def of_any(facts: Any, body: Any) -> Any:
    """`Any` is a class since Python 3.11, and no facts are of it."""
    return facts


def of_event(thing: Thing, body: None, happened: Event[None]) -> Thing:
    return thing


def make_named(s: Situation[Thing]) -> Named:
    return Named("x")


def make_of(s: Situation[Thing], data: Why) -> Named:
    return Named(data.reason)


def make_of_anything(s, data):
    return Named("x")


def of_nothing() -> Thing:
    return Thing()


reducer_of_nothing: Any = of_nothing
reducer_of_another: Any = of_counted


lost = State("lost", nl="kwijt", en="lost")
unsettled = State("unsettled", nl="x", en="x", final=True, settled=False)
twin = State("open", nl="ook open", en="open too")
reserved = State("new", nl="vers", en="fresh")
shouting = State("Shouting", nl="x", en="x")
STEP_TOO = Trigger("step", nl="nog een stap", en="another step")

PROBLEMS: list[tuple[str, Callable[[], list[str]]]] = [
    # the whole
    ("case type 'thing' has no label in Dutch", case_type_problem(nl="")),
    ("case type 'Thing!': a code is snake_case in a-z, 0-9 and underscore, of at most 64 characters", case_type_problem(name="Thing!")),
    ("its version is '1'; versions are whole numbers from 1", case_type_problem(version="1")),
    ("there is no time zone '../etc'", case_type_problem(zone="../etc")),
    ("2 lifecycles are called 'thing'", case_type_problem(parts=[_part(name="thing")])),
    ("2 lifecycles have the facts class 'Thing': a guard could not say which it means", case_type_problem(parts=[_part(facts=Thing)])),
    ("trigger 'add' is in the lifecycles thing, part: a trigger belongs to one",
     with_arrow(open_.stays(on=ADD, by=[CLERK], emits=happened), parts=[PART])),
    ("trigger 'waive': this word is reserved", with_arrow(open_.stays(on=Trigger("waive", nl="x", en="x"), by=[CLERK], emits=happened))),
    ("acts: there is no act 'burn'", case_type_problem(acts={Trigger("burn", nl="x", en="x"): [CLERK]})),
    ("role 'b' has no label in English", case_type_problem(acts={TAKE_OVER: [Role("b", nl="b", en="")]})),
    ("thing: the root cannot be personal: what became of the case must stay known", lambda: problems(root(personal=True))),
    ("thing: the root is one; at_most= is for parts", lambda: problems(root(at_most=1))),
    # one meaning
    ("two different guards have the code 'asks'", with_arrows([opening(requires=[guarded()]), finishing(requires=[guarded()])])),
    ("two different roles have the code 'clerk'", with_arrows([opening(), finishing(by=[Role("clerk", nl="x", en="x")])])),
    ("two different roles have the code 'clerk'", with_guard(guarded(severity=waivable(by=[Role("clerk", nl="x", en="x")])))),
    ("two different triggers have the code 'step'",
     with_arrow(open_.to(half, on=STEP, by=[CLERK], emits=happened), half.to(done, on=STEP_TOO, by=[CLERK], emits=happened))),
    # profiles
    ("it has no profile", case_type_problem(profiles=[])),
    ("2 profiles are called 'p'", with_profile(profile(), profile())),
    ("profile 'p' has no label in Dutch", with_profile(profile(nl=""))),
    ("profile 'p': there is no guard 'nothing'", with_profile(profile(severities={"nothing": Severity.HARD}))),
    ("profile 'p': guard 'fixed' is fixed, and cannot be made hard", with_profile(profile(severities={"fixed": Severity.HARD}), requires=[fixed])),
    ("profile 'p': there is no role 'stranger'",
     with_profile(profile(severities={"asks": waivable(by=[Role("stranger", nl="x", en="x")])}), requires=[guarded()])),
    ("profile 'p': guard 'asks': waivable by nobody; name a role", with_profile(profile(severities={"asks": waivable(by=[])}), requires=[guarded()])),
    ("profile 'q': there is no parameter 'days' in 'p'", with_profile(profile(), profile("q", parameters={"days": 1}))),
    ("profile 'q': parameter 'days' is missing", with_profile(profile(parameters={"days": 1}), profile("q"))),
    ("profile 'p': parameter 'days' must be text, a whole number, a boolean or None, not float", with_profile(profile(parameters={"days": 1.5}))),
    ("profile 'p': parameter 'days' must be text, a whole number, a boolean or None, not int", with_profile(profile(parameters={"days": 2**53}))),
    # one lifecycle
    ("thing: lifecycle 'thing' has no label in English", lambda: problems(root(en=""))),
    ("part: at_most is 0; it must be 1 or more", case_type_problem(parts=[_part(at_most=0)])),
    ("thing: state 'Shouting': a code is snake_case in a-z, 0-9 and underscore, of at most 64 characters",
     with_arrow(open_.to(shouting, on=STEP, by=[CLERK], emits=happened), shouting.to(done, on=LEAVE, by=[CLERK], emits=happened))),
    ("thing: state 'unsettled' is final, so it is settled too", with_arrow(open_.to(unsettled, on=STEP, by=[CLERK], emits=happened))),
    ("thing: 2 different states are called 'open'", with_arrow(twin.to(done, on=STEP, by=[CLERK], emits=happened))),
    ("thing: state 'new': this word is reserved", with_arrow(reserved.to(done, on=STEP, by=[CLERK], emits=happened))),
    ("thing: nothing opens it: there is no transition from NEW", with_arrows([finishing()])),
    ("thing: open -> new on 'step': nothing goes back to NEW", with_arrow(open_.to(NEW, on=STEP, by=[CLERK], emits=happened))),
    ("thing: final state 'done' has a way out: 'step' (mark it reopens=True if it is meant)",
     with_arrow(done.to(open_, on=STEP, by=[CLERK], emits=happened))),
    ("thing: open -> done on 'step' is marked reopens=True, but 'open' is not final",
     with_arrow(open_.to(done, on=STEP, by=[CLERK], emits=event("why", Why, nl="x", en="x"), reopens=True))),
    ("thing: state 'lost' cannot be reached", with_arrow(lost.to(done, on=STEP, by=[CLERK], emits=happened))),
    ("thing: state 'half' is a dead end, and is not final", with_arrow(open_.to(half, on=STEP, by=[CLERK], emits=happened))),
    ("thing: state 'half' is a dead end, and is not final",
     with_arrow(open_.to(half, on=STEP, by=[CLERK], emits=happened), half.stays(on=LEAVE, by=[CLERK], emits=happened))),
    ("thing: nothing tells open -> done on 'finish' and open -> half on 'finish' apart: the second can never be taken",
     with_arrow(open_.to(half, on=FINISH, by=[CLERK], requires=[has_name], emits=happened), half.to(done, on=STEP, by=[CLERK], emits=happened))),
    ("thing: automatic transitions go round through state 'half'",
     with_arrow(open_.becomes(half, requires=[has_name], emits=happened), half.becomes(open_, requires=[has_name], emits=happened))),
    ("thing: trigger 'step' wants several classes of data: Named, none",
     with_arrow(open_.to(half, on=STEP, by=[CLERK], emits=named), half.to(done, on=STEP, by=[CLERK], emits=happened))),
    ("thing: 2 different events are called 'happened'",
     with_arrow(open_.stays(on=STEP, by=[CLERK], emits=event("happened", nl="nog eens", en="again")))),
    ("thing: its facts 'NoClass' are no attrs class", lambda: problems(root(facts=NoClass))),
    ("thing: facts 'Demanding': field 'name' has no default, and of a new part nothing is known", lambda: problems(root(facts=Demanding))),
    ("thing: facts 'Mislabelled': field 'name' has no label in English", lambda: problems(root(facts=Mislabelled))),
    # one transition
    ("thing: trigger 'step' has no label in Dutch", with_arrow(open_.stays(on=Trigger("step", nl="", en="x"), by=[CLERK], emits=happened))),
    ("thing: role 'b' has no label in Dutch", with_arrow(open_.stays(on=STEP, by=[Role("b", nl="", en="b")], emits=happened))),
    ("thing: open -> done on 'finish': only an automatic transition watches",
     lambda: problems(root(transitions=[opening(), attrs.evolve(finishing(), watches=(Thing,))]))),
    ("thing: open -> done on automatic watches Other, which are the facts of no lifecycle here",
     with_arrow(open_.becomes(done, watches=[Other], requires=[has_name], emits=happened))),
    ("thing: open -> done on 'finish': data=Why needs a make= that gives the body Named", emitting(named, data=Why)),
    ("thing: open -> done on 'finish': make= gives a body, but event 'happened' has none", emitting(happened, make=make_named)),
    ("thing: open -> done on 'finish': make= takes data; say of which class, with data= or by its annotation",
     emitting(named, make=make_of_anything)),
    ("thing: open -> done on 'finish': data Weighed: field 'weight': float has no canonical text",
     emitting(named, make=make_of_anything, data=Weighed)),
    ("thing: open -> done on 'finish': data NoClass: 'NoClass' is no attrs class", emitting(named, make=make_of_anything, data=NoClass)),
    # automatic
    ("thing: open -> open on automatic: an automatic transition must move to another state",
     with_arrow(open_.becomes(open_, requires=[has_name], emits=happened))),
    ("thing: new -> open on automatic: an automatic transition cannot open a part",
     with_arrow(NEW.becomes(open_, requires=[has_name], emits=happened))),
    ("thing: done -> open on automatic: an automatic transition cannot leave a final state",
     with_arrow(done.becomes(open_, requires=[has_name], emits=happened))),
    ("thing: open -> done on automatic: an automatic transition needs a guard, or the state before it would never be seen",
     with_arrow(open_.becomes(done, requires=[], emits=happened))),
    ("thing: open -> done on automatic: event 'named' has a body, which only make= can give it here",
     with_arrow(open_.becomes(done, requires=[has_name], emits=named))),
    ("thing: open -> done on automatic: guard 'reads' reads data, and an automatic transition has none",
     with_arrow(open_.becomes(done, requires=[reads], emits=happened))),
    # reopening
    ("thing: done -> open on 'step': to reopen needs a role",
     with_arrow(done.to(open_, on=STEP, by=[], emits=event("why", Why, nl="x", en="x"), reopens=True))),
    ("thing: done -> open on 'step': to reopen needs a reason: a required field 'reason' in its data",
     with_arrow(done.to(open_, on=STEP, by=[CLERK], emits=happened, reopens=True))),
    ("thing: done -> open on 'step': to reopen needs a reason: a required field 'reason' in its data",
     with_arrow(done.to(open_, on=STEP, by=[CLERK], emits=event("why", MaybeWhy, nl="x", en="x"), reopens=True))),
    # opening parts
    ("thing: open -> done on 'finish' opens open -> done on 'finish', which is no opening transition",
     with_arrows([opening(), finishing(opening=[finishing()])])),
    ("thing: open -> done on 'finish' opens new -> open on 'add', which belongs to no part here",
     with_arrows([opening(), finishing(opening=[adding])])),
    ("thing: open -> done on 'finish' opens new -> open on 'add', which wants data of its own",
     with_arrows([opening(), finishing(opening=[NEW.to(open_, on=ADD, by=[CLERK], emits=named)])])),
    ("thing: open -> done on 'finish' opens new -> open on 'add', which opens parts in turn",
     with_arrows([opening(), finishing(opening=[NEW.to(open_, on=ADD, by=[CLERK], emits=happened, opening=[adding])])])),
    # guards that do not fit
    ("thing: open -> done on 'finish': guard 'about_other' is over the facts Other, not Thing", with_guard(about_other)),
    ("thing: open -> done on 'finish': guard 'reads' reads data, and 'finish' has none", with_guard(reads)),
    ("thing: open -> done on 'finish': guard 'reads' reads Named, and the data is Counted",
     emitting(event("counted", Counted, nl="x", en="x"), requires=[reads])),
    # guards
    ("guard 'Asks': a code is snake_case in a-z, 0-9 and underscore, of at most 64 characters", with_guard(guarded("Asks"))),
    (f"guard {'a' * 65!r}: a code is snake_case in a-z, 0-9 and underscore, of at most 64 characters", with_guard(guarded("a" * 65))),
    ("guard 'asks' has no label in Dutch", with_guard(guarded(nl=" "))),
    ("guard 'asks': the placeholders differ: none in Dutch, x in English", with_guard(guarded(en="{x}"))),
    ("guard 'asks': advice has no label in English", with_guard(guarded(advice=Label("doe iets", "")))),
    ("guard 'role': this word is reserved", with_guard(guarded("role"))),
    ("guard 'asks': there is no severity 'mild'", with_guard(guarded(severity=Severity("mild")))),
    ("guard 'asks': waivable by nobody; name a role", with_guard(guarded(severity=waivable(by=[])))),
    # events
    ("event 'e' has no label in English", emitting(event("e", nl="x", en=""))),
    ("event 'waived': this word is reserved", emitting(event("waived", nl="x", en="x"))),
    ("event 'e': 'NoClass' is no attrs class", emitting(event("e", NoClass, nl="x", en="x"))),
    ("event 'e': field 'name' has no data class", emitting(event("e", Unmarked, nl="x", en="x"))),
    ("thing: its purpose has no label in Dutch", lambda: problems(root(purpose=Label("", "x")))),
    ("event 'e': field 'call' holds an e-mail address or telephone number, which only a field of class C1 may",
     emitting(event("e", Calling, nl="x", en="x"))),
    ("event 'e': field 'mail' holds an e-mail address or telephone number, which only a field of class C1 may",
     emitting(event("e", Calling, nl="x", en="x"))),
    ("event 'e': field 'who' is C0, about nobody, and holds the reference of a person", emitting(event("e", Naming, nl="x", en="x"))),
    ("thing: facts 'NamingFacts': field 'who' is C0, about nobody, and holds the reference of a person", lambda: problems(root(facts=NamingFacts))),
    ("event 'e': field 'who': only a text is the reference of a person", emitting(event("e", NamingNumbers, nl="x", en="x"))),
    ("event 'e': field 'who': only a whole number is the number of a part", emitting(event("e", NumberingTexts, nl="x", en="x"))),
    ("body NamingPart: there is no personal lifecycle 'gone' here", emitting(event("e", NamingPart, nl="x", en="x"))),
    ("body NamingPart: there is no personal lifecycle 'part' here", emitting(event("e", NamingPart, nl="x", en="x"))),
    ("event 'e': field 'weight': float has no canonical text", emitting(event("e", Weighed, nl="x", en="x"))),
    ("thing: event 'e': its reducer is over the facts Other, not Thing", emitting(event("e", nl="x", en="x", then=over_other))),
    ("event 'e': its reducer takes Counted, and the body is Named", emitting(event("e", Named, nl="x", en="x", then=reducer_of_another))),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "definition"), PROBLEMS, ids=[problem[:60] for problem, _ in PROBLEMS])
def test_every_mistake_has_its_sentence(problem, definition):
    """
    The sentence says where it is and what is wrong.
    """
    assert problem in definition()


@pytest.mark.parametrize(
    "definition",
    [
        emitting(event("e", nl="x", en="x", then=of_anything)),
        emitting(event("e", Named, nl="x", en="x", then=of_any)),
        emitting(event("e", nl="x", en="x", then=of_event)),
        emitting(event("e", nl="x", en="x", then=reducer_of_nothing)),
        emitting(event("e", Named, nl="x", en="x", then=of_anything)),
        emitting(named, make=make_of),
        emitting(named, make=make_named),
        with_guard(guarded(severity=waivable(by=[CLERK]))),
        case_type_problem(name="thing-of-ours"),
        with_profile(profile(severities={"asks": waivable(by=[CLERK])}, parameters={"days": 3, "on": True, "term": "P7D", "none": None}),
                     requires=[guarded()]),
        # A role that looks at the case, another role, or another guard tells two arrows apart.
        with_arrows([opening(), finishing(by=[HOLDER]), open_.to(half, on=FINISH, by=[HOLDER], emits=happened),
                     half.to(done, on=STEP, by=[CLERK], emits=happened)]),
        with_arrows([opening(), finishing(requires=[has_name]), open_.to(half, on=FINISH, by=[CLERK], emits=happened),
                     half.to(done, on=STEP, by=[CLERK], emits=happened)]),
        with_arrows([opening(), finishing(), open_.to(half, on=FINISH, by=[HOLDER], emits=happened),
                     half.to(done, on=STEP, by=[CLERK], emits=happened)]),
    ],
)  # fmt: skip
def test_what_is_allowed_has_no_problem(definition):
    """
    The checks see no mistake where there is none.
    """
    assert [] == definition()

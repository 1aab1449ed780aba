"""
Tables of values: what an effort is worth, by a table that the log names and never asks again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib.resources import files

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin_flow import Actor, Flow
from proeftuin_flow.bodies import body_problems
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.labels import Label, Language
from proeftuin_flow.log.reading import event_of
from proeftuin_flow.pilot import PROEFTUIN, EffortValue, Party
from proeftuin_flow.pilot.catalogues import FULL_TIME, Unit, catalogue, load_catalogue, shipped
from proeftuin_flow.stores import MemoryStore
from tests.pilot.test_execution import REPORT

# What the page said, in euros, written out by hand.
OLDER = {
    "participation_act_under_2_years": 30_000,
    "participation_act_over_2_years": 40_000,
    "unemployment_benefit_under_1_year": 15_000,
    "unemployment_benefit_over_1_year": 20_000,
    "disability_benefit": 30_000,
    "jobs_agreement": 35_000,
    "bbl": 15_000,
    "bol": 10_000,
    "without_benefit": 10_000,
    "bonus_50_plus": 5_000,
    "bonus_permanent_contract": 10_000,
    "social_activity": 100,
}
NEWER = {
    "participation_act": 40_000,
    "unemployment_benefit": 20_000,
    "disability_benefit": 40_000,
    "jobs_agreement": 50_000,
    "bbl": 35_000,
    "bol": 20_000,
    "without_benefit": 10_000,
    "practical_training_place": 35_000,
    "bonus_50_plus": 10_000,
    "bonus_permanent_contract": 10_000,
    "bonus_status_holder": 10_000,
    "social_activity": 100,
}

OWN = """
id = "den-haag"
version = 3
currency = "EUR"
source = "https://example.org/bouwblokken"
origin = { nl = "vastgesteld door het college", en = "adopted by the executive" }

[[blocks]]
code = "bbl"
label = { nl = "BBL", en = "work-based training" }
cents = 12_345_67
unit = "full_time_year"
condition = { nl = "niveau 2", en = "level 2" }

[[blocks]]
code = "workshop"
label = { nl = "workshop", en = "workshop" }
cents = 0
unit = "hour_or_invoice"
"""


def problems(text: str, language: Language = "en") -> list[str]:
    """What is wrong with a table, sentence by sentence."""
    with pytest.raises(InvalidData) as refused:
        load_catalogue(text)
    return [problem.text(language) for problem in refused.value.problems]


# ── the tables that ship ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "euros"), [("utrecht@1", OLDER), ("utrecht@2", NEWER)])
def test_amounts_are_those_of_the_page(name, euros):
    """
    Every row of either capture, to the cent, and no row more.
    """
    assert {code: amount * 100 for code, amount in euros.items()} == {code: block.cents for code, block in catalogue(name).blocks.items()}


@pytest.mark.parametrize("name", ["utrecht@1", "utrecht@2"])
def test_amounts_are_for_a_full_time_year(name):
    """
    All but social activity, which is per hour or invoice.
    """
    units = {code: block.unit for code, block in catalogue(name).blocks.items()}

    assert Unit.HOUR_OR_INVOICE is units.pop("social_activity")
    assert {Unit.FULL_TIME_YEAR} == {*units.values()}
    assert ("jaarcontract van 36 uur per week", "per uur of factuur") == (Unit.FULL_TIME_YEAR.label.nl, Unit.HOUR_OR_INVOICE.label.nl)


def test_row_with_two_amounts_is_two_blocks():
    """
    They differ by their condition only; the newer page has one amount, but a level for vocational training.
    """
    conditions = {code: block.condition for code, block in catalogue("utrecht@1").blocks.items() if block.condition is not None}
    newer = {code: block.condition for code, block in catalogue("utrecht@2").blocks.items() if block.condition is not None}

    assert {
        "participation_act_under_2_years": Label("korter dan twee jaar", "for less than two years"),
        "participation_act_over_2_years": Label("langer dan twee jaar", "for more than two years"),
        "unemployment_benefit_under_1_year": Label("korter dan een jaar", "for less than a year"),
        "unemployment_benefit_over_1_year": Label("langer dan een jaar", "for more than a year"),
    } == conditions
    assert dict.fromkeys(["bbl", "bol"], Label("niveau 2 tot en met 4", "level 2 to 4")) == newer


def test_every_block_is_labelled_in_both_languages():
    """
    Rows that are two blocks share their label.
    """
    labels = {name: [block.label for block in catalogue(name).blocks.values()] for name in ("utrecht@1", "utrecht@2")}

    assert all(label.nl != label.en for each in labels.values() for label in each)
    assert (10, 12) == (len({*labels["utrecht@1"]}), len({*labels["utrecht@2"]}))


def test_tables_that_ship_say_where_they_come_from():
    """
    The page, and which of its captures; nobody knows of which day they are.
    """
    older, newer = shipped()

    assert ("utrecht@1", "utrecht@2") == (older.name, newer.name)
    assert {"EUR"} == {older.currency, newer.currency}
    assert {"https://www.utrecht.nl/werk-en-inkomen/aan-het-werk/social-return/bouwblokkenmodel-social-return/"} == {older.source, newer.source}
    assert ("older", "newer") == (older.origin.en.split()[1], newer.origin.en.split()[1])
    assert ("oudere", "nieuwere") == (older.origin.nl.split()[1], newer.origin.nl.split()[1])


def test_files_are_named_after_what_is_in_them():
    """
    So that a next version does not take the name of the one before.
    """
    ships = {file.name for file in files("proeftuin_flow.pilot.catalogues").iterdir() if file.name.endswith(".toml")}

    assert ships == {f"{table.id}-{table.version}.toml" for table in shipped()}


def test_unknown_table_is_named_with_the_nearest():
    """
    In both languages.
    """
    with pytest.raises(InvalidData) as near:
        catalogue("utrecht@3")
    with pytest.raises(InvalidData) as far:
        catalogue("x")

    assert "hier is geen waardetabel 'utrecht@3'; bedoelde u 'utrecht@2'?" == near.value.text("nl")
    assert "there is no table of values 'utrecht@3' here; did you mean 'utrecht@2'?" == str(near.value)
    assert "there is no table of values 'x' here; known: utrecht@1, utrecht@2" == str(far.value)


def test_tables_cannot_be_changed():
    """
    Everybody has the same one.
    """
    with pytest.raises(TypeError, match="does not support item assignment"):
        catalogue("utrecht@1").blocks["bbl"] = catalogue("utrecht@2").blocks["bbl"]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        catalogue("utrecht@1").blocks["bbl"].cents = 0  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


# ── what an effort is worth ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("block", "more", "cents"),
    [
        ("jobs_agreement", {}, 35_000_00),
        ("jobs_agreement", {"hours": 36}, 35_000_00),
        ("jobs_agreement", {"hours": 18}, 17_500_00),
        ("jobs_agreement", {"hours": 1}, 972_22),
        ("jobs_agreement", {"hours": 1, "count": 3}, 2_916_66),
        ("bbl", {"count": 2}, 30_000_00),
        ("social_activity", {}, 100_00),
        ("social_activity", {"count": 12}, 1_200_00),
    ],
)
def test_value_of_an_effort(block, more, cents):
    """
    The amount in whole cents, with the name of the table: 35,000 euros are 972.2222… for an hour a week, and never more than 972.22.
    """
    assert EffortValue(cents, "utrecht@1") == catalogue("utrecht@1").value(block, **more)


CONTRACTS = st.sampled_from([(table, code) for table in shipped() for code, block in table.blocks.items() if block.unit is Unit.FULL_TIME_YEAR])
OWN_CONTRACTS = st.integers(0, 2**40).map(lambda cents: (load_catalogue(OWN.replace("12_345_67", str(cents))), "bbl"))


@given(contract=CONTRACTS | OWN_CONTRACTS, hours=st.integers(1, FULL_TIME), others=st.integers(1, FULL_TIME), count=st.integers(1, 1_000))
def test_parts_never_come_to_more_than_the_whole(contract, hours, others, count):
    """
    A part is never more than full; two parts of one contract are the whole or a cent less; contracts add up exactly.
    """
    table, code = contract

    def worth(hours, count=1):
        return table.value(code, hours=hours, count=count).cents

    full = table.blocks[code].cents

    assert 0 <= worth(hours) <= full == worth(FULL_TIME) == table.value(code).cents
    assert 0 <= full * hours - worth(hours) * FULL_TIME < FULL_TIME
    assert worth(hours) * count == worth(hours, count)
    if hours + others <= FULL_TIME:
        assert 0 <= worth(hours + others) - worth(hours) - worth(others) <= 1


@given(contract=CONTRACTS | OWN_CONTRACTS, hours=st.none() | st.integers(1, FULL_TIME))
def test_every_value_can_be_recorded(contract, hours):
    """
    Whole cents, and a name of a kind that a log takes.
    """
    table, code = contract

    assert [] == body_problems(table.value(code, hours=hours))


@pytest.mark.parametrize(
    ("block", "more", "text"),
    [
        ("bb", {}, "utrecht@1 has no block 'bb'; did you mean 'bbl'?"),
        ("bb", {"count": 0, "hours": 37}, "utrecht@1 has no block 'bb'; did you mean 'bbl'?; count must be a whole number from 1 up; "
                                          "hours must be a whole number from 1 to 36"),
        ("bbl", {"count": 1.0}, "count must be a whole number from 1 up"),
        ("bbl", {"count": True, "hours": True}, "count must be a whole number from 1 up; hours must be a whole number from 1 to 36"),
        ("bbl", {"hours": 0}, "hours must be a whole number from 1 to 36"),
        ("bbl", {"hours": 18.0}, "hours must be a whole number from 1 to 36"),
        ("social_activity", {"hours": 2}, "'social_activity' counts no contracts; give count only"),
    ],
)  # fmt: skip
def test_what_has_no_value(block, more, text):
    """
    Everything that is wrong with the question is said at once.
    """
    with pytest.raises(InvalidData) as refused:
        catalogue("utrecht@1").value(block, **more)

    assert text == str(refused.value) != refused.value.text("nl")


# ── one's own table ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_own_table_from_its_text_or_a_file(tmp_path):
    """
    Both give the same; of a file its path is given.
    """
    file = tmp_path / "den-haag-3.toml"
    file.write_text(OWN, encoding="utf-8")
    own = load_catalogue(OWN)

    assert own == load_catalogue(file)
    assert EffortValue(12_345_67, "den-haag@3") == own.value("bbl")
    assert EffortValue(0, "den-haag@3") == own.value("workshop", count=2)
    assert Label("niveau 2", "level 2") == own.blocks["bbl"].condition
    assert hash(own) == hash(load_catalogue(file))
    assert "den-haag@9999" == load_catalogue(OWN.replace("version = 3", "version = 9_999")).name


WRONG = """
id = "Den Haag"
version = 0
currency = "NLG"
source = "a letter"
origin = { nl = "uit een brief", en = " " }
valid_until = 2026-01-01

[[blocks]]
code = "bbl"
label = { nl = "BBL", de = "BBL" }
cents = 12345.67
unit = "day"

[[blocks]]
code = "bbl"
label = "BBL"
cents = -1
unit = "full_time_year"

[[blocks]]
code = 3
cents = true
"""

WRONG_EN = [
    "valid_until does not exist here",
    "id must be an id of small letters, digits and hyphens, such as utrecht",
    "version must be a version number from 1 to 9999",
    "source must be a URI with a scheme, such as urn: or https:",
    "origin.en must be a text",
    "currency must be EUR",
    "blocks['bbl'].label.de does not exist here",
    "blocks['bbl'].label.en is missing",
    "blocks['bbl'].cents must be int, not float",
    "blocks['bbl'].unit must be one of these: full_time_year, hour_or_invoice",
    "blocks['bbl'].label must be { nl = …, en = … }, not str",
    "blocks['bbl'].cents must be a number of cents from 0 up",
    "blocks[2].label is missing",
    "blocks[2].unit is missing",
    "blocks[2].code must be str, not int",
    "blocks[2].cents must be int, not bool",
    "block 'bbl' is there 2 times",
]


def test_everything_wrong_with_a_table_is_said_at_once():
    """
    Where it is, and what it should be, in both languages.
    """
    dutch = problems(WRONG, "nl")

    assert WRONG_EN == problems(WRONG)
    assert len(WRONG_EN) == len(dutch)
    assert {*WRONG_EN}.isdisjoint(dutch)
    assert {"currency moet EUR zijn", "blocks[2].label ontbreekt", "bouwblok 'bbl' staat er 2 keer in"} <= {*dutch}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("den-haag", "d" * 33, ["id must be an id of small letters, digits and hyphens, such as utrecht"]),
        ("version = 3", "version = 10_000", ["version must be a version number from 1 to 9999"]),
        ("cents = 0", "cents = 9_007_199_254_740_992", ["blocks['workshop'].cents must be a whole number between -2^53 and 2^53"]),
        ("workshop\"\nlabel", "bbl\"\nlabel", ["block 'bbl' is there 2 times"]),
        ("workshop\"\nlabel", "work-shop\"\nlabel", ["blocks['work-shop'].code must be a code of small letters, digits and underscores"]),
        ("nl = \"workshop\"", "nl = \"111222333\"", ["blocks['workshop'].label.nl holds a number that may be a BSN; leave it out"]),
        ("nl = \"workshop\"", "nl = 3", ["blocks['workshop'].label.nl must be str, not int"]),
    ],
)  # fmt: skip
def test_single_flaw_in_a_table(before, after, said):
    """
    What is otherwise right, is refused for that alone.
    """
    text = OWN.replace(before, after)

    assert text != OWN
    assert said == problems(text)


@pytest.mark.parametrize("blocks", ["blocks = []", "blocks = 3", "blocks = [1]", "blocks = [{}, 1]"])
def test_table_has_blocks(blocks):
    """
    At least one, and nothing else among them.
    """
    head, _, _ = OWN.partition("[[blocks]]")

    assert ["blocks must be a list of one or more blocks"] == problems(head + blocks)
    assert ["blocks is missing"] == problems(head)


def test_what_is_no_toml_is_refused():
    """
    With the line; and who gives the name of a file as text hears how to give it.
    """
    (two_lines,) = problems("id =\nversion = 1")
    short, hint = problems("den-haag-3.toml")

    assert "this is no TOML: Invalid value (at line 1, column 5)" == two_lines
    assert short.startswith("this is no TOML: ")
    assert "give a file as a pathlib.Path" == hint


@pytest.mark.parametrize("value", ["[" * 5000, "9" * 5000])
def test_what_no_reader_of_toml_takes_is_refused(value):
    """
    Lists in lists in lists, and numbers of thousands of digits.
    """
    (problem,) = problems(f"id = 1\nversion = {value}")

    assert problem.startswith("this is no TOML: ")


@pytest.mark.parametrize("content", [None, b"id = \"\xff\""])
def test_file_that_cannot_be_read(tmp_path, content):
    """
    None there, or none in UTF-8.
    """
    file = tmp_path / "own.toml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(InvalidData, match=r"own\.toml cannot be read: ") as refused:
        load_catalogue(file)

    assert "own.toml is niet te lezen: " in refused.value.text("nl")
    assert ["not_readable"] == [problem.code for problem in refused.value.problems]


# ── what the log keeps ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_recorded_value_is_never_worked_out_anew():
    """
    It keeps its amount and the name of its table, though a newer one says something else, and though nobody here has the table.
    """
    coordinator = Actor("u-05", roles={"social_return_coordinator"}, organisation="rijk")
    lead = Actor("u-17", roles={"contractor"}, organisation="vka")
    store = MemoryStore()
    flow = Flow(store, [PROEFTUIN], clock=lambda: datetime(2019, 12, 1, 12, tzinfo=UTC))
    flow.take_over(
        PROEFTUIN, "vka-aef", by=coordinator, source="the file of the pilot", occurred=date(2019, 1, 7),
        states={"pilot": "running", "plan/1": "in_force", "execution/1": "active"},
        facts={"pilot": {"parties": (Party("vka", "VKA", "contractor"),)}, "execution/1": {"started_on": date(2019, 1, 7), "reported_until": None}},
    )  # fmt: skip
    for effort in (catalogue("utrecht@1").value("disability_benefit", hours=24), load_catalogue(OWN).value("bbl")):
        flow.handle("vka-aef", "report_progress", by=lead, data=attrs.evolve(REPORT, effort=effort))

    later = Flow(store, [PROEFTUIN])
    *_, shipped_one, own_one = [event_of(record, PROEFTUIN) for record in later.history("vka-aef")]

    assert EffortValue(20_000_00, "utrecht@1") == shipped_one.body.effort
    assert EffortValue(26_666_66, "utrecht@2") == catalogue("utrecht@2").value("disability_benefit", hours=24)
    assert EffortValue(12_345_67, "den-haag@3") == own_one.body.effort
    assert own_one.seq == later.case("vka-aef").revision

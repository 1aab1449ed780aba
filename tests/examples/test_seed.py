"""
An example for each row of the article: facts are taken over and nothing is filled in, and what is made up says so.
"""

from __future__ import annotations

import io
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from datetime import date
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from proeftuin_flow import Flow, Language
from proeftuin_flow.acts import TAKEN_OVER
from proeftuin_flow.pilot import GATHERING, PROEFTUIN, ItemOutcome
from proeftuin_flow.stores import MemoryStore, read_jsonl
from tests.examples.test_inspiration_session import CANDIDATES

ROOT = Path(__file__).parents[2]
SEED = ROOT / "examples" / "seed"
SCRIPTS = (
    "js_consultancy.py", "vka_aef.py", "derksen_drolsbach.py", "deloitte.py", "vanberkel.py", "bzk.py", "ienw_pianoo.py", "prorail.py",
    "groningen_drenthe.py", "amsterdam.py", "noord_brabant.py", "iss_berenschot.py", "advisory_team.py", "afternoon.py", "purpose.py",
)  # fmt: skip
SHARED = ("article", "made_up", "telling")
FORBIDDEN = ("schuld", "debt", "deurwaarder", "incasso", "sanering", "wajong", "statushouder", "status_holder")
HEAD = {"nl": "vanaf hier verzonnen, in zaken die made-up-… heten", "en": "made up from here, in cases that are called made-up-…"}

SAID = {
    "js_consultancy.py": [
        ("gebeurd op 2019-11-21, vastgelegd op 2019-11-28", "happened on 2019-11-21, recorded on 2019-11-28"),
        ("dit kan niet worden vastgesteld: proeftuin: het contract", "this cannot be established: pilot: the contract"),
        ("de kandidaat heeft de plaats verlaten — nog niet: traject 1", "the candidate has left the place — not yet: trajectory 1"),
        ("een vaste baan bij 'ander-team'", "a permanent job at 'ander-team'"),
        ("de volgende ronde is begonnen — open vanaf 2021-03-30", "the next round has begun — open from 2021-03-30"),
        ("traject 2 (jaargang 2021); de proeftuin is al die tijd lopend", "trajectory 2 begins (cohort 2021); all this time the pilot is running"),
    ],
    "vka_aef.py": [
        ("dit kan niet worden vastgesteld: décharge 1: de dag waarop décharge ingaat",
         "this cannot be established: decharge 1: the day on which decharge takes effect"),
        ("plan 1: alle partijen hebben getekend — nog niet: AEF", "plan 1: all parties have signed — not yet: AEF"),
        ("décharge is gericht aan allen die uitvoerden — nog niet: AEF", "decharge is addressed to all who carried out — not yet: AEF"),
        ("Gericht aan aef, vka wordt zij verleend: décharge.", "Addressed to aef, vka it is granted: decharge."),
    ],
    "derksen_drolsbach.py": [
        ("traject 1 (geplaatst): stage, dan een baan bij het Rijk; buddy: u-buddy-1",
         "trajectory 1 (placed): an internship, then a job at the Rijk; buddy: u-buddy-1"),
        ("traject 3 (geplaatst): opdracht, dan een baan bij een klant", "trajectory 3 (placed): an assignment, then a job at a client"),
        ("doorzocht op woorden over schulden: niets gevonden", "searched for words about debts: nothing found"),
    ],
    "deloitte.py": [
        ("dit kan niet worden vastgesteld: proeftuin: de partijen", "this cannot be established: pilot: the parties"),
        ("Getekend hebben: Deloitte, het Rijk. Partij zonder handtekening zijn: WSP Den Haag, Mondriaan, Binnenwerk.",
         "Who signed: Deloitte, het Rijk. Parties without a signature: WSP Den Haag, Mondriaan, Binnenwerk."),
        ("opschaling is de bedoeling: ja", "scaling up is intended: yes"),
        ("Vervolg: made-up-deloitte-vervolg, zoals die stond bij gebeurtenis 2.", "Followed by: made-up-deloitte-vervolg, as it stood at event 2."),
        ("geplaatst: minder dan 5", "placed: fewer than 5"),
        ("en de proeftuin blijft: décharge", "and the pilot stays: decharge"),
    ],
    "vanberkel.py": [
        ("dit kan niet worden vastgesteld: proeftuin: het einde van de looptijd", "this cannot be established: pilot: the end of the term"),
        ("Eerder dan verwacht: ja.", "Earlier than expected: yes."),
        ("alle partijen hebben voor de wijziging getekend — plan 2 is niet van kracht",
         "all parties have signed for the change — plan 2 is not in force"),
        ("plan 2 (van kracht; plan 1: vervangen), en komt erbij: Financial Audit",
         "plan 2 (in force; plan 1: superseded), and this is added: Financial Audit"),
        ("de proeftuin is nog lopend, dus dit alles was vóór décharge", "the pilot is still running, so all this was before decharge"),
    ],
    "bzk.py": [
        ("voorstel onbekend: deloitte, derksen-drolsbach, vanberkel, vka-aef", "proposal unknown: deloitte, derksen-drolsbach, vanberkel, vka-aef"),
        ("alleen voor: opdrachtgever", "only for: commissioning party"),
        ("staat in het voorstel van: made-up-bzk-een.", "is in the proposal of: made-up-bzk-een."),
        ("made-up-bzk-een: banenafspraak, social return made-up-bzk-twee: social return",
         "made-up-bzk-een: jobs agreement, social return made-up-bzk-twee: social return"),
        ("décharge: 4, voorstel: 2", "decharge: 4, proposal: 2"),
    ],
    "ienw_pianoo.py": [
        ("Inspiratiesessie, gehouden door ienw samen met pianoo, op 2019-11-21, in De Rode Olifant, Den Haag.",
         "An inspiration session, held by ienw with pianoo, on 2019-11-21, at De Rode Olifant, Den Haag."),
        ("dit kan niet worden vastgesteld: bijeenkomst:", "this cannot be established: gathering:"),
        ("de dag is gekomen — gepland op 2020-11-19", "the day has come — planned for 2020-11-19"),
        ("inspiratiesessie, 2020-11-26, Den Haag: gehouden", "inspiration session, 2020-11-26, Den Haag: held"),
    ],
    "prorail.py": [
        ("overgenomen wordt er dus niets", "so nothing is taken over"),
        ("- het hoger management steunt de proeftuin — nog niet vastgelegd - een afdeling wil een kandidaat ontvangen — nog geen afdeling",
         "- senior management supports the pilot — not recorded yet - a department wants to host a candidate — no department yet"),
        ("een afdeling wil een kandidaat ontvangen — afgeweken door u-02", "a department wants to host a candidate — waived by u-02"),
        ("Wat getekend wordt, is een startovereenkomst.", "What is signed is a start agreement."),
        ("4 ondertekenaars: de spooraannemers, Railcenter, ProRail, IenW. Het doel is een inspanning",
         "4 signatories: de spooraannemers, Railcenter, ProRail, IenW. Its goal is an effort"),
    ],
    "groningen_drenthe.py": [
        ("overgenomen wordt er dus niets", "so nothing is taken over"),
        ("gestart: minder dan 5 verschil met een ander aantal; geplaatst: minder dan 5",
         "started: less than 5 from another number; placed: fewer than 5"),
        ("Voor en na: lopend, lopend.", "Before and after: running, running."),
        ("Van de 4 proeftuinen vallen er 3 onder verzonnen-banenplan.", "Of the 4 pilots 3 belong to verzonnen-banenplan."),
        ("evaluatie: 1 voorstel: 1 lopend: 1", "evaluation: 1 proposal: 1 running: 1"),
    ],
    "amsterdam.py": [
        ("overgenomen wordt er niets", "nothing is taken over"),
        ("eerste contact na de gunning: uiterlijk 2020-01-10, te laat; aan zet: initiatiefnemer",
         "first contact after the award: by 2020-01-10, overdue; next to act: initiator"),
        ("het eerste contact is op tijd — uiterlijk 2020-01-10", "the first contact is on time — by 2020-01-10"),
        ("geen waarde genoemd, minstens 25.000 euro", "no value named, at least 25,000 euros"),
        ("Met 30.000 euro volgens utrecht@1 is plan 2: in ondertekening.", "With 30,000 euros by utrecht@1 plan 2 is: being signed."),
    ],
    "noord_brabant.py": [
        ("overgenomen wordt er niets", "nothing is taken over"),
        ("de opdrachtnemer heeft niet ingestemd", "the contractor has not agreed"),
        ("made-up-inkopen-een: evaluatie 1 (vastgesteld); iedereen", "made-up-inkopen-een: evaluation 1 (adopted); everybody"),
        ("made-up-inkopen-drie: evaluatie 1 (vastgesteld); de overheid", "made-up-inkopen-drie: evaluation 1 (adopted); the government"),
    ],
    "iss_berenschot.py": [
        ("overgenomen wordt er niets", "nothing is taken over"),
        ("Als ontvangende organisatie: plaats vrijgeven (plaats 1): de kandidaat heeft de plaats verlaten — nog niet: traject 1 (gestart)",
         "As host organisation: vacate the place (place 1): the candidate has left the place — not yet: trajectory 1 (started)"),
        ("Als formele werkgever: kandidaat plaatsen (traject 1): kan nu", "As employer of record: place the candidate (trajectory 1): possible now"),
        ("alleen voor: opdrachtnemer, ontvangende organisatie, formele werkgever", "only for: contractor, host organisation, employer of record"),
    ],
    "advisory_team.py": [
        ("Dat is een rol, en nog geen proeftuin.", "That is a role, and no pilot yet."),
        ("de doelgroep is beschreven — geen doelgroep", "the target group is described — no target group"),
        ("in de intake kan doen: voorstel teruggeven voor aanvulling Goedkeuren", "can do in the intake: return the proposal To approve"),
        ("alleen voor: opdrachtgever", "only for: commissioning party"),
        ("Het voorstel is nu: concept. Terug, met één punt", "The proposal is now: draft. Returned, with one point"),
    ],
    "afternoon.py": [
        ("inspiratiesessie, 2019-11-21, De Rode Olifant, Den Haag: vastgelegd op de agenda: 5 gedaan",
         "inspiration session, 2019-11-21, De Rode Olifant, Den Haag: recorded on the agenda: 5 done"),
        ("Op 2020-06-08 gehouden, een week later in één keer vastgelegd: 4 gedaan, 1 geweigerd.",
         "Held on 2020-06-08, recorded a week later in one go: 4 done, 1 refused."),
        ("made-up-vier: décharge verlenen — niet gedaan; daarvoor is nog nodig: elk open punt heeft een eigenaar",
         "made-up-vier: grant decharge — not done; for that is still needed: every open item has an owner"),
        ("made-up-vijf: plan ondertekenen — gedaan", "made-up-vijf: sign the plan — done"),
    ],
    "purpose.py": [
        ("voorstel en plan bekend van 0 van de 4", "proposal and plan known of 0 of the 4"),
        ("dient: banenafspraak, social return", "serves: jobs agreement, social return"),
        ("De leervraag: sluiten social return en de banenafspraak op elkaar aan?",
         "The learning question: sluiten social return en de banenafspraak op elkaar aan?"),
        ("traject 1: geplaatst, bij het Rijk", "trajectory 1: placed, at the Rijk"),
        ("traject 5: geplaatst, elders", "trajectory 5: placed, elsewhere"),
    ],
}  # fmt: skip


# What of the pilots may stand in a log of the article: states, facts, and the lifecycles of which every part is known.
DISCHARGED: tuple[Mapping[str, str], Mapping[str, Any], frozenset[str]] = (
    {"pilot": "decharge", "decharge/1": "granted"}, {}, frozenset({"decharge"}),
)  # fmt: skip
TAKEN: Mapping[str, tuple[Mapping[str, str], Mapping[str, Any], frozenset[str]]] = {
    **dict.fromkeys(["vka-aef", "derksen-drolsbach", "deloitte", "vanberkel"], DISCHARGED),
    "js-consultancy": (
        {"pilot": "plan_signed", "plan/1": "in_force"}, {"plan/1": {"signed_on": date(2019, 11, 21), "places": 1}}, frozenset({"plan"}),
    ),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def beside_the_examples() -> Iterator[None]:
    """The modules that the examples share are found beside them, as when one of them is run, and forgotten afterwards."""
    sys.path.insert(0, str(SEED))
    yield
    sys.path.remove(str(SEED))
    for name in SHARED:
        sys.modules.pop(name, None)


def command(*arguments: str) -> str:
    """What an example prints when it is run as a program and all goes well."""
    before, printed = sys.argv, io.StringIO()
    sys.argv = [*arguments]
    try:
        with redirect_stdout(printed), pytest.raises(SystemExit) as ended:
            runpy.run_path(arguments[0], run_name="__main__")
    finally:
        sys.argv = before
    assert 0 == ended.value.code
    return printed.getvalue()


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What an example tells in one language, each run once, and where its log is."""
    directory = tmp_path_factory.mktemp("seed")

    @cache
    def run(script: str, language: Language) -> tuple[str, Path]:
        log = directory / f"{script}.{language}.jsonl"
        return command(str(SEED / script), "--language", language, "--log", str(log)), log

    return run


@pytest.fixture
def telling() -> ModuleType:
    """The module that tells."""
    return import_module("telling")


def flow_of(log: Path) -> Flow:
    store = MemoryStore()
    store.load(read_jsonl(log))
    return Flow(store, [PROEFTUIN, GATHERING])


def streams(flow: Flow) -> dict[str, list[str]]:
    """The types of the records of every case, in order."""
    found: dict[str, list[str]] = {}
    for _, record in flow.follow():
        found.setdefault(record.stream, []).append(str(record.read().type))
    return found


# ── what is told ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("script", SCRIPTS)
def test_example_shows_the_point_of_its_row(told, script):
    """
    In both languages.
    """
    outputs = [" ".join(told(script, language)[0].split()) for language in ("nl", "en")]

    assert [] == [text for said in SAID[script] for text, output in zip(said, outputs, strict=True) if text not in output]


@pytest.mark.parametrize("script", SCRIPTS)
def test_article_comes_first_and_then_it_says_that_it_is_made_up(told, script):
    """
    In Dutch and in English, and not half in one.
    """
    for language, other in (("nl", "en"), ("en", "nl")):
        output, _ = told(script, language)
        first, second = re.findall("^-- (.*) --$", output, re.M)

        assert first == {"nl": "wat het artikel zegt", "en": "what the article says"}[language]
        assert (second, False) == (HEAD[language], HEAD[other] in output)


def test_each_row_has_an_example_whose_point_is_shown():
    """
    Fifteen rows, in the order of the article, and no example beside them.
    """
    assert [*SCRIPTS] == [*SAID]
    assert {f"{name}.py" for name in SHARED} | {*SCRIPTS} == {path.name for path in SEED.glob("*.py")}


def test_example_runs_as_a_program(tmp_path):
    """
    From any directory, without a warning, and in English unless one asks otherwise.
    """
    done = subprocess.run([sys.executable, "-W", "error", str(SEED / "vka_aef.py")], cwd=tmp_path, capture_output=True, text=True,
                          encoding="utf-8", timeout=120)  # fmt: skip

    assert (0, "") == (done.returncode, done.stderr)
    assert "plan 1: all parties have signed — not yet: AEF" in done.stdout
    assert [] == [*tmp_path.iterdir()]


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_says_what_it_is_and_what_can_be_chosen(script):
    """
    Without telling anything.
    """
    helped = command(str(SEED / script), "--help")

    assert all(option in helped for option in ("--language {nl,en}", "--log FILE"))
    assert HEAD["en"] not in helped


# ── what is left ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_made_up_is_in_streams_that_say_so(told, script):
    """
    A case of the article has one record, with which it was taken over; every other case is called made-up-….
    """
    found = streams(flow_of(told(script, "nl")[1]))
    made_up = {id for id in found if id.startswith("made-up-")}

    assert made_up
    assert all(TAKEN_OVER not in found[id] for id in made_up)
    assert all([TAKEN_OVER] == types for id, types in found.items() if id not in made_up)


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_the_article_does_not_say_stays_unknown(told, script):
    """
    States and facts of the article and no others, happened on the 21st and recorded on the 28th, with the source.
    """
    flow = flow_of(told(script, "nl")[1])
    for id in (id for id in streams(flow) if not id.startswith(("made-up-", "inspiratiesessie-"))):
        (event,) = flow.events(id)
        header = next(flow.history(id)).read()

        assert TAKEN[id] == (event.body.states, event.body.facts, frozenset(event.body.complete))
        assert ("maatwerkvoormensen.nl, 28 November 2019", date(2019, 11, 21)) == (event.body.source, event.occurred)
        assert date(2019, 11, 28) == header.recorded.date()
        assert {"parties", "contract", "title", "commissioned_by", "ends_on"} <= flow.case(id).root.unknown


def test_pilots_of_the_article_are_all_taken_over_somewhere(told):
    """
    Or the test above would look at nothing.
    """
    found = {id for script in SCRIPTS for id in streams(flow_of(told(script, "nl")[1])) if not id.startswith("made-up-")}

    assert {*TAKEN, "inspiratiesessie-2019"} == found


def test_gathering_of_the_article_refers_to_the_pilots_as_they_stood(told):
    """
    Four decharges and one signature, each with the hash of its pilot.
    """
    flow = flow_of(told("afternoon.py", "nl")[1])
    outcomes: tuple[ItemOutcome, ...] = flow.case("inspiratiesessie-2019").root.facts.outcomes

    assert {id: flow.head(id) for id in TAKEN} == {each.case: each.pilot.hash for each in outcomes if each.pilot is not None}


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_candidate_is_named_and_nothing_is_said_about_one(told, script):
    """
    Not in what is told, nor in the log; and there is no word about debts or status in a log, not even as a group.
    """
    output, log = told(script, "nl")
    text = log.read_text(encoding="utf-8").lower()
    words = {word.lower() for each in (output, text) for word in re.findall(r"[^\W\d_]+", each)}

    assert not {word for word in words if sha256(word.encode()).hexdigest()[:16] in CANDIDATES}
    assert [] == [word for word in FORBIDDEN if word in text]


# ── the tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def table(language: Language) -> list[list[str]]:
    """The cells of the rows of the README's table in one language, by the commands in it."""
    lines = (SEED / "README.md").read_text(encoding="utf-8").splitlines()
    return [line.strip("| ").split(" | ") for line in lines if f"--language {language}`" in line]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_readme_has_the_rows_of_the_registry(language, monkeypatch):
    """
    All fifteen, each with the command that shows it; the demo's table is from the same registry.
    """
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    rows = runpy.run_path(str(ROOT / "examples" / "inspiration" / "rows.py"), run_name="inspiration.rows")["rows"]()

    assert [*SCRIPTS] == [row.script for row in rows]
    assert table(language) == [
        [str(number), *(label.text(language) for label in (row.name, row.article, row.library)),
         f"`python examples/seed/{row.script} --language {language}`"]
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
def test_commands_in_the_readme_run(language, monkeypatch):
    """
    Each tells something of its own.
    """
    monkeypatch.chdir(ROOT)
    commands = [cells[-1].strip("`").split() for cells in table(language)]

    assert 15 == len({command(*arguments) for _, *arguments in commands})


# ── when something goes another way ──────────────────────────────────────────────────────────────────────────────────────


def test_example_fails_where_a_refusal_or_something_unknown_is_told_and_is_not_there(telling):
    """
    A story that is not true any more is no example.
    """
    tell = telling.Telling("en")
    import_module("article").signed(tell)
    contract = {"contract": {"reference": "urn:example:contract", "starts_on": "2018-01-01"}}
    buyer = telling.Actor("u-02", roles={"commissioning_party"}, organisation="rijk")

    with pytest.raises(telling.Unexpected, match="'link_contract' would be accepted"):
        tell.refused("js-consultancy", "link_contract", by=buyer, data=contract)
    with pytest.raises(telling.Unexpected, match="'places' is known: 1"):
        tell.unknown(tell.flow.case("js-consultancy")["plan/1"].facts, "places")

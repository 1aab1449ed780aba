"""
The statement of destruction: what it says in both languages and in JSON, and that nobody can change a byte of it.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from proeftuin_flow.canonical import canonical, plain
from proeftuin_flow.errors import BrokenProof, NotOurs
from proeftuin_flow.evidence import Note, SigningKey, Statement, verify_statement
from proeftuin_flow.evidence.statements import DOMAIN
from proeftuin_flow.stores import Destroyed

KEY = SigningKey("archief.example/proeftuinen", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = SigningKey("archief.example/tweede", Ed25519PrivateKey.from_private_bytes(bytes(32)))

LINE = Destroyed(
    by="u-32", case="vka-aef", case_type="proeftuin", confirmed_by="u-43", destroyed_at=datetime(2030, 1, 15, 10, 0, 0, 250_000, tzinfo=UTC),
    first_recorded=datetime(2018, 3, 1, 9, 30, tzinfo=UTC), ground="vernietigingslijst 2030-1", hashes=("a" * 64, "b" * 64), request="r-7",
    last_recorded=datetime(2029, 11, 30, 16, 5, 9, tzinfo=timezone(timedelta(hours=1))), rule="urn:selectielijst:rijk:2020:8.1", version=1,
)  # fmt: skip
STATEMENT = Statement.of(LINE)
SIGNED = STATEMENT.json(KEY)

TEXT = f"""\
Verklaring van vernietiging
Vernietigd is zaak vka-aef (zaaktype proeftuin, versie 1), geheel.
Aantal gebeurtenissen: 2, vastgelegd van 2018-03-01 09:30:00 UTC tot en met 2029-11-30 15:05:09 UTC.
Grond: vernietigingslijst 2030-1.
Regel van de selectielijst: urn:selectielijst:rijk:2020:8.1
Wijze: fysiek verwijderd uit de opslag; alleen de hashes blijven. Reservekopieën van eerder vallen hier niet onder.
Vernietigd op 2030-01-15 10:00:00 UTC door u-32, bevestigd door u-43.
Hash van de laatste gebeurtenis: {"b" * 64}

Statement of destruction
Destroyed was case vka-aef (case type proeftuin, version 1), the whole of it.
Number of records: 2, recorded from 2018-03-01 09:30:00 UTC up to 2029-11-30 15:05:09 UTC.
Ground: vernietigingslijst 2030-1.
Rule of the selection list: urn:selectielijst:rijk:2020:8.1
Manner: physically removed from the store; only the hashes stay. Backups made before are not covered.
Destroyed on 2030-01-15 10:00:00 UTC by u-32, confirmed by u-43.
Hash of the newest record: {"b" * 64}
"""


def test_text_for_people():
    """
    In Dutch and in English, in one note that others' tools can check; without a rule it says nothing of one.
    """
    note = STATEMENT.note(KEY, OTHER)

    assert TEXT == note.text
    assert f"{STATEMENT.text('nl')}\n{STATEMENT.text('en')}" == TEXT
    again = Note.parse(str(note))
    assert (KEY.verifier,) == again.signers([KEY.verifier])
    assert (KEY.verifier, OTHER.verifier) == again.signers([OTHER.verifier, KEY.verifier])
    assert "selectielijst:" not in replace(STATEMENT, rule=None).text("nl")
    for old, new in (("u-43", "u-44"), ("geheel", "deels"), ("8.1", "8.2")):
        with pytest.raises(BrokenProof):
            Note.parse(str(note).replace(old, new)).signers([KEY.verifier])


def test_json_for_programs():
    """
    Canonical, with its signatures beside it; the signature is over the statement in a domain of its own.
    """
    signature = b64encode(KEY.sign(b"pf1:destruction\n" + canonical(STATEMENT))).decode()

    golden = (
        '{"signatures":[{"id":"ID","key":"archief.example/proeftuinen","signature":"SIGNATURE"}],"statement":{'
        '"by":"u-32","case":"vka-aef","case_type":"proeftuin","confirmed_by":"u-43","destroyed_at":"2030-01-15T10:00:00.250000Z",'
        '"first_recorded":"2018-03-01T09:30:00Z","ground":"vernietigingslijst 2030-1","head":"HEAD","last_recorded":"2029-11-30T16:05:09+01:00",'
        '"records":2,"rule":"urn:selectielijst:rijk:2020:8.1","version":1}}'
    )
    assert golden.replace("ID", KEY.verifier.id.hex()).replace("SIGNATURE", signature).replace("HEAD", "b" * 64).encode() == SIGNED
    assert STATEMENT == verify_statement(SIGNED, [KEY.verifier])
    assert KEY.verifier.signed(DOMAIN + canonical(STATEMENT), b64decode(signature))
    assert not KEY.verifier.signed(canonical(STATEMENT), b64decode(signature))


def test_several_sign():
    """
    One known key is enough; signatures of keys that nobody knows are passed over.
    """
    both = STATEMENT.json(OTHER, KEY)

    for keys in ([KEY.verifier], [OTHER.verifier], [KEY.verifier, OTHER.verifier]):
        assert STATEMENT == verify_statement(both, keys)
    with pytest.raises(BrokenProof, match=r"none of the keys that were given signed this; these did: archief\.example/tweede"):
        verify_statement(STATEMENT.json(OTHER), [KEY.verifier])
    with pytest.raises(BrokenProof, match="none of the keys"):
        verify_statement(STATEMENT.json(), [KEY.verifier])
    with pytest.raises(BrokenProof, match="none of the keys"):
        verify_statement(SIGNED, [SigningKey.new(KEY.name).verifier])  # another key of the same name


def test_every_changed_byte_is_found():
    """
    Wherever it is, and whatever it becomes: nothing is verified, and nothing else is raised.
    """
    missed = []
    for at in range(len(SIGNED)):
        for other in {SIGNED[at] ^ 1, SIGNED[at] ^ 32, ord("0"), ord('"')} - {SIGNED[at]}:
            changed = SIGNED[:at] + bytes([other]) + SIGNED[at + 1 :]
            try:
                verify_statement(changed, [KEY.verifier])
            except (BrokenProof, NotOurs):
                continue
            missed.append((at, other))

    assert [] == missed


def test_wrong_signature_is_named():
    """
    A signature that should be of a known key and is not spoils the statement, also beside a good one.
    """
    forged = plain(SIGNED)
    forged["statement"]["confirmed_by"] = "u-99"
    with pytest.raises(BrokenProof, match=r"the signature of 'archief\.example/proeftuinen' is wrong"):
        verify_statement(canonical(forged), [KEY.verifier])

    half = plain(STATEMENT.json(OTHER, KEY))
    for signature in ("", "****", half["signatures"][0]["signature"]):
        half["signatures"][1]["signature"] = signature
        with pytest.raises(BrokenProof, match="proeftuinen"):
            verify_statement(canonical(half), [OTHER.verifier, KEY.verifier])
    assert STATEMENT == verify_statement(canonical(half), [OTHER.verifier])


def test_signature_has_one_spelling():
    """
    Base64 that leaves bits over could be written in several ways; only one counts.
    """
    value = plain(SIGNED)
    text = value["signatures"][0]["signature"]
    assert text.endswith("==")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    value["signatures"][0]["signature"] = text[:-3] + letters[letters.index(text[-3]) + 1] + "=="
    assert b64decode(text) == b64decode(value["signatures"][0]["signature"])

    with pytest.raises(BrokenProof):
        verify_statement(canonical(value), [KEY.verifier])


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"\xff", b"{}", SIGNED + b"\n", json.dumps(json.loads(SIGNED)).encode(), SIGNED.replace(b'"records"', b'"recordz"'), SIGNED[:-1]],
)
def test_what_is_no_statement(text):
    """
    It is said so, and where.
    """
    with pytest.raises(NotOurs, match=r"^verklaring\.json is no log that this version can read: "):
        verify_statement(text, [KEY.verifier], "verklaring.json")

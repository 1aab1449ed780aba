"""
Checkpoints: signed notes that other people's tools read, and keys that come and go.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from base64 import b64decode, b64encode

import pytest
from attrs import evolve
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from msgspec.structs import replace

from proeftuin_flow import evidence
from proeftuin_flow.errors import BrokenProof, InvalidData, NotOurs, StoreUnavailable
from proeftuin_flow.evidence import Checkpoint, Consistency, Inclusion, Note, Signature, SigningKey, VerifierKey
from proeftuin_flow.log.merkle import leaf_hash, node_hash
from tests.evidence.common import KEY, OTHER

ROOT = b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
CHECKPOINT = Checkpoint("example.com/behind-the-sofa", 20852163, ROOT)
OTHER_SIGNED = CHECKPOINT.signed(OTHER)

# The example of golang.org/x/mod/sumdb/note, which other implementations test with as well.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
QUOTE = f"{TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"


def test_names_are_loaded_when_they_are_used():
    """
    What there is can be listed; there is nothing else.
    """
    assert {*dir(evidence)} == {*evidence.__all__}
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        evidence.nothing  # noqa: B018  # asking for it is the test


# ── notes ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_note_of_somebody_else_is_read():
    """
    A note that another implementation signed is checked with the key in the form that it has there.
    """
    key = VerifierKey.parse(PETER)

    note = Note.parse(QUOTE)

    assert QUOTE == str(note)
    assert PETER == str(key)
    assert (key,) == note.signers([key, KEY.verifier])
    assert TEXT == note.text


def test_checkpoint_has_the_form_of_others():
    """
    Origin, size and root stand on three lines, as in the example of the specification.
    """
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

    assert text == str(CHECKPOINT)
    assert CHECKPOINT == Checkpoint.parse(text)
    assert CHECKPOINT == Checkpoint.parse(text + "what somebody added\n")


def test_signed_checkpoint_is_opened_with_its_key():
    """
    Whoever has the verifier key reads what was signed.
    """
    note = str(CHECKPOINT.signed(KEY))

    assert CHECKPOINT == Checkpoint.open(note, [VerifierKey.parse(str(KEY.verifier))])
    assert note.splitlines()[-1].startswith("— archive.example/pilots ")


def test_keys_are_replaced_by_signing_twice():
    """
    A note with the signatures of the old key and the new one is read by those who have either.
    """
    note = CHECKPOINT.signed(KEY, OTHER)

    assert (KEY.verifier, OTHER.verifier) == note.signers([KEY.verifier, OTHER.verifier])
    for key in (KEY, OTHER):
        assert CHECKPOINT == Checkpoint.open(str(note), [key.verifier])


def test_signature_of_a_stranger_is_passed_over():
    """
    Witnesses may sign too; a note without a signature of a known key is not believed.
    """
    stranger = SigningKey.new(KEY.name)
    note = CHECKPOINT.signed(stranger)

    assert (KEY.verifier,) == note.signed(KEY).signers([KEY.verifier])
    with pytest.raises(BrokenProof, match=r"none of the keys that were given signed this; these did: archive\.example/pilots"):
        note.signers([KEY.verifier])


@pytest.mark.parametrize("wrong", [
    lambda note: evolve(note, text=note.text.replace("20852163", "20852164")),
    lambda note: evolve(note, signatures=(evolve(note.signatures[0], bytes=bytes(64)),)),
    lambda note: evolve(note, signatures=(evolve(note.signatures[0], bytes=b"short"),)),
    lambda note: evolve(note, signatures=(*OTHER_SIGNED.signatures, evolve(note.signatures[0], bytes=OTHER_SIGNED.signatures[0].bytes))),
])  # fmt: skip
def test_wrong_signature_of_a_known_key_spoils_the_note(wrong):
    """
    Another text under the same signature, or another signature under the same name, is not believed.
    """
    with pytest.raises(BrokenProof, match=r"the signature of 'archive\.example/pilots' is wrong"):
        wrong(CHECKPOINT.signed(KEY)).signers([KEY.verifier, OTHER.verifier])


SIGNED = str(CHECKPOINT.signed(KEY))


@pytest.mark.parametrize("text", [
    "", "text\n", "text\n\n", "\n\n— a b\n", "text\n\n— a b", "text\n\n- a AAAAAAAA\n", "text\n\n— a AAA\n", "text\n\n— a AAAA\n",
    "text\n\n— a b c\n", "text\n\n— a+b AAAAAAAA\n", "te\txt\n\n— a AAAAAAAA\n", "te\rxt\n\n— a AAAAAAAA\n", "x" * 70_000 + SIGNED, SIGNED + "\n",
    SIGNED[:-1], "text\n\n— a AAAAAAAA\n\n",
], ids=lambda text: f"{len(text)} characters")  # fmt: skip  # keys are drawn, so what they signed is another text for every process
def test_what_is_no_note_is_refused(text):
    """
    A text without signature lines, or with others than there may be, is no note.
    """
    with pytest.raises(NotOurs, match="no signed note"):
        Note.parse(text)


@pytest.mark.parametrize("text", [
    "origin\n1\n", "\n1\n" + b64encode(ROOT).decode() + "\n", f"o\n01\n{b64encode(ROOT).decode()}\n", f"o\n-1\n{b64encode(ROOT).decode()}\n",
    "o\n1\nAAAA\n", "o\n1\nno base64!\n", f"o\n1\n{b64encode(ROOT).decode()}", f"o\n1\n{b64encode(ROOT).decode()}\n\nmore\n",
])  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text):
    """
    Fewer lines, a size that is none, or a root of another length.
    """
    with pytest.raises(NotOurs, match="no checkpoint"):
        Checkpoint.parse(text)


def test_signature_has_its_line():
    """
    An em dash, the name of the key, its four bytes and the signature.
    """
    assert "— a AAAAAAE=\n" == Signature("a", bytes(4), b"\x01").line()


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("password", [None, "correct horse"])
def test_key_is_kept_in_a_file_of_its_owner(tmp_path, password):
    """
    It comes back from its file, which nobody else can read, and which is encrypted if there is a password.
    """
    KEY.save(tmp_path / "key.pem", password)

    assert 0o600 == stat.S_IMODE(os.stat(tmp_path / "key.pem").st_mode)
    assert KEY.verifier == SigningKey.load(tmp_path / "key.pem", KEY.name, password).verifier
    assert (b"ENCRYPTED" in (tmp_path / "key.pem").read_bytes()) == (password is not None)


def test_key_is_never_overwritten(tmp_path):
    """
    Two keys in one file would be one that is lost.
    """
    KEY.save(tmp_path / "key.pem")

    with pytest.raises(StoreUnavailable, match="a key is never overwritten"):
        OTHER.save(tmp_path / "key.pem")
    with pytest.raises(StoreUnavailable, match="whether the directory exists"):
        OTHER.save(tmp_path / "nowhere" / "key.pem")
    assert KEY.verifier == SigningKey.load(tmp_path / "key.pem", KEY.name).verifier


def test_file_that_is_no_key_is_refused(tmp_path):
    """
    A foreign file, another kind of key, a wrong password, or none where one is needed.
    """
    KEY.save(tmp_path / "locked.pem", "correct horse")
    (tmp_path / "foreign.pem").write_bytes(b"no key")
    other = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "other.pem").write_bytes(other)

    for name, password in (("locked.pem", "wrong"), ("locked.pem", None), ("foreign.pem", None), ("other.pem", None)):
        with pytest.raises(NotOurs, match="no Ed25519 key that can be read"):
            SigningKey.load(tmp_path / name, "a", password)
    with pytest.raises(StoreUnavailable):
        SigningKey.load(tmp_path / "absent.pem", "a")


@pytest.mark.parametrize("name", ["", "with space", "with+plus", "with\nline", "with\u2003space"])
def test_name_that_no_note_can_have_is_refused(name, tmp_path):
    """
    Neither spaces nor a plus, for they are between the parts of a line.
    """
    KEY.save(tmp_path / "key.pem")

    with pytest.raises(InvalidData, match="no spaces and no plus"):
        SigningKey.new(name)
    with pytest.raises(InvalidData, match="no spaces and no plus"):
        SigningKey.load(tmp_path / "key.pem", name)
    with pytest.raises(InvalidData, match="no spaces and no plus"):
        Checkpoint(name, 1, ROOT).signed(KEY)


@pytest.mark.parametrize("text", [
    "", "a", "a+b", PETER.replace("c74f20a3", "c74f20a4"), PETER.replace("PeterNeumann", "Peter"), PETER.replace("+ARp", "+AhP"), PETER[:-4],
    PETER[:-1] + "!", "+" + PETER.partition("+")[2],
])  # fmt: skip
def test_what_is_no_verifier_key_is_refused(text):
    """
    One letter less, or another name, is another key.
    """
    with pytest.raises(InvalidData, match="no verifier key of the form"):
        VerifierKey.parse(text)


def test_secret_is_not_shown():
    """
    What is printed of a key has its name only.
    """
    assert "SigningKey(name='archive.example/pilots')" == repr(KEY)


def test_signature_is_that_of_the_algorithm():
    """
    It is plain Ed25519 over the text of the note, which any library checks.
    """
    private = Ed25519PrivateKey.generate()
    key = SigningKey("a", private)
    note = CHECKPOINT.signed(key)

    private.public_key().verify(note.signatures[0].bytes, note.text.encode())
    assert private.sign(str(CHECKPOINT).encode()) == note.signatures[0].bytes


@pytest.mark.parametrize("does", [
    "SigningKey.new('a')", "SigningKey.load('key.pem', 'a')",
    f"Checkpoint.open({str(CHECKPOINT.signed(KEY))!r}, [VerifierKey.parse('{KEY.verifier}')])",
], ids=["new", "load", "open"])  # fmt: skip
def test_without_the_library_it_says_what_to_install(does):
    """
    Whoever did not install the extra is told which one it is, whatever is tried first.
    """
    script = f"import sys; sys.modules['cryptography'] = None\nfrom proeftuin_flow.evidence import *\n{does}"

    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert "pip install 'proeftuin-flow[evidence]'" in ended.stderr


# ── proofs ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_proof_comes_back_from_its_text():
    """
    Both kinds are canonical JSON that says which kind it is.
    """
    inclusion, consistency = Inclusion("p-1", "ab" * 32, 0, ("cd" * 32,), 1, 2), Consistency(1, ("ab" * 32,), 2)

    assert inclusion == Inclusion.parse(inclusion.line())
    assert consistency == Consistency.parse(consistency.line())
    assert b'{"first":1,"path":["' + b"ab" * 32 + b'"],"proof":"consistency","second":2}\n' == consistency.line()
    for read, line in ((Inclusion.parse, consistency.line()), (Consistency.parse, inclusion.line()), (Inclusion.parse, b"{}")):
        with pytest.raises(NotOurs, match="no proof"):
            read(line)


def test_tree_of_one_needs_no_path():
    """
    The smallest proof there is; with anything else in it, it shows nothing.
    """
    leaf = "ab" * 32
    checkpoint = Checkpoint("o", 1, leaf_hash(bytes.fromhex(leaf)))
    proof = Inclusion("p-1", leaf, 0, (), 1, 1)

    proof.check(checkpoint)

    for wrong in (replace(proof, hash="AB" * 32), replace(proof, hash="zz"), replace(proof, size=2), replace(proof, path=("ab" * 32,)),
                  replace(proof, index=1)):  # fmt: skip
        with pytest.raises(BrokenProof, match="does not show that"):
            wrong.check(checkpoint)


def test_proof_is_of_the_size_of_its_checkpoint():
    """
    The same root under another number is another checkpoint.
    """
    leaf, other = bytes.fromhex("ab" * 32), leaf_hash(bytes(32))
    root = node_hash(leaf_hash(leaf), other)
    proof = Inclusion("p-1", leaf.hex(), 0, (other.hex(),), 1, 2)

    proof.check(Checkpoint("o", 2, root))

    with pytest.raises(BrokenProof):
        proof.check(Checkpoint("o", 3, root))


def test_consistency_is_of_one_log():
    """
    A checkpoint of another origin continues nothing.
    """
    checkpoint = Checkpoint("o", 1, ROOT)
    proof = Consistency(1, (), 1)

    proof.check(checkpoint, checkpoint)

    for earlier, later in ((evolve(checkpoint, origin="p"), checkpoint), (evolve(checkpoint, size=2), checkpoint),
                           (checkpoint, evolve(checkpoint, root=bytes(32)))):  # fmt: skip
        with pytest.raises(BrokenProof, match="it does not show that the checkpoint over 1 continues"):
            proof.check(earlier, later)

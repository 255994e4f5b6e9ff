"""The digital card: read by others' programs, good only while everything about it is, never good when touched."""

from __future__ import annotations

import json
import multiprocessing
import stat
from pathlib import Path
from typing import Any

import cbor2
import cwt
import numpy as np
import pytest
import segno
import zxingcpp
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.cli import program
from shebao.engine import BadInput
from shebao.guard import base45
from shebao.guard.card import PREFIX, Verdict, issue, read, verify
from shebao.guard.cbor import Tagged, decode, encode
from shebao.guard.issuing import DAY, KEY, LIST, PUBLIC, REGISTER, Issuer, Refused
from shebao.guard.revocation import KIND, Status, StatusList, read_list, write_list
from shebao.guard.signed import BadKey, FalseSignature, Keys, SigningKey, Unreadable, read_keys, read_signing_key, sign

NOW = 1_795_000_000
UNTIL = NOW + 1000 * DAY
NUMBER, NAME = "33010619750308002X", "王芳"  # synthetic
KEY_OF_CITY = SigningKey.new("330100")
KEYS: Keys = {KEY_OF_CITY.public.key_id: KEY_OF_CITY.public}
CARD, TEXT = issue(KEY_OF_CITY, NUMBER, NAME, 5, NOW, UNTIL)


def listed(statuses: dict[int, Status], *, made: int = NOW, days: int = 7, issued: int = 100) -> StatusList:
    return read_list(write_list(KEY_OF_CITY, statuses, issued, made, made + days * DAY), KEYS)


# What a card is.


def test_a_card_says_what_was_written_on_it() -> None:
    assert read(TEXT, KEYS) == CARD
    assert (CARD.number, CARD.name, CARD.issuer) == (NUMBER, NAME, "330100")


def test_another_program_checks_and_reads_the_card_by_the_standard_alone() -> None:
    key = cwt.COSEKey.new({1: 1, -1: 6, -2: KEY_OF_CITY.public.raw, 2: KEY_OF_CITY.public.key_id, 3: -8})
    claims: Any = cwt.decode(base45.decode(TEXT[len(PREFIX) :]), key)
    assert (claims[1], claims[2], claims[4], claims[6]) == ("330100", NUMBER, UNTIL, NOW)
    assert claims[65535]["status_list"]["idx"] == 5


def test_the_qr_code_is_scanned_back_to_the_same_text() -> None:
    code = segno.make_qr(TEXT, error="m")
    assert code.mode == "alphanumeric"
    assert int(code.version) <= 10
    picture = np.kron(1 - np.array(list(code.matrix_iter(border=4))), np.ones((4, 4))).astype(np.uint8) * 255
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [TEXT]


@given(number=st.text(min_size=1, max_size=40), name=st.text(min_size=1, max_size=50), index=st.integers(0, 10**9),
       until=st.integers(NOW, 2**40))  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_whatever_is_written_is_read_back(number: str, name: str, index: int, until: int) -> None:
    card, text = issue(KEY_OF_CITY, number, name, index, NOW, until)
    assert read(text, KEYS) == card
    assert text.isascii()


# What makes a card not good.


@given(at=st.integers(0, len(TEXT) - 1), letter=st.sampled_from(base45.LETTERS + "abcß\0"))
@settings(max_examples=400, deadline=None)
def test_any_changed_letter_fails(at: int, letter: str) -> None:
    changed = TEXT[:at] + letter + TEXT[at + 1 :]
    verdict = verify(changed, KEYS, NOW).verdict
    assert (verdict is Verdict.GOOD) == (changed == TEXT)


def test_any_changed_bit_fails() -> None:
    data = base45.decode(TEXT[len(PREFIX) :])
    for at in range(len(data)):
        for bit in range(8):
            changed = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            verdict = verify(PREFIX + base45.encode(changed), KEYS, NOW).verdict
            assert verdict in (Verdict.FALSE, Verdict.UNKNOWN_KEY), (at, bit)


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200).map(lambda data: PREFIX + base45.encode(data))))
@settings(max_examples=300, deadline=None)
def test_no_text_is_taken_for_a_card_and_none_breaks_the_check(text: str) -> None:
    assert verify(text, KEYS, NOW).verdict is Verdict.FALSE


def test_cut_short_doubled_or_too_long_it_is_no_card() -> None:
    for text in (TEXT[:-1], TEXT[:-3], TEXT + TEXT, TEXT + "0" * 5000, TEXT.lower(), TEXT[1:], f" {TEXT}"):
        assert verify(text, KEYS, NOW).verdict is Verdict.FALSE


def test_a_key_nobody_knows_is_told_from_a_false_signature() -> None:
    assert verify(TEXT, {}, NOW).verdict is Verdict.UNKNOWN_KEY
    impostor = SigningKey.new("330100")
    claimed = {KEY_OF_CITY.public.key_id: impostor.public}
    assert verify(TEXT, claimed, NOW).verdict is Verdict.FALSE


def test_a_key_signs_for_its_own_issuer_alone() -> None:
    other = SigningKey.new("310000")
    claims = decode(decode(base45.decode(TEXT[len(PREFIX) :])).value[2])
    text = PREFIX + base45.encode(sign(other, claims))
    assert verify(text, {other.public.key_id: other.public}, NOW).verdict is Verdict.FALSE


def test_a_list_is_not_a_card_and_a_card_is_not_a_list() -> None:
    data = write_list(KEY_OF_CITY, {}, 10, NOW, NOW + DAY)
    assert verify(PREFIX + base45.encode(data), KEYS, NOW).verdict is Verdict.FALSE
    with pytest.raises(Unreadable):
        read_list(base45.decode(TEXT[len(PREFIX) :]), KEYS)


def test_a_card_is_good_from_its_first_to_its_last_second() -> None:
    assert verify(TEXT, KEYS, NOW).verdict is Verdict.GOOD
    assert verify(TEXT, KEYS, UNTIL).verdict is Verdict.GOOD
    assert verify(TEXT, KEYS, UNTIL + 1).verdict is Verdict.EXPIRED
    assert verify(TEXT, KEYS, NOW - DAY).verdict is Verdict.EXPIRED


# The list.


def test_each_status_is_its_own_verdict() -> None:
    assert verify(TEXT, KEYS, NOW, listed({4: Status.REVOKED, 6: Status.SUSPENDED})).verdict is Verdict.GOOD
    assert verify(TEXT, KEYS, NOW, listed({5: Status.REVOKED})).verdict is Verdict.REVOKED
    assert verify(TEXT, KEYS, NOW, listed({5: Status.SUSPENDED})).verdict is Verdict.SUSPENDED


def test_without_a_list_the_check_says_that_it_was_not_asked() -> None:
    assert "NOT checked" in verify(TEXT, KEYS, NOW).says


def test_an_old_list_is_said_to_be_old_and_still_tells_what_was_revoked() -> None:
    old = verify(TEXT, KEYS, NOW + 8 * DAY, listed({}))
    assert old.verdict is Verdict.UNSURE
    assert "OLD" in old.says
    assert verify(TEXT, KEYS, NOW + 8 * DAY, listed({5: Status.REVOKED})).verdict is Verdict.REVOKED


def test_a_list_that_does_not_cover_the_card_leaves_it_unsure() -> None:
    assert verify(TEXT, KEYS, NOW, listed({}, issued=4)).verdict is Verdict.UNSURE
    assert verify(TEXT, KEYS, NOW, listed({}, made=NOW + DAY)).verdict is Verdict.UNSURE
    other = SigningKey.new("310000")
    elsewhere = read_list(write_list(other, {}, 9, NOW, UNTIL), {other.public.key_id: other.public})
    assert verify(TEXT, KEYS, NOW, elsewhere).verdict is Verdict.UNSURE


@given(st.dictionaries(st.integers(0, 3000), st.sampled_from([Status.REVOKED, Status.SUSPENDED]), max_size=40))
@settings(max_examples=60, deadline=None)
def test_a_list_says_of_every_card_what_was_put_in(statuses: dict[int, Status]) -> None:
    made = listed(statuses, issued=3001)
    assert {i: s for i in range(3001) if (s := made.status(i))} == statuses
    assert made.status(3100) is None
    assert made.status(-1) is None


def test_any_changed_bit_of_a_list_fails() -> None:
    data = write_list(KEY_OF_CITY, {5: Status.REVOKED}, 100, NOW, NOW + DAY)
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]
        with pytest.raises(Exception) as caught:  # noqa: PT011
            read_list(changed, KEYS)
        assert type(caught.value).__module__ == "shebao.guard.signed"


def test_a_list_signed_for_somebody_else_or_with_another_size_is_refused() -> None:
    def signed(**changes: Any) -> bytes:
        claims = {1: "330100", 2: "urn:shebao:cards:330100", 4: UNTIL, 6: NOW, 65533: {"bits": 2, "lst": b"x"}}
        return sign(KEY_OF_CITY, {**claims, **{int(name[1:]): value for name, value in changes.items()}}, KIND)

    import zlib

    whole = zlib.compress(b"\0" * 10)
    assert read_list(signed(_65533={"bits": 2, "lst": whole}), KEYS).status(3) is Status.GOOD
    for lst in (b"x", whole[:-1], zlib.compress(b"\xff"), b""):
        with pytest.raises(Unreadable):
            read_list(signed(_65533={"bits": 2, "lst": lst}), KEYS)
    with pytest.raises(Unreadable):
        read_list(signed(_65533={"bits": 1, "lst": whole}), KEYS)
    with pytest.raises(FalseSignature):
        read_list(signed(_1="310000", _2="urn:shebao:cards:310000", _65533={"bits": 2, "lst": whole}), KEYS)


# How it is spelt.

VALUES = st.recursive(
    st.integers(-(2**63), 2**64 - 1) | st.text(max_size=30) | st.binary(max_size=300),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(-70000, 70000) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(VALUES)
@settings(max_examples=200, deadline=None)
def test_values_are_spelt_as_others_spell_them(value: Any) -> None:
    data = encode(value)
    assert cbor2.loads(data) == value
    assert decode(data) == value


@given(st.binary(max_size=60))
@settings(max_examples=400, deadline=None)
def test_one_value_has_one_spelling(data: bytes) -> None:
    try:
        value = decode(data)
    except ValueError:
        return
    assert encode(value) == data


@pytest.mark.parametrize(
    "data", ["1800", "190001", "5801", "9fff", "f6", "f97e00", "a201000100", "a202000100", "a1f600", "ff", "",
             "81" * 20],
)  # fmt: skip
def test_other_spellings_are_refused(data: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(bytes.fromhex(data))


def test_what_cards_are_not_made_of_is_not_written() -> None:
    for value in (None, True, 1.5, 2**64, {1, 2}, Tagged(18, [None])):
        with pytest.raises(TypeError):
            encode(value)


@given(st.binary(max_size=100))
@settings(max_examples=200, deadline=None)
def test_letters_are_one_spelling_too(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@pytest.mark.parametrize(("text", "data"), [("QED8WEX0", b"ietf!"), ("BB8", b"AB"), ("%69 VD92EX0", b"Hello!!")])
def test_letters_are_those_of_the_standard(text: str, data: bytes) -> None:
    assert base45.encode(data) == text
    assert base45.decode(text) == data


# The issuer's folder and the commands.


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer.begin(tmp_path / "cards", "330100", NOW)


def seen(issuer: Issuer, text: str, now: int = NOW) -> Verdict:
    keys = read_keys(issuer.folder / PUBLIC)
    return verify(text, keys, now, read_list((issuer.folder / LIST).read_bytes(), keys)).verdict


def test_a_card_is_issued_lost_found_and_revoked_for_good(issuer: Issuer) -> None:
    issuer.issue(NUMBER, "another", NOW, UNTIL)
    card, text = issuer.issue(NUMBER, NAME, NOW, UNTIL)
    name = card.card.hex()
    assert seen(issuer, text) is Verdict.GOOD
    issuer.suspend(name, NOW, None)
    assert seen(issuer, text) is Verdict.SUSPENDED
    issuer.restore(name, NOW)
    assert seen(issuer, text) is Verdict.GOOD
    issuer.revoke(name, NOW)
    assert seen(issuer, text) is Verdict.REVOKED
    for act in (issuer.restore, issuer.revoke):
        with pytest.raises(Refused):
            act(name, NOW)
    with pytest.raises(Refused):
        issuer.suspend(name, NOW, None)


def test_a_report_of_loss_lapses_on_its_day(issuer: Issuer) -> None:
    card, text = issuer.issue(NUMBER, NAME, NOW, UNTIL)
    issuer.suspend(card.card.hex(), NOW, NOW + 3 * DAY)
    issuer.renew(NOW + 2 * DAY)
    assert seen(issuer, text, NOW + 2 * DAY) is Verdict.SUSPENDED
    issuer.renew(NOW + 4 * DAY)
    assert seen(issuer, text, NOW + 4 * DAY) is Verdict.GOOD


def test_the_register_holds_nobodys_name_or_number_and_the_key_is_the_owners(issuer: Issuer) -> None:
    issuer.issue(NUMBER, NAME, NOW, UNTIL)
    register = (issuer.folder / REGISTER).read_text()
    assert NUMBER not in register
    assert NAME not in json.loads(register).values()
    assert stat.S_IMODE((issuer.folder / KEY).stat().st_mode) == 0o600
    assert '"d"' not in (issuer.folder / PUBLIC).read_text()


def _issue_some(folder: Path) -> None:
    for _ in range(5):
        Issuer(folder).issue(NUMBER, NAME, NOW, UNTIL)


def test_clerks_who_issue_at_once_never_share_an_index(issuer: Issuer) -> None:
    clerks = [multiprocessing.get_context("spawn").Process(target=_issue_some, args=(issuer.folder,)) for _ in range(3)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join(60)
    assert sorted(act["index"] for act in issuer.acts()) == list(range(15))


def test_a_second_key_in_the_same_folder_is_refused(issuer: Issuer) -> None:
    with pytest.raises(BadInput, match="old cards"):
        Issuer.begin(issuer.folder, "330100", NOW)


@pytest.mark.parametrize(
    ("content", "word"),
    [("", "JSON"), ("[]", "Set"), ('{"keys": [{}]}', r"keys\[1\]"), ('{"keys": 3}', "Set"),
     ('{"keys": [{"kty": "OKP", "crv": "Ed25519", "iss": "33", "x": ""}]}', "six-digit"),
     ('{"keys": [{"kty": "OKP", "crv": "Ed25519", "iss": "330100", "x": "AA"}]}', "32 bytes")],
)  # fmt: skip
def test_a_file_of_keys_that_is_none_says_where(tmp_path: Path, content: str, word: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    with pytest.raises(BadKey, match=word):
        read_keys(path)


def test_a_public_key_does_not_sign(issuer: Issuer, tmp_path: Path) -> None:
    (row,) = json.loads((issuer.folder / PUBLIC).read_text())["keys"]
    path = tmp_path / "key.json"
    path.write_text(json.dumps(row))
    with pytest.raises(BadKey, match="private"):
        read_signing_key(path)
    other = SigningKey.new("330100").to_json()
    path.write_text(json.dumps({**row, "d": other["d"]}))
    with pytest.raises(BadKey, match="one key"):
        read_signing_key(path)


def shebao(*words: object) -> Result:
    return CliRunner().invoke(program, ["card", *map(str, words)], catch_exceptions=True)


def test_from_the_terminal_every_verdict_has_its_exit_code(tmp_path: Path) -> None:
    folder, other = tmp_path / "a", tmp_path / "b"
    assert shebao("begin", folder, "--issuer", "330100").exit_code == 0
    assert shebao("begin", other, "--issuer", "310000").exit_code == 0
    made = shebao(
        "issue", folder, "--number", NUMBER, "--name", NAME, "--until", "2099-12-31", "-o", tmp_path / "c.svg"
    )
    assert made.exit_code == 0, made.output
    assert "<svg" in (tmp_path / "c.svg").read_text()
    text = next(line for line in made.stdout.splitlines() if line.startswith(PREFIX))
    file = tmp_path / "card.txt"
    file.write_text(text + "\n")
    keys, revoked = ("--keys", folder / PUBLIC), ("--revoked", folder / LIST)
    card = json.loads(shebao("verify", file, *keys, "--json").output)["card"]
    assert (card["name"], card["number"]) == (NAME, NUMBER)
    assert shebao("verify", text, *keys).exit_code == 0
    assert shebao("verify", text, *keys, *revoked).exit_code == 0
    assert shebao("verify", text, *keys, "--on", "2100-01-01").exit_code == 3
    assert shebao("verify", text, *keys, *revoked, "--on", "2099-12-31").exit_code == 8
    assert shebao("verify", text, "--keys", other / PUBLIC).exit_code == 6
    assert shebao("verify", text[:-4] + "0000", *keys).exit_code == 7
    lost = shebao("revoke", folder, card["card"], "--lost")
    assert "card_loss_report_days is not known for region 330100" in lost.output
    assert shebao("verify", text, *keys, *revoked).exit_code == 5
    assert shebao("restore", folder, card["card"]).exit_code == 0
    assert shebao("revoke", folder, card["card"]).exit_code == 0
    assert shebao("verify", text, *keys, *revoked).exit_code == 4
    assert "1 cards not good" in shebao("list", folder).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "nothing.txt", "--keys", "{folder}/public.json"), "begins with SSC1:"),
        (("verify", "x" * 5000, "--keys", "{folder}/public.json"), "begins with SSC1:"),
        (("verify", "SSC1:A", "--keys", "{folder}/absent.json"), "can be read"),
        (("verify", "SSC1:A", "--keys", "{folder}/public.json", "--revoked", "{folder}/key.json"), "list signed"),
        (("issue", "{folder}", "--number", "1", "--name", "x", "--until", "tomorrow"), "YYYY-MM-DD"),
        (("issue", "{folder}", "--number", "1", "--name", "x", "--until", "2001-01-01"), "a day to come"),
        (("issue", "{folder}", "--number", " ", "--name", "x", "--until", "2099-01-01"), "a name"),
        (
            ("issue", "{folder}", "--number", "1", "--name", "x", "--until", "2099-01-01", "-o", "card.pdf"),
            ".svg or .png",
        ),
        (("issue", "{folder}/absent", "--number", "1", "--name", "x", "--until", "2099-01-01"), "can be read"),
        (("begin", "{folder}/new", "--issuer", "Hangzhou"), "six-digit"),
        (("revoke", "{folder}", "00"), "was not issued"),
    ],
)
def test_a_mistake_says_what_would_be_right(issuer: Issuer, words: tuple[str, ...], said: str) -> None:
    done = shebao(*(word.replace("{folder}", str(issuer.folder)) for word in words))
    assert said in str(done.exception)
    assert type(done.exception).__module__.startswith("shebao.")

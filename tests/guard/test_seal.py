"""The seal of papers: what the office signed is known again, and nothing else is; not a byte of the file is free."""

from __future__ import annotations

import datetime
import io
import json
import re
import shutil
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.cli import program
from shebao.engine import BadInput
from shebao.guard.seal import (
    CERTIFICATES,
    FAULTS,
    KEY,
    LARGEST,
    PAPER,
    Expired,
    Seal,
    Verdict,
    check,
    read_certificates,
    seal,
)
from shebao.guard.signed import BadKey

NOW = datetime.datetime.now(datetime.UTC)
SAID = {"code": "0123456789ABCDEFGHJK", "said": {"name": "王芳"}}  # synthetic


def drawn(said: dict[str, Any]) -> bytes:
    """A PDF with what it says attached."""
    made = FPDF()
    made.add_page()
    made.set_font("helvetica")
    made.cell(text="4,225.10")
    made.embed_file(bytes=json.dumps(said).encode(), basename=PAPER)
    return bytes(made.output())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An issuer's folder with a key for papers."""
    made = tmp_path_factory.mktemp("issuer")
    Seal.begin(made, "杭州市社会保险", NOW)
    return made


@pytest.fixture(scope="module")
def paper(folder: Path) -> bytes:
    """A paper of this issuer."""
    return seal(drawn(SAID), Seal.read(folder), "a paper")


@pytest.fixture(scope="module")
def known(folder: Path) -> list[Any]:
    """What others check with."""
    return read_certificates(folder / CERTIFICATES)


def test_a_paper_is_known_again_with_who_signed_it_when_and_what_it_says(paper: bytes, known: list[Any]) -> None:
    found = check(paper, known)
    assert (found.verdict, found.fault, found.signer, found.paper) == (Verdict.GOOD, "", "杭州市社会保险", SAID)
    assert abs(found.signed - NOW) < datetime.timedelta(minutes=10)


@pytest.mark.parametrize("digit", b"0F")
def test_not_a_digit_of_the_signature_is_free(digit: int, paper: bytes, known: list[Any]) -> None:
    first, end = re.search(rb"/Contents <[0-9A-F]+>", paper).span()  # type: ignore[union-attr]
    filled = len(paper[first:end].rstrip(b"0>"))
    for at in [*range(first + 11, first + filled), *range(first + filled, end - 1, 97), end - 2]:
        if paper[at] != digit:
            changed = paper[:at] + bytes([digit]) + paper[at + 1 :]
            assert check(changed, known).verdict is not Verdict.GOOD, paper[at - 5 : at + 5]


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_whatever_byte_is_changed_added_or_taken_away_the_paper_is_not_good(
    data: st.DataObject, paper: bytes, known: list[Any]
) -> None:
    at = data.draw(st.integers(0, len(paper) - 1))
    new = data.draw(st.binary(max_size=3).filter(lambda it: it != paper[at : at + 1]))
    changed = paper[:at] + new + paper[at + 1 :]
    found = check(changed, known)
    assert found.verdict is not Verdict.GOOD
    assert found.fault in FAULTS
    assert found.paper is None


def test_the_faults_are_told_apart(paper: bytes, known: list[Any], folder: Path, tmp_path: Path) -> None:
    stranger = seal(drawn(SAID), Seal.begin(tmp_path, "杭州市社会保险", NOW), "a paper")
    twice = seal(drawn(SAID), Seal.read(folder), "a paper")
    other = check(twice, known).paper
    assert other == SAID
    cases = {
        "no_pdf": b"GIF89a",
        "unsigned": drawn(SAID),
        "added": paper + b"\n%",
        "changed": paper.replace(b"/Producer", b"/Producex"),
        "stranger": stranger,
        "again": paper + b"/ByteRange [0 1 2 3]",
        "damaged": re.sub(rb"/Contents <....", b"/Contents <0000", paper),
    }
    assert {name: check(file, known).fault for name, file in cases.items()} == {name: name for name in cases}
    assert check(b"%PDF-" + bytes(LARGEST), known).fault == "no_pdf"
    assert check(stranger, known).verdict is Verdict.UNKNOWN_KEY


def test_the_signature_of_one_paper_does_not_hold_for_another(paper: bytes, known: list[Any], folder: Path) -> None:
    other = seal(drawn({**SAID, "said": {"name": "李明"}}), Seal.read(folder), "a paper")
    one, two = (re.search(rb"/Contents <[0-9A-F]+>", it) for it in (paper, other))
    assert one is not None
    assert two is not None
    assert check(other[: two.start()] + one[0] + other[two.end() :], known).fault == "changed"


def test_programs_of_others_find_it_valid_by_the_standard_and_changed_when_it_is(
    paper: bytes, known: list[Any], tmp_path: Path
) -> None:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    root = x509.Certificate.load(known[0].public_bytes(Encoding.DER))
    (held,) = PdfFileReader(io.BytesIO(paper)).embedded_signatures
    # In a thread of its own, as the library runs an event loop and the browser of other tests has one here.
    with ThreadPoolExecutor(1) as thread:
        status = thread.submit(validate_pdf_signature, held, ValidationContext(trust_roots=[root])).result()
    assert status.bottom_line
    assert held.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    if shutil.which("pdfsig") is None:
        pytest.skip("NO pdfsig on this machine: the second opinion is missing")
    for name, file, said in (
        ("a", paper, "Signature is Valid"),
        ("b", paper.replace(b"/Producer", b"/Producex"), "Digest Mismatch"),
    ):
        (tmp_path / name).write_bytes(file)
        run = subprocess.run(["pdfsig", str(tmp_path / name)], capture_output=True, check=False)
        assert said in run.stdout.decode()


def test_a_new_key_leaves_the_papers_of_the_old_one_good(tmp_path: Path) -> None:
    old = seal(drawn(SAID), Seal.begin(tmp_path, "Office", NOW), "a paper")
    with pytest.raises(BadInput, match="--renew"):
        Seal.begin(tmp_path, "Office", NOW)
    Seal.begin(tmp_path, "Office", NOW, renew=True)
    new = seal(drawn(SAID), Seal.read(tmp_path), "a paper")
    both = read_certificates(tmp_path / CERTIFICATES)
    assert len(both) == 2
    assert [check(it, both).verdict for it in (old, new)] == [Verdict.GOOD] * 2
    assert check(old, both[:1]).fault == "stranger"


def test_nobody_but_its_owner_reads_the_key_and_a_key_that_is_over_signs_nothing(tmp_path: Path) -> None:
    Seal.begin(tmp_path, "Office", NOW - datetime.timedelta(days=4000))
    assert stat.S_IMODE((tmp_path / KEY).stat().st_mode) == 0o600
    with pytest.raises(Expired, match=r"shebao paper begin .* --renew"):
        seal(drawn(SAID), Seal.read(tmp_path), "a paper")


def test_a_folder_without_a_key_or_with_that_of_another_says_so(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(BadKey, match="shebao paper begin"):
        Seal.read(tmp_path)
    Seal.begin(tmp_path, "Office", NOW)
    shutil.copy(folder / CERTIFICATES, tmp_path / CERTIFICATES)
    with pytest.raises(BadKey, match="the certificate of"):
        Seal.read(tmp_path)
    with pytest.raises(BadInput, match="up to 64 bytes"):
        Seal.begin(tmp_path / "x", "杭" * 22, NOW)


def test_the_terminal_tells_genuine_forged_and_strangers_apart_by_its_code(paper: bytes, tmp_path: Path) -> None:
    def run(*words: str) -> Any:
        return CliRunner().invoke(program, ["paper", *words])

    assert run("begin", str(tmp_path / "i"), "--name", "Office").exit_code == 0
    issuer = ["--issuer", str(tmp_path / "i" / CERTIFICATES)]
    own = seal(drawn({**SAID, "verify": "https://x/verify"}), Seal.read(tmp_path / "i"), "a paper")
    for name, file in {"own": own, "changed": own + b" ", "other": paper}.items():
        (tmp_path / name).write_bytes(file)
    told = run("verify", str(tmp_path / "own"), *issuer)
    assert told.exit_code == 0
    assert "GOOD" in told.output
    assert "王芳" in told.output
    assert "https://x/verify?code=0123456789ABCDEFGHJK" in told.output
    changed = run("verify", str(tmp_path / "changed"), *issuer, "--json")
    assert changed.exit_code == 7
    assert json.loads(changed.output)["fault"] == "added"
    assert run("verify", str(tmp_path / "other"), *issuer).exit_code == 6
    assert "can be read" in str(run("verify", str(tmp_path / "none"), *issuer).exception)
    assert "papers.pem" in str(run("verify", str(tmp_path / "own"), "--issuer", str(tmp_path / "own")).exception)

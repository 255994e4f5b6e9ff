"""`shebao paper`: the key an office signs its papers with, and checking a paper without a network."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import click

FOLDER = click.argument("folder", type=click.Path(path_type=Path))
PATH = click.Path(path_type=Path)


@click.group()
def paper() -> None:
    """Papers that can be verified: PDF signed by the office (PAdES), checked offline.

    FOLDER is an issuer's, the same as that of `shebao card`: papers.key (keep it secret) and papers.pem (give it to
    whoever checks).
    """


@paper.command()
@FOLDER
@click.option("--name", required=True, help="The issuer's name, as programs that read PDF show it.")
@click.option(
    "--renew", is_flag=True, help="Make a new key where there is one; the old certificate stays, for old papers."
)
def begin(folder: Path, name: str, renew: bool) -> None:
    """Make the key for papers in FOLDER, with its certificate."""
    from shebao.guard.seal import CERTIFICATES, KEY, Seal

    made = Seal.begin(folder, name, datetime.datetime.now(datetime.UTC), renew=renew)
    click.echo(f"{folder / KEY}: the private key, for the issuer alone\n{folder / CERTIFICATES}: for all")
    click.echo(f"{made.name}, good until {made.certificate.not_valid_after_utc:%Y-%m-%d}")


@paper.command()
@click.argument("file", type=PATH)
@click.option("--issuer", type=PATH, required=True, help="The issuer's public certificates (papers.pem).")
@click.option("--json", "as_json", is_flag=True, help="The verdict and what the paper says, as JSON.")
def verify(file: Path, issuer: Path, as_json: bool) -> None:
    """Check a PDF offline: who signed it, and that not a byte was changed since.

    Whether it was withdrawn since, only the office knows: ask at the address on the paper, by its code.

    \b
    0  genuine                    7  forged, changed, damaged or not signed
    6  signed with an unknown key
    2  the file or the certificates cannot be read
    """
    from shebao.engine.errors import BadInput
    from shebao.guard.card import shown
    from shebao.guard.seal import LARGEST, check, read_certificates

    known = read_certificates(issuer)
    try:
        with file.open("rb") as held:
            found = check(held.read(LARGEST + 1), known)
    except OSError as error:
        raise BadInput("file", str(file), f"a file that can be read ({error.strerror})") from None
    paper: dict[str, Any] = found.paper or {}
    signed = shown(int(found.signed.timestamp())) if found.paper else ""
    if as_json:
        data = {
            "verdict": found.verdict.name.lower(), "says": found.says, "fault": found.fault or None,
            "signer": found.signer or None, "signed": found.signed.isoformat() if found.paper else None,
            "paper": found.paper,
        }  # fmt: skip
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        good = found.verdict.value == 0
        click.secho(f"{found.verdict.name.replace('_', ' ')}: {found.says}", fg="green" if good else "red", bold=True)
        if good:
            said = paper.get("said", {})
            rows = {"signer": found.signer, "signed": signed, "kind": paper.get("kind"), "issued": paper.get("issued"),
                    "name": said.get("name"), "number": said.get("number"), "code": paper.get("code")}  # fmt: skip
            click.echo("\n".join(f"{name:<8} {value}" for name, value in rows.items() if value))
            click.echo(
                f"NOT asked: whether it was withdrawn since; {paper.get('verify')}?code={paper.get('code')} says so"
            )
    raise SystemExit(found.verdict.value)

"""`shebao card`: issue digital social security cards, check them offline, revoke them."""

from __future__ import annotations

import datetime
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from shebao.guard.revocation import StatusList
    from shebao.guard.signed import PublicKey

FOLDER = click.argument("folder", type=click.Path(path_type=Path))
PATH = click.Path(path_type=Path)


@click.group()
def card() -> None:
    """Digital social security cards: a signed credential as a QR code, checked offline, revocable.

    FOLDER is an issuer's: its key (keep it secret), public.json and revoked.cwt (give them to whoever checks), and the
    register of what was issued.
    """


@card.command()
@FOLDER
@click.option("--issuer", required=True, help="Six-digit code of the place that issues, e.g. 330100.")
def begin(folder: Path, issuer: str) -> None:
    """Make an issuer's FOLDER with a new key."""
    from shebao.guard.issuing import KEY, LIST, PUBLIC, Issuer

    Issuer.begin(folder, issuer, _now())
    click.echo(f"{folder / KEY}: the private key, for the issuer alone\n{folder / PUBLIC}, {folder / LIST}: for all")


@card.command()
@FOLDER
@click.option("--number", required=True, help="The holder's social security number.")
@click.option("--name", required=True, help="The holder's name.")
@click.option("--until", required=True, metavar="YYYY-MM-DD", help="The last day the card is good.")
@click.option("-o", "--out", type=PATH, help="The QR code as .svg or .png (else it is drawn in the terminal).")
def issue(folder: Path, number: str, name: str, until: str, out: Path | None) -> None:
    """Issue a card: its text on standard output, its QR code as a picture."""
    import segno

    from shebao.engine.errors import BadInput
    from shebao.guard.issuing import Issuer

    if out is not None and out.suffix not in (".svg", ".png"):
        raise BadInput("--out", str(out), "a file ending in .svg or .png")
    made, text = Issuer(folder).issue(number, name, _now(), _end_of(until))
    code = segno.make_qr(text, error="m")
    if out is None:
        code.terminal(out=sys.stderr, compact=True)
    else:
        code.save(str(out), scale=4, **({"title": f"SSC {made.card.hex()}"} if out.suffix == ".svg" else {}))
    click.echo(text)
    click.echo(f"card {made.card.hex()}, good until {until}", err=True)


@card.command()
@click.argument("what", metavar="FILE_OR_TEXT")
@click.option("--keys", type=PATH, required=True, help="The issuers' public keys (public.json).")
@click.option("--revoked", type=PATH, help="The issuer's list of revoked cards (revoked.cwt).")
@click.option("--on", "day", metavar="YYYY-MM-DD", help="Check as of this day (default: now).")
@click.option("--json", "as_json", is_flag=True, help="The verdict as JSON.")
def verify(what: str, keys: Path, revoked: Path | None, day: str | None, as_json: bool) -> None:
    """Check a card offline: a file with the text of its QR code, or the text itself.

    \b
    0  good                       5  reported lost, suspended
    3  expired, or not yet good   6  signed with an unknown key
    4  revoked                    7  forged, changed or damaged
    2  keys or list unreadable    8  unsure: the list is old or does not cover the card
    """
    from shebao.guard.card import PREFIX
    from shebao.guard.card import verify as check
    from shebao.guard.signed import read_keys

    known = read_keys(keys)
    text = what.strip() if what.strip().startswith(PREFIX) else _text(Path(what))
    made = check(
        text, known, _now() if day is None else _end_of(day), None if revoked is None else _list(revoked, known)
    )
    if as_json:
        data = {"verdict": made.verdict.name.lower(), "says": made.says,
                "card": made.card.to_json() if made.card else None}  # fmt: skip
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        colour = "green" if made.verdict.value == 0 else "red"
        click.secho(f"{made.verdict.name.replace('_', ' ')}: {made.says}", fg=colour, bold=True)
        if made.card:
            held = made.card.to_json()
            click.echo("\n".join(f"{name:<8} {held[name]}" for name in ("name", "number", "issuer", "until", "card")))
    raise SystemExit(made.verdict.value)


@card.command()
@FOLDER
@click.argument("number", metavar="CARD")
@click.option("--lost", is_flag=True, help="Reported lost: suspended, until the day the place's law names, if it does.")
def revoke(folder: Path, number: str, lost: bool) -> None:
    """Revoke CARD (its own number, as `issue` told it) and renew the list."""
    from shebao.guard.issuing import Issuer

    issuer, now = Issuer(folder), _now()
    if not lost:
        issuer.revoke(number, now)
        click.echo(f"card {number} is revoked")
        return
    until, why = _last_day_of_report(issuer.key.issuer, now)
    issuer.suspend(number, now, until)
    click.echo(f"card {number} is suspended {why}")


@card.command()
@FOLDER
@click.argument("number", metavar="CARD")
def restore(folder: Path, number: str) -> None:
    """Make CARD, reported lost and found, good again."""
    from shebao.guard.issuing import Issuer

    Issuer(folder).restore(number, _now())
    click.echo(f"card {number} is good again")


@card.command("list")
@FOLDER
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help="How long it may be used.")
def list_(folder: Path, days: int) -> None:
    """Sign the list of revoked cards anew, dated now: readers hold an old one for unsure."""
    from shebao.guard.issuing import Issuer

    issuer, now = Issuer(folder), _now()
    click.echo(f"{issuer.renew(now, days)}: {len(issuer.statuses(now))} cards not good, for {days} days")


def _last_day_of_report(region: str, now: int) -> tuple[int | None, str]:
    """Until when a report of loss holds there, by the law; open where the place's days are not known."""
    from shebao.engine import Law, MissingFigure
    from shebao.guard.card import CHINA

    day = datetime.datetime.fromtimestamp(now, CHINA).date()
    try:
        last = Law.on(day.strftime("%Y-%m"), region).values(
            ["card_loss_report_last_day"], {"card_loss_reported_day": day.toordinal()}
        )["card_loss_report_last_day"]
    except MissingFigure as error:
        return None, f"until it is restored or revoked ({error})"
    shown = datetime.date.fromordinal(last).isoformat()
    return _end_of(shown), f"until {shown}, when the report lapses by itself"


def _now() -> int:
    return int(time.time())


def _end_of(day: str) -> int:
    """The last second of a day in China."""
    from shebao.engine.errors import BadInput
    from shebao.guard.card import CHINA

    try:
        date = datetime.date.fromisoformat(day)
    except ValueError:
        raise BadInput("day", day, "a date written YYYY-MM-DD") from None
    return int(datetime.datetime.combine(date, datetime.time(23, 59, 59), CHINA).timestamp())


def _text(path: Path) -> str:
    from shebao.engine.errors import BadInput

    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        shown = str(path) if len(str(path)) <= 60 else f"{str(path)[:60]}…"
        raise BadInput("card", shown, "a text that begins with SSC1:, or a file with one") from None


def _list(path: Path, keys: dict[bytes, PublicKey]) -> StatusList:
    from shebao.engine.errors import BadInput
    from shebao.guard.revocation import read_list
    from shebao.guard.signed import FalseSignature, UnknownKey, Unreadable

    try:
        return read_list(path.read_bytes(), keys)
    except OSError as error:
        raise BadInput("--revoked", str(path), f"a file that can be read ({error.strerror})") from None
    except (Unreadable, UnknownKey, FalseSignature) as error:
        raise BadInput("--revoked", str(path), f"a list signed by an issuer among the keys ({error})") from None

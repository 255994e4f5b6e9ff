"""The page put together: template, style, scripts, words and numbers in one file.

The one thing to know: the file appears under its name only when it is complete; a run that is killed leaves none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from shebao.outlook.report import headline, words
from shebao.outlook.report.payload import Result, UnreadableResult, payload

HERE = Path(__file__).parent
# In the order they run: each uses those before it.
SCRIPTS = ("words", "data", "draw", "lines", "pyramid", "funds", "map", "cohorts", "scenarios", "checks", "page")


def write(folder: Path, results: Sequence[Result]) -> Path:
    """Write index.html of these results, first the base, into the folder (made if missing); its path.

    UnreadableResult where there is no result, or one lacks a column or the nation's rows.
    """
    if not results:
        raise UnreadableResult("(none)", "report", "at least one result is needed")
    page = _environment().get_template("page.html.j2")
    held = words.labels()
    html = page.render(
        rows=headline.rows(results),
        middle=min(headline.MIDDLE, max(row.last for row in headline.rows(results))),
        cohort=headline.COHORT,
        prices_of=headline.PRICES_OF,
        results=results,
        languages=words.LANGUAGES,
        labels=held,
        style=Markup((HERE / "page" / "page.css").read_text(encoding="utf-8")),
        data=_json(payload(results)),
        words=_json({"labels": held, "prices_of": headline.PRICES_OF}),
        script=Markup("\n".join(_script(name) for name in SCRIPTS)),
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "index.html"
    unfinished = folder / ".index.html.unfinished"
    unfinished.write_text(html, encoding="utf-8")
    os.replace(unfinished, path)
    return path


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(number=words.number, money=words.money, digits=words.digits, say=words.say)
    return environment


def _script(name: str) -> str:
    return (HERE / "page" / f"{name}.js").read_text(encoding="utf-8")


def _json(value: Any) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace("\u2028", "\\u2028"))


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        return value.item()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot stand in a report")

"""The dictionary of names: what each quantity, figure and fact is called in English, 中文 and فارسی.

The one thing to know: labels stand in `law/names/*.csv`, units and sources come from the law itself.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from shebao.engine.errors import LawError
from shebao.law import units

NAMES = Path(units.__file__).parent / "names"
LANGUAGES = ("en", "zh", "fa")


class Name(NamedTuple):
    """What one quantity is called."""

    name: str
    en: str
    zh: str
    fa: str


@cache
def dictionary() -> Mapping[str, Name]:
    """Every label by name. LawError where a name is labelled twice."""
    found: dict[str, Name] = {}
    for path in sorted(NAMES.glob("*.csv")):
        if path.stem in ("places", "provinces"):
            continue
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            columns = next(rows)
            pick = itemgetter(*(columns.index(column) for column in Name._fields))
            for row in filter(None, rows):
                name = Name(*pick(row))
                if name.name in found:
                    raise LawError(f"{path.name}:{rows.line_num}", f"{name.name} is labelled twice")
                found[name.name] = name
    return found


def label(name: str, language: str = "en") -> str:
    """The label of a name in a language (en, zh, fa); the name itself, spaced, where there is none."""
    held = dictionary().get(name)
    return (getattr(held, language) if held else "") or name.replace("_", " ")


@cache
def places() -> Mapping[str, str]:
    """Cities that have figures of their own: Chinese and English name to six-digit code."""
    found: dict[str, str] = {}
    with (NAMES / "places.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["zh"]] = found[row["en"]] = row["code"]
    return found


@cache
def provinces() -> Mapping[str, Name]:
    """The nation and the provinces in three languages, by six-digit code."""
    with (NAMES / "provinces.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Name(row["code"], row["en"], row["zh"], row["fa"]) for row in csv.DictReader(file)}


@cache
def all_places() -> Mapping[str, tuple[str, ...]]:
    """Every place with figures of its own: each province's code with those of its cities."""
    cities = sorted(set(places().values()))
    return {p: tuple(c for c in cities if c[:2] == p[:2]) for p in provinces() if p != "000000"}


@cache
def place_codes() -> frozenset[str]:
    """The codes of all those places."""
    return frozenset(code for province, cities in all_places().items() for code in (province, *cities))


def place_label(code: str, language: str = "en") -> str:
    """What a place is called: a province in three languages, a city with figures of its own; else its code."""
    held = provinces().get(code)
    if held is not None:
        return getattr(held, language)
    named = [name for name, known in places().items() if known == code]
    return (named[0] if language == "zh" else named[-1]) if named else code


def regions(language: str = "en") -> list[tuple[str, str]]:
    """Every province, and every city with figures of its own after its province: code and what it is called."""
    codes = sorted({*provinces(), *places().values()})
    return [(code, place_label(code, language)) for code in codes]


def place_of(region: str, place: str) -> str:
    """The city's code where a province and a place in it are stated and the city has figures of its own."""
    if not place or not region.endswith("0000"):
        return region
    for name, code in places().items():
        if code[:2] == region[:2] and place.lower().startswith(name.lower()):
            return code
    return region

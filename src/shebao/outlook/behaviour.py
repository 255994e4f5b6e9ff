"""How people live and work where no law and no statistic says it: `behaviour.yaml`, read into arrays.

The one thing to know: whatever stands there is an assumption of the outlook and is listed with every result.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np

from shebao.engine.errors import BadInput
from shebao.engine.reading import load_yaml
from shebao.outlook.assumptions import Flag
from shebao.outlook.axes import PROVINCES

FILE = Path(__file__).with_name("behaviour.yaml")


@lru_cache(maxsize=1)
def behaviour() -> Mapping[str, Mapping[str, Any]]:
    """Every entry by its name."""
    return cast("Mapping[str, Mapping[str, Any]]", load_yaml(FILE))


def number(name: str, part: str = "value") -> float:
    """A single number. BadInput for an entry that is none."""
    return _float(name, behaviour()[name][part])


def listed(name: str) -> np.ndarray:
    """A list of numbers."""
    return np.array([_float(name, one) for one in behaviour()[name]["value"]])


def by_province(name: str) -> np.ndarray:
    """[P] a number for every province; one that is left out has 1."""
    said = cast("Mapping[Any, object]", behaviour()[name]["value"])
    of = {str(code): value for code, value in said.items()}
    unknown = sorted(set(of) - set(PROVINCES))
    if unknown:
        raise BadInput(f"behaviour.yaml: {name}", unknown[0], "a province's six-digit code")
    return np.array([_float(name, of.get(code, 1)) for code in PROVINCES])


def over(name: str, at: np.ndarray, part: str = "value") -> np.ndarray:
    """A path over years or ages, straight between the points given, flat beyond them."""
    said = behaviour()[name][part]
    if not isinstance(said, dict):
        return np.full(len(at), _float(name, said))
    points = {int(str(x)): _float(name, y) for x, y in cast("dict[Any, Any]", said).items()}
    xs = sorted(points)
    return np.interp(at, xs, [points[x] for x in xs])


def flags() -> tuple[Flag, ...]:
    """All of it, as what results rest on."""
    return tuple(
        Flag(name, str(said.get("value", {k: v for k, v in said.items() if k not in ("means", "why")})),
             f"{said['means']} {said.get('why') or said.get('source')}")
        for name, said in behaviour().items()
    )  # fmt: skip


def _float(name: str, said: object) -> float:
    try:
        return float(str(said))
    except ValueError:
        raise BadInput(f"behaviour.yaml: {name}", said, "a number") from None

"""What every bench shares: rounds interleaved, best of each, one line a result."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Bench:
    """How big: `quick` is a tenth, for a look."""

    quick: bool
    rounds: int = 9

    def size(self, full: int) -> int:
        """Rows or people."""
        return full // 10 if self.quick else full


def best(doing: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Best seconds of each, measured in turns so that other load falls on all."""
    times: dict[str, float] = {}
    for _ in range(rounds):
        for name, call in doing.items():
            began = time.perf_counter()
            call()
            taken = time.perf_counter() - began
            times[name] = min(taken, times.get(name, taken))
    return times


def line(what: str, value: str) -> None:
    """One result."""
    print(f"  {what:64} {value:>14}", flush=True)

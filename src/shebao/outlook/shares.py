"""Parts of whole fen, whole again: a share of every cell, and a sum dealt out by weight.

The one thing to know: shares are rounded to millionths and taken in two steps, as a nation's sums times a million pass
64 bits; what is dealt out comes to the sum dealt, to the fen.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def part(fen: Any, millionths: Any) -> Any:
    """So many millionths of fen, rounded down."""
    return fen // 1_000_000 * millionths + fen % 1_000_000 * millionths // 1_000_000


def share(fen: Any, of: Any) -> Any:
    """A yearly share [Y] of fen [Y, P]."""
    return part(fen, np.rint(of * 1_000_000).astype(np.int64)[:, None])


def dealt(weights: Any, total: int) -> Any:
    """A sum of fen in parts by weight [P]: the largest weight takes the rest; nothing where nothing has weight."""
    weights = weights.astype(object)
    whole = int(weights.sum())
    if not whole:
        return np.zeros(len(weights), dtype=np.int64)
    parts = weights * total // whole
    parts[int(np.argmax(weights))] += total - int(parts.sum())
    return parts.astype(np.int64)

"""Many whole numbers as short text: differences along the years, in bytes of varying length, deflated, in base64.

The one thing to know: a code is 0 for a hole, else one more than the zigzag of the difference to the last known value
of the same row. `page/data.js` reads it back; numbers come back exactly.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence

import numpy as np

HOLE = np.iinfo(np.int64).min


def pack(blocks: Sequence[np.ndarray]) -> str:
    """Integer arrays [rows, columns], one after the other, as base64 text. HOLE stands for a missing value."""
    coded = b"".join(_bytes(_codes(np.atleast_2d(block).astype(np.int64))) for block in blocks)
    return base64.b64encode(zlib.compress(coded, 9)).decode("ascii")


def _codes(block: np.ndarray) -> np.ndarray:
    rows, columns = block.shape
    known = block != HOLE
    # The column of the last known value before each one; column 0 of `padded` is the zero that a row starts from.
    padded = np.concatenate([np.zeros((rows, 1), np.int64), np.where(known, block, 0)], axis=1)
    last = np.maximum.accumulate(np.where(known, np.arange(1, columns + 1), 0), axis=1)
    before = np.concatenate([np.zeros((rows, 1), np.int64), last[:, :-1]], axis=1)
    step = padded[:, 1:] - np.take_along_axis(padded, before, axis=1)
    zigzag = np.where(step < 0, -2 * step - 1, 2 * step)
    return np.where(known, zigzag + 1, 0).astype(np.uint64).ravel()


def _bytes(codes: np.ndarray) -> bytes:
    lengths = np.ones(codes.size, np.int64)
    for k in range(1, 9):
        lengths += codes >= np.uint64(1 << 7 * k)
    starts = np.cumsum(lengths) - lengths
    out = np.empty(int(lengths.sum()), np.uint8)
    for k in range(int(lengths.max(initial=0))):
        longer = lengths > k
        low = (codes[longer] >> np.uint64(7 * k)) & np.uint64(127)
        more = np.where(lengths[longer] > k + 1, 128, 0).astype(np.uint64)
        out[starts[longer] + k] = (low | more).astype(np.uint8)
    return out.tobytes()

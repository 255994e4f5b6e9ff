"""Curves between known points: monotone cubics, the splitting of age groups, the age pattern of moving.

The one thing to know: nothing here overshoots its points, so shares stay shares and counts stay positive.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def monotone(x: Floats, y: Floats, at: Floats) -> Floats:
    """The monotone cubic (Fritsch and Carlson 1980, harmonic mean of slopes) through points (x, y), read at `at`.

    `y` may have leading axes: [..., len(x)] gives [..., len(at)]. Beyond the ends the end values hold.
    """
    step, rise = np.diff(x), np.diff(y, axis=-1)
    slope = rise / step
    before, after = slope[..., :-1], slope[..., 1:]
    same = before * after > 0
    w1, w2 = 2 * step[1:] + step[:-1], step[1:] + 2 * step[:-1]
    mean = (w1 + w2) / (w1 / np.where(same, before, 1.0) + w2 / np.where(same, after, 1.0))
    inner = np.where(same, mean, 0.0)
    tangent = np.concatenate([slope[..., :1], inner, slope[..., -1:]], axis=-1)
    at = np.clip(at, x[0], x[-1])
    left = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    h = step[left]
    t = (at - x[left]) / h
    return (
        (1 + 2 * t) * (1 - t) ** 2 * y[..., left]
        + t * (1 - t) ** 2 * h * tangent[..., left]
        + t**2 * (3 - 2 * t) * y[..., left + 1]
        + t**2 * (t - 1) * h * tangent[..., left + 1]
    )


def split(groups: Floats, lower: Floats, at: Floats) -> Floats:
    """Groups [..., n] with lower bounds [n + 1] (the last closes the last group) split at the bounds `at` [m + 1].

    Monotone interpolation of the running sum: what is split adds up to the groups.
    """
    total = np.concatenate([np.zeros((*groups.shape[:-1], 1)), np.cumsum(groups, axis=-1)], axis=-1)
    return np.diff(monotone(lower, total, at), axis=-1)


def moving_by_age(ages: int) -> Floats:
    """The relative propensity to move by age: the standard model schedule, mean one over ages 0 to 64.

    Children move with their parents, the peak lies in the early twenties, then a long decline to a floor. Parameters
    of the basic standard schedule of Rogers and Castro (1981), Model Migration Schedules, IIASA RR-81-30.
    """
    age = np.arange(ages, dtype=float)
    rate = 0.02 * np.exp(-0.10 * age) + 0.06 * np.exp(-0.10 * (age - 20) - np.exp(-0.40 * (age - 20))) + 0.003
    return rate / rate[:65].mean()

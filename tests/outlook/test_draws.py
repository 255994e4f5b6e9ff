"""Draws: Philox4x32-10 as published, the same in loops of any kind, and unrelated where anything differs."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from shebao.outlook.draws import philox

WORD = 0xFFFFFFFF


def reference(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """The paper's words in whole numbers of Python."""
    for turn in range(10):
        p, q = c0 * 0xD2511F53, c2 * 0xCD9E8D57
        x, y = (k0 + turn * 0x9E3779B9) & WORD, (k1 + turn * 0xBB67AE85) & WORD
        c0, c1, c2, c3 = (q >> 32) ^ c1 ^ x, q & WORD, (p >> 32) ^ c3 ^ y, p & WORD
    return c0, c1, c2, c3


@njit
def one(words):
    return philox(words[0], words[1], words[2], words[3], words[4], words[5])


@njit
def years_of(person, many):
    out = np.empty((many, 4), np.uint32)
    for year in range(many):
        out[year, 0], out[year, 1], out[year, 2], out[year, 3] = philox(person, year, 7, 0, 11, 12)
    return out


@pytest.mark.parametrize(
    ("words", "draws"),
    [
        ([0] * 6, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ([WORD] * 6, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0],
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_answers_published_with_random123_are_met(words: list[int], draws: tuple[int, ...]) -> None:
    assert tuple(int(w) for w in one(np.array(words, np.uint32))) == draws
    assert reference(*words) == draws


def test_any_words_give_what_plain_whole_numbers_give() -> None:
    for words in np.random.default_rng(1).integers(0, 2**32, (500, 6), dtype=np.uint32):
        assert tuple(int(w) for w in one(words)) == reference(*(int(w) for w in words))


def test_wider_words_are_taken_modulo_two_to_the_32() -> None:
    wide = np.array([-1, 2**32 + 5, 3 << 40, 1, -(2**31), 2**62 + 9], np.int64)
    assert one(wide) == one((wide & WORD).astype(np.uint32))


def test_a_loop_over_years_draws_what_single_calls_draw() -> None:
    drawn = years_of(123_456, 37)
    for year, draws in enumerate(drawn):
        assert tuple(int(w) for w in draws) == reference(123_456, year, 7, 0, 11, 12)


def test_draws_of_neighbours_are_uniform_and_uncorrelated() -> None:
    drawn = np.stack([years_of(person, 64) for person in range(1000)]) / 2**32
    flat = drawn.reshape(-1)
    # 256,000 draws: standard errors are 0.0006 of the mean, 0.00015 of the variance, 0.002 of a correlation.
    assert abs(flat.mean() - 1 / 2) < 0.003
    assert abs(flat.var() - 1 / 12) < 0.001
    for a, b in ((drawn[1:], drawn[:-1]), (drawn[:, 1:], drawn[:, :-1]), (drawn[..., 1:], drawn[..., :-1])):
        assert abs(np.corrcoef(a.reshape(-1), b.reshape(-1))[0, 1]) < 0.012

"""Rates of return: what a bank account earns is what comes out; no rate where none is right."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba")
from hypothesis import given
from hypothesis import strategies as st

from shebao.outlook.returns import rate_of_return

rates = st.floats(-0.1, 0.3)
years = st.integers(1, 40)
sums = st.integers(1, 10**12)


@given(rate=rates, paid=sums, begin=st.integers(16, 60), wait=years)
def test_one_payment_that_grew_has_the_rate_it_grew_by(rate: float, paid: int, begin: int, wait: int) -> None:
    flows = np.zeros(106)
    flows[begin], flows[begin + wait] = -paid, paid * (1 + rate) ** wait
    found = rate_of_return(flows)
    assert found == pytest.approx(rate, abs=1e-6)


@given(rate=rates, paid=st.lists(sums, min_size=1, max_size=40), drawn=st.integers(1, 40))
def test_an_account_paid_in_and_drawn_evenly_earns_its_own_rate(rate: float, paid: list[int], drawn: int) -> None:
    flows = np.zeros(106)
    balance = 0.0
    for age, fen in enumerate(paid):
        balance = balance * (1 + rate) + fen
        flows[age] = -fen
    for n in range(drawn):
        balance *= 1 + rate
        flows[len(paid) + n] = balance / (drawn - n)
        balance -= flows[len(paid) + n]
    assert rate_of_return(flows) == pytest.approx(rate, abs=1e-6)


@given(rate=rates, factor=st.floats(1e-6, 1e9))
def test_the_size_of_the_sums_does_not_matter(rate: float, factor: float) -> None:
    flows = np.zeros(106)
    flows[20:60], flows[60:85] = -1.0, 2.0 * (1 + rate) ** 20
    one, other = rate_of_return(flows), rate_of_return(flows * factor)
    assert (one is None) == (other is None)
    if one is not None:
        assert other == pytest.approx(one, abs=1e-9)


@given(extra=st.floats(0.01, 2.0))
def test_a_higher_pension_is_a_higher_rate(extra: float) -> None:
    flows = np.zeros(106)
    flows[20:60], flows[60:85] = -1.0, 2.0
    before = rate_of_return(flows)
    flows[60:85] += extra
    after = rate_of_return(flows)
    assert before is not None
    assert after is not None
    assert after > before


@pytest.mark.parametrize("flow", [0.0, 1.0, -1.0])
def test_only_paying_or_only_receiving_has_no_rate(flow: float) -> None:
    flows = np.zeros(106)
    flows[20:60] = flow
    assert rate_of_return(flows) is None

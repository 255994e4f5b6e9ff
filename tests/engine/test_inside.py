"""Another compiled loop calls the law for one person from inside, without a round trip through Python."""

from __future__ import annotations

import random
from typing import Any

import numba
import numpy as np
from dossiers import dossier, table

from shebao.engine import bulk
from shebao.engine.law import Law

LAW = Law.load()
NAMES = ["region", "as_of", "birth", "sex", "retirement_track", "deemed_months", "elastic_months", "stint_start",
         "stint_months", "stint_base", "stint_region", "stint_category"]  # fmt: skip


def test_a_loop_of_numba_asks_for_every_second_person() -> None:
    rng = random.Random(8)
    rows = [dossier(rng, True) for _ in range(400)]
    made = table(rows, NAMES)
    compiled = LAW.compile(["monthly_pension"])
    wanted = compiled.run(made)
    (batch,) = made.to_batches()
    ready = compiled.ready(batch.schema)
    columns = bulk._columns(batch, ready.program, len(rows), None, None)  # pyright: ignore[reportPrivateUsage]
    out = np.full((1, len(rows)), -1, dtype=np.int64)
    (a, b, c, d, e, f, g, stride, h), _kept = ready.arguments(
        columns.pointers.ctypes.data, out.ctypes.data, len(rows), columns.status.ctypes.data
    )
    one: Any = ready.one

    @numba.njit
    def every_second(count: int) -> None:
        for row in range(0, count, 2):
            one(row, a, b, c, d, e, f, g, stride, h)

    every_second(len(rows))
    answered = 0
    for row, (answer, refusal) in enumerate(zip(*(wanted.column(n).to_pylist() for n in (0, 1)), strict=True)):
        if row % 2:
            assert out[0, row] == -1
        elif not columns.status[row]:
            assert (out[0, row], None) == (answer, refusal)
            answered += 1
    assert answered > 20

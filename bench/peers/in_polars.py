"""Polars: a frame of the living, a few lazy expressions a year; draws come from NumPy's fastest generator."""

from __future__ import annotations

import given as g
import numpy as np
import polars as pl

COLUMNS = {
    "sex": pl.Int32, "age": pl.Int32, "state": pl.Int32, "wage": pl.Float64, "months": pl.Int32, "index": pl.Float64,
    "account": pl.Float64, "pension": pl.Float64,
}  # fmt: skip
sex, age, state, wage, months = map(pl.col, ["sex", "age", "state", "wage", "months"])
index, account, pension = map(pl.col, ["index", "account", "pension"])
u, v, w, was, paid, money = map(pl.col, ["u", "v", "w", "was", "paid", "money"])


def table(values: np.ndarray, at: pl.Expr) -> pl.Expr:
    """The value of a flat table at each row."""
    return pl.lit(pl.Series(np.asarray(values).ravel())).gather(at)


def a_year(people: pl.LazyFrame, t: int) -> pl.LazyFrame:
    """Everybody a year on."""
    room = np.pad(g.moves, ((0, 0), (0, 1), (0, 0)))
    next_state = sum((v >= table(room[..., k], sex * 5 + was)).cast(pl.Int32) for k in range(3))
    retires = (was != g.RETIRED) & (age >= table(g.retirement_age, sex))
    works = (was != g.RETIRED) & ~retires & (age >= g.WORK)
    pays = paid > 0
    raised = wage + (table(g.profile, age) * (0.25 + 1.5 * w) - wage) / 8
    credited = account * (1 + g.interest[t]) + money * (g.level[t] * g.TO_ACCOUNT)
    basic = g.level[t] * (1 + index / months) / 2 * months / 12 * 0.01
    award = pl.when(months >= g.MONTHS_NEEDED).then(12 * (basic + account / g.DIVISOR)).otherwise(0.0)
    return (
        people.filter(u >= table(g.death, sex * (g.OLDEST + 1) + age))
        .with_columns(age=age + 1, was=state)
        .with_columns(state=pl.when(works).then(next_state).when(retires).then(g.RETIRED).otherwise(was))
        .with_columns(
            paid=pl.when(works).then(table(g.PAID_MONTHS.astype(np.int32), state)).otherwise(0),
            pension=pl.when(retires).then(award).otherwise(pension * (1 + g.adjustment[t])),
        )
        .with_columns(wage=pl.when(pays).then(raised).otherwise(wage))
        .with_columns(money=wage.clip(g.FLOOR, g.CAP) * paid)
        .with_columns(
            months=months + paid,
            index=index + money,
            account=pl.when(works).then(credited).otherwise(account),
        )
    )


def prepare(given: g.People) -> tuple[g.People, pl.DataFrame]:
    return given, pl.DataFrame({name: getattr(given, name) for name in COLUMNS}, schema_overrides=COLUMNS)


def run(ready: tuple[g.People, pl.DataFrame]) -> np.ndarray:
    given, everybody = ready
    rng = np.random.default_rng(1)
    sums = []
    people = everybody[: given.start]
    for t in range(g.YEARS):
        people = pl.concat([people.select(*COLUMNS), everybody[given.of_year(t)]])
        draws = rng.random((3, people.height), dtype=np.float32)
        people = people.with_columns(u=draws[0], v=draws[1], w=draws[2])
        people = a_year(people.lazy(), t).collect()
        sums.append(
            people.select(
                pl.len(), (paid > 0).sum(), (state == g.RETIRED).sum().alias("retired"),
                money.sum() * (g.level[t] * g.TO_FUND), pension.sum(),
            ).row(0)
        )  # fmt: skip
    return np.array(sums).T


if __name__ == "__main__":
    g.report("polars", prepare, run)

"""Speed of the law for many: against a loop written by hand, a plain read of the columns, and without guards."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from common import Bench, best, line

from shebao.engine.bulk import Compiled
from shebao.engine.law import Law

YEARS = 30
AS_OF = 2025 * 12 + 11
NAMES = ("stint_start", "stint_months", "stint_base", "stint_region")


NARROW = {"stint_start": np.int32, "stint_months": np.int8, "stint_base": np.int32, "stint_region": np.int32}


def people(count: int, *, wide: bool = False) -> Any:
    """Lifetimes of 30 yearly rows in Hangzhou, retiring in December 2025; `wide`: every number of 64 bits."""
    rng = np.random.default_rng(1)
    rows = count * YEARS
    columns = {
        "stint_start": np.tile((np.arange(YEARS) + 1996) * 12, count),
        "stint_months": np.full(rows, 12),
        "stint_base": rng.integers(300_000, 2_000_000, rows),
        "stint_region": np.full(rows, 330_100),
    }
    columns = {name: values.astype(np.int64 if wide else NARROW[name]) for name, values in columns.items()}
    batches = []
    for start in range(0, count, 32_768):
        n = min(32_768, count - start)
        offsets = pa.array(np.arange(0, n * YEARS + 1, YEARS, dtype=np.int32))
        part = slice(start * YEARS, (start + n) * YEARS)
        made: dict[str, Any] = {
            "birth": pa.array(rng.integers(717_000, 719_300, n).astype(np.int32)),
            "retirement_track": pa.array(np.zeros(n, np.int8)),
            "region": pa.array(np.full(n, 330_100, np.int32)),
            "as_of": pa.array(np.full(n, AS_OF, np.int32)),
            **{k: pa.ListArray.from_arrays(offsets, pa.array(v[part])) for k, v in columns.items()},
        }
        batches.append(pa.RecordBatch.from_pydict(made))
    return pa.Table.from_batches(batches)


def by_hand(law: Law) -> Any:
    """The same pension as one fused loop a person would write for this question alone, in Numba."""
    import numba

    wage = np.array(
        [law.figures["index_wage"].find("330100", y).value if 1993 <= y <= 2026 else 1 for y in range(2027)]
    )
    rate = np.array(
        [
            law.figures["published_interest_rate"].find("330100", y).value if 1996 <= y <= 2025 else 0
            for y in range(2027)
        ]
    )
    ages = np.array([law.figures["payment_months_table"].find("330100", AS_OF, a).value for a in range(40, 71)])
    reference = law.at(AS_OF, "330100").values(["reference_wage"], {})["reference_wage"]
    flat, each = 63_000, 300

    @numba.njit(nogil=True, error_model="numpy")
    def half_up(a: int, b: int) -> int:
        return np.int64((np.uint64(a) + np.uint64(b) // np.uint64(2)) // np.uint64(b))

    @numba.njit(nogil=True, error_model="numpy")
    def run(births: Any, offsets: Any, starts: Any, months: Any, bases: Any, out: Any) -> None:
        for i in range(len(births)):
            total = np.int64(0)
            count = np.int64(0)
            balance = np.int64(0)
            entries = np.int64(0)
            weighted = np.int64(0)
            before = np.int64(0)
            year = np.int64(0)
            for j in range(offsets[i], offsets[i + 1]):
                start, n, base = np.int64(starts[j]), np.int64(months[j]), np.int64(bases[j])
                y = start // 12
                total += half_up(base * n * 1_000_000, wage[y])
                count += n
                if start < 1998 * 12:
                    before += min(n, 1998 * 12 - start)
                    entry = np.int64(0)
                elif start < 2006 * 12:
                    entry = half_up(base * 110_000, 1_000_000)
                else:
                    entry = half_up(base * 80_000, 1_000_000)
                if balance + entries > 0:
                    for closed in range(year, y):
                        balance += entries + half_up((balance * 12 + weighted) * rate[closed], 12_000_000)
                        entries = 0
                        weighted = 0
                year = y
                entries += entry * n
                weighted += entry * (n * (13 - (start % 12 + 1)) - n * (n - 1) // 2)
            for closed in range(year, 2025):
                balance += entries + half_up((balance * 12 + weighted) * rate[closed], 12_000_000)
                entries = 0
                weighted = 0
            account = balance + entries
            index = half_up(total, count * 100) * 100
            years = count * 1000
            mean = reference * 1_000_000 + reference * index
            basic = half_up(mean * years, 200 * 12_000 * 1_000_000)
            later = birth_month(births[i]) - 1965 * 12
            age = 720
            if later >= 0:
                age += min(36, later // 4 + 1)
            whole = age // 12
            over = age - whole * 12
            here = ages[whole - 40]
            pays = here * 10
            if over:
                pays = half_up((here * 12 - (here - ages[whole - 39]) * over) * 10, 12)
            from_account = half_up(account * 10, pays)
            transition = half_up(half_up(half_up(reference * index, 1000) * before * 1000, 12_000) * 14_000, 10**9)
            extra = flat + half_up(half_up(index * years, 12_000) * each, 1_000_000)
            sum_ = basic + from_account + transition + extra
            out[i] = (sum_ + 9) // 10 * 10

    @numba.njit(nogil=True, error_model="numpy")
    def birth_month(day: int) -> int:
        shifted = np.int64(day) + 305
        era = shifted // 146_097
        of_era = shifted % 146_097
        of = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
        of_year = of_era - (365 * of + of // 4 - of // 100)
        return (era * 400 + of) * 12 + (5 * of_year + 2) // 153 + 2

    return run


def measure(bench: Bench) -> None:
    """All of it, in one run."""
    count = bench.size(1_000_000)
    law = Law.load()
    table = people(count)
    compiled = law.compile(["monthly_pension"])
    answer = compiled.run(table)
    assert answer.column("refusal").null_count == count
    hand = by_hand(law)
    parts = []
    for batch in table.to_batches():
        lists = {n: batch.column(n) for n in NAMES}
        offsets = np.frombuffer(lists["stint_start"].buffers()[1], np.int32)[: batch.num_rows + 1]
        parts.append(
            (
                batch.column("birth").to_numpy(), offsets, lists["stint_start"].values.to_numpy(),
                lists["stint_months"].values.to_numpy(), lists["stint_base"].values.to_numpy(),
                np.empty(batch.num_rows, np.int64),
            )
        )  # fmt: skip
    hand(*parts[0])

    def by_hand_all() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda p: hand(*p), parts))

    by_hand_all()
    same = np.concatenate([p[-1] for p in parts]) == answer.column(0).to_numpy()
    assert same.all(), f"{(~same).sum()} pensions of the loop by hand differ"

    times = best({"law": lambda: compiled.run(table), "hand": by_hand_all}, bench.rounds)
    per = count / times["law"] / 1e6
    line("lifetimes of 30 rows, law, 2 threads", f"{per:.2f} M/s")
    line("law against a fused loop by hand (1.0 wanted)", f"{times['hand'] / times['law']:.2f}")
    guards(bench, law, table, compiled)
    files(bench, compiled, table, times["law"])
    plain_read(bench, compiled)


def plain_read(bench: Bench, compiled: Compiled) -> None:
    """The law against adding up the numbers it reads, in columns of 64 bits and in narrow ones."""
    for wide in (True, False):
        table = people(bench.size(500_000), wide=wide)

        def read_all(table: Any = table) -> None:
            def one(batch: Any) -> int:
                return sum(int(batch.column(n).values.to_numpy().sum(dtype=np.int64)) for n in NAMES)

            with ThreadPoolExecutor(2) as pool:
                list(pool.map(one, table.to_batches()))

        times = best({"law": lambda t=table: compiled.run(t), "read": read_all}, bench.rounds)
        ratio = times["law"] / times["read"]
        line(f"law against a plain read, {'64-bit' if wide else 'narrow'} columns (at most 3)", f"{ratio:.1f}")


def guards(bench: Bench, law: Law, table: Any, compiled: Compiled) -> None:
    """The same program without overflow guards and input checks (never used otherwise)."""
    from shebao.engine import arithmetic, loop
    from shebao.engine.bulk import Compiled as Fresh

    here = os.environ.get("SHEBAO_CACHE")
    kept = arithmetic.Arithmetic.guard, loop._Loop.any_outside
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SHEBAO_CACHE"] = folder
        arithmetic.Arithmetic.guard = lambda self, bad: None  # type: ignore[method-assign]
        loop._Loop.any_outside = lambda *_: loop.I1(0)  # type: ignore[method-assign]
        try:
            bare = Fresh(law, ("monthly_pension",), (), None, None)
            bare.run(table.slice(0, 10))
        finally:
            arithmetic.Arithmetic.guard, loop._Loop.any_outside = kept  # type: ignore[method-assign]
            if here is None:
                del os.environ["SHEBAO_CACHE"]
            else:
                os.environ["SHEBAO_CACHE"] = here
        times = best({"with": lambda: compiled.run(table), "without": lambda: bare.run(table)}, bench.rounds)
    line("guards and marks cost (at most 5 %)", f"{(times['with'] / times['without'] - 1) * 100:.1f} %")


def files(bench: Bench, compiled: Compiled, table: Any, memory: float) -> None:
    """From a memory-mapped Arrow IPC file to an Arrow result."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lives.arrow"
        with pa.ipc.new_file(path, table.schema) as file:
            file.write_table(table)
        times = best({"file": lambda: compiled.run(path)}, bench.rounds)
    line("from a mapped IPC file against memory (0.8 wanted)", f"{memory / times['file']:.2f}")

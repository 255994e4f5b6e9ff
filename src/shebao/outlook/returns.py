"""What birth cohorts get for what is paid for them: replacement of the last wage, internal rates of return.

The one thing to know: rates are of the group's flows together, own and employers' contributions against all pensions
and what is left over; cohorts whose lives do not end before the last year of the run have no rate, no years drawn.
"""

# The libraries below have no types.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from shebao.outlook.axes import FIRST, LAST
from shebao.outlook.economy import Economy
from shebao.outlook.people import FIRST_BIRTH
from shebao.outlook.running import Cells

MILLION = 1_000_000
OLDEST_SHOWN, ENDS_AT = 1945, 92
"""The first birth year shown, and the age by which nearly all that a cohort gets has been paid."""


def rate_of_return(flows: Any) -> float | None:
    """The yearly rate at which flows (by age, negative is paid) are worth nothing; None where there is none."""
    ages = np.arange(len(flows))

    def worth(rate: float) -> float:
        return float((flows * (1 + rate) ** -ages).sum())

    low, high = -0.2, 0.5
    if worth(low) * worth(high) >= 0:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if worth(low) * worth(middle) > 0 else (low, middle)
    return (low + high) / 2


def cohorts(cells: Cells, weight: int, economy: Economy, discount: Any) -> Any:
    """The table of cohorts: birth year x sex x income third. Rates in millionths, null where not known.

    discount: [Y] the rate of present values. What is paid and received is worth so much in the year of birth, for those
    born before the first year of the run in that year.
    """
    worth = np.cumprod(np.concatenate([[1.0], 1 + discount[1:]]))
    rows: dict[str, list[Any]] = {
        name: []
        for name in ("birth_year", "sex", "third", "persons", "replacement_ppm", "irr_ppm", "real_irr_ppm", "paid_fen",
                     "received_fen", "pension_years")
    }  # fmt: skip
    last = FIRST + len(cells.cells) - 1
    ages = np.arange(106)
    for b in range(OLDEST_SHOWN - FIRST_BIRTH, last - 40 - FIRST_BIRTH):
        birth = FIRST_BIRTH + b
        year = np.clip(birth + ages, FIRST, LAST) - FIRST
        born = max(0, min(birth, LAST) - FIRST)
        prices, value = economy.prices[year] / economy.prices[born], worth[year] / worth[born]
        for sex in range(2):
            for third in range(3):
                paid, received, left = (cells.flows[b, sex, third, :, n].astype(float) for n in range(3))
                received = received + left
                awards, pensions, wages, _, drawn = cells.firsts[b, sex, third]
                if not awards:
                    continue
                whole = birth + ENDS_AT <= last and paid.sum() > 0
                irr = rate_of_return(received - paid) if whole else None
                real = rate_of_return((received - paid) / prices) if whole else None
                rows["birth_year"].append(birth)
                rows["sex"].append(sex)
                rows["third"].append(third)
                rows["persons"].append(float(awards * weight))
                rows["replacement_ppm"].append(round(int(pensions) * MILLION / max(1, int(wages))))
                rows["irr_ppm"].append(None if irr is None else round(irr * MILLION))
                rows["real_irr_ppm"].append(None if real is None else round(real * MILLION))
                rows["paid_fen"].append(round(float((paid / value).sum()) * weight))
                rows["received_fen"].append(round(float((received / value).sum()) * weight))
                rows["pension_years"].append(float(drawn / awards / 12) if birth + ENDS_AT <= last else None)
    kinds = {"birth_year": pa.int16(), "sex": pa.int8(), "third": pa.int8(), "persons": pa.float64(),
             "pension_years": pa.float64()}  # fmt: skip
    return pa.table(rows, schema=pa.schema([(name, kinds.get(name, pa.int64())) for name in rows]))

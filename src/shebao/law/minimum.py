"""The least a pension may be: no floor in the nation, a share of the local average pension in Zhejiang."""

# A later or local text of a rule stands below the first, under the same name.
# pyright: reportRedeclaration=false
from __future__ import annotations

from shebao.law.language import fact, half_up, rule
from shebao.law.units import MILLION, Fen, Month, Months, Ppm, Table, YearNo, YesNo

MIDDLE_STARTED_BEFORE = 1998 * 12
ZHEJIANG = "浙江省职工基本养老保险条例"

fact("local_average_pension", Fen, low=0, high=100_000_000)
fact("paid_always_in_time", YesNo, low=0, high=1)


@rule(cites="国发〔2005〕38号 §6", since="2006-01", local=True, assumed="that the nation has no floor is from memory")
def minimum_pension_top_up() -> Fen:
    """The nation knows no least pension."""
    return 0


@rule(cites=f"{ZHEJIANG} §37", since="2008-05", regions=("330000",))
def minimum_pension_top_up(
    monthly_pension: Fen,
    local_average_pension: Fen,
    minimum_pension_share: Ppm,
    paid_always_in_time: YesNo,
    pension_shortfall_months: Months,
) -> Fen:
    """Zhejiang tops the first pension of who always paid in time up to a share of the local average pension."""
    if paid_always_in_time == 0 or pension_shortfall_months > 0:
        return 0
    return max(0, half_up(local_average_pension * minimum_pension_share, MILLION) - monthly_pension)


@rule(cites=f"{ZHEJIANG} §31", since="2006-01", until="2010-12", regions=("330000",))
def minimum_months_paid(
    work_started: Month, minimum_reference_year: YearNo, minimum_months_table: Table[Months]
) -> Months:
    """Zhejiang until 2010: ten years for who was at work before 1998 and retires by the end of 2010."""
    if 0 < work_started < MIDDLE_STARTED_BEFORE and minimum_reference_year <= 2010:
        return 120
    return minimum_months_table[min(max(minimum_reference_year, 2029), 2039)]

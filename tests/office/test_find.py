"""Who is found: the law says when and with how many months; the record says how many there are."""

from __future__ import annotations

import datetime

from shebao.engine.law import Law
from shebao.law.units import MEN_60, parse_month
from shebao.office.steps.find import Ages


def ages(month: str) -> Ages:
    return Ages(Law.load().at(parse_month(month), "330100"))


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def test_an_employee_is_due_with_the_months_of_the_year_deemed_ones_counted() -> None:
    born = day("1965-11-02")  # 60 years and three months in February 2026
    at, needed = ages("2026-02").employee(born, MEN_60, None)
    assert (at, needed) == (parse_month("2026-02"), 180)
    assert ages("2026-01").judge(born, MEN_60, None, 0, 300, 0) == ("", "")
    assert ages("2026-02").judge(born, MEN_60, None, 30, 150, 0)[0] == "pension"
    assert ages("2026-02").judge(born, MEN_60, None, 29, 150, 0) == ("short", "of age in 2026-02; 1 months short")


def test_a_resident_near_sixty_when_the_scheme_began_needs_fewer_years() -> None:
    young, old = day("1970-11-05"), day("1954-11-05")
    _, needed = ages("2030-11").resident(young)
    assert needed == 180
    assert ages("2030-11").judge(young, None, None, 0, 0, 179) == ("short", "60 in 2030-11; 1 months short")
    assert ages("2030-11").judge(young, None, None, 0, 0, 180)[0] == "resident"
    assert ages("2030-10").judge(young, None, None, 0, 0, 180) == ("", "")
    # Sixty in 2014: the whole years since the scheme began are enough, however late she is found.
    _, fewer = ages("2026-11").resident(old)
    assert 0 < fewer < 180
    assert ages("2026-11").judge(old, None, None, 0, 0, fewer)[0] == "resident"
    assert ages("2026-11").judge(old, None, None, 0, 0, 0) == ("", "")

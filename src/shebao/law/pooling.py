"""What funds of different places send to and receive from the nation."""

from __future__ import annotations

from shebao.law.language import half_up, rule
from shebao.law.units import Count, Fen, Ppm

MILLION = 1_000_000
ACT_2018 = "国发〔2018〕18号 §2"


@rule(cites=ACT_2018, since="2018-07", bounds=(0, 2**62))
def central_adjustment_upload(average_wage_year: Fen, insured_in_service: Count, upload_rate: Ppm) -> Fen:
    """Nine tenths of the average wage, times those who should be insured, times the rate: a year's share."""
    return half_up(half_up(average_wage_year * 9, 10) * insured_in_service * upload_rate, MILLION)


@rule(cites=ACT_2018, since="2018-07", bounds=(0, 2**62))
def central_adjustment_download(central_fund: Fen, national_retirees: Count, retirees: Count) -> Fen:
    """The fund of all places, divided by all retirees, times the place's own."""
    return half_up(central_fund * retirees, national_retirees)

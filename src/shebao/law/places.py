"""Where a place lies: the province of a six-digit code, in the rules' own language."""

from __future__ import annotations

from shebao.law.language import down, formula
from shebao.law.units import Region

OF_A_PROVINCE = 10_000


@formula
def province_of(place: Region) -> Region:
    """The province, autonomous region or municipality that a place lies in."""
    return down(place, OF_A_PROVINCE) * OF_A_PROVINCE


@formula
def measured_at(benefit_place: Region, place: Region) -> Region:
    """Whose wages measure a month: those of its own place inside the province that pays, else those of the payer."""
    if place == benefit_place:
        return place
    if benefit_place == 0 or province_of(place) == province_of(benefit_place):
        return place
    return benefit_place

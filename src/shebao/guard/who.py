"""Who asks: nobody in particular, an insured person, an employer's clerk, or staff of an office.

The one thing to know: a place is the digits of its GB/T code that count: '' is the nation, '33' a province, '3301' a
city, '330106' a county, '330106001' a township. Whoever works for a place works for all that begins with its digits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here as. Staff may have several functions at once."""

    ANYONE = "anyone"
    INSURED = "insured"
    EMPLOYER = "employer"
    PREPARER = "preparer"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    ACCOUNTANT = "accountant"


STAFF = frozenset({Role.PREPARER, Role.APPROVER, Role.SUPERVISOR, Role.ACCOUNTANT})
LEVELS = {0: "nation", 2: "province", 4: "city", 6: "county", 9: "township"}


@dataclass(frozen=True)
class Who:
    """Somebody who asks, as signed in.

    roles: never empty. place: where staff work, the digits that count; '' is the nation. person_id, employer_id:
    whom an insured person or a clerk stands for. subject: the name the identity provider gave.
    """

    subject: str = ""
    name: str = ""
    roles: frozenset[Role] = frozenset({Role.ANYONE})
    place: str = ""
    person_id: int | None = None
    employer_id: int | None = None
    token: str = field(default="", repr=False)

    @property
    def signed_in(self) -> bool:
        """Whether anybody in particular asks."""
        return bool(self.subject)

    @property
    def staff(self) -> bool:
        """Whether this is somebody of an office."""
        return bool(self.roles & STAFF)

    @property
    def level(self) -> str:
        """The level of the office staff work for: nation, province, city, county, township; '' for others."""
        return LEVELS[len(self.place)] if self.staff else ""


NOBODY = Who()


def place_of(region: int | str) -> str:
    """The digits of a region's code that count: 330100 is '3301', 330000 is '33', 0 is '' (the nation)."""
    code = f"{region:06d}" if isinstance(region, int) else region
    if len(code) == 6:
        for end in ("0000", "00"):
            if code.endswith(end):
                code = code[: -len(end)]
                break
    return "" if code == "00" else code


def within(place: str, of: str) -> bool:
    """Whether a place lies in another, or is it."""
    return place.startswith(of)

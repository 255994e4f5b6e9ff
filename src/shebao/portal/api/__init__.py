"""The JSON interface under /api/v1: everything the pages do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shebao.portal.pages import Pages


def calls() -> list[Pages]:
    """Every room of calls: for everyone, for an insured person, for an employer, for staff."""
    from shebao.portal.api import (
        answers,
        asking,
        counter,
        employer,
        mine,
        month,
        office,
        outlook,
        papers,
        pension,
        public,
        staff,
        system,
        token,
    )  # fmt: skip

    everyone = (pension, answers, public, system, outlook, papers, token)
    return [room.pages for room in (*everyone, mine, asking, employer, staff, counter, month, office)]

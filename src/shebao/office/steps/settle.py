"""settle: what the city sends to and receives from the nation by the central adjustment, a twelfth each month.

国发〔2018〕18号: sent is nine tenths of the average wage, times the insured, times a rate; received is an equal sum for
every retiree of the nation. The one thing to know: the text ended with 2021. National pooling moves surpluses since,
by a formula nobody publishes, so the last text and its figures stand in, and the entry says so.
"""

from __future__ import annotations

from sqlalchemy import Connection

from shebao.database.store import value
from shebao.engine.law import Law
from shebao.fund.books import open_fund, post, settle_now
from shebao.law.language import NATION, half_up
from shebao.law.units import parse_month
from shebao.office.work import EMPLOYEE_PENSION, Done, Work

BEGAN, ENDED = parse_month("2018-07"), parse_month("2021-12")


def run_step(work: Work, connection: Connection) -> Done:
    """Book the month's share of the central adjustment in both pools."""
    insured = int(
        value(
            connection,
            "SELECT count(DISTINCT person_id) FROM office.declared WHERE month = :m AND category < 2",
            m=work.month,
        )
    )
    retirees = int(
        value(
            connection,
            "SELECT count(DISTINCT person_id) FROM office.instruction WHERE month = :m AND scheme = 1",
            m=work.month,
        )
    )
    if work.month < BEGAN:
        return Done(0, 0, "nothing to settle before the central adjustment of July 2018")
    average = work.law.values(["average_wage"], {})["average_wage"] * 12
    law = Law.load().at(min(work.month, ENDED), work.region)
    up = law.values(["central_adjustment_upload"], {"average_wage_year": average, "insured_in_service": insured})
    down = law.values(["central_adjustment_download"], {"retirees": retirees})
    sent = half_up(up["central_adjustment_upload"], 12)
    received = half_up(down["central_adjustment_download"], 12)
    city = open_fund(connection, EMPLOYEE_PENSION, work.region)
    nation = open_fund(connection, EMPLOYEE_PENSION, NATION)
    key = f"settle:{work.label}:{work.region}"
    assumed = ", assumed as in 2021" if work.month > ENDED else ""
    memo = f"Central adjustment of {work.label}{assumed}"
    post(
        connection, f"{key}:city", city, work.month, memo,
        {"to_other_pools": sent, "from_other_pools": -received, "bank": received - sent},
    )  # fmt: skip
    post(
        connection, f"{key}:nation", nation, work.month, f"{memo}, {work.region}",
        # The nation's own fund is seen from this city alone: the other places stand behind its balance.
        {"from_other_pools": -sent, "to_other_pools": received, "pooled_balance": sent - received},
    )  # fmt: skip
    settle_now(connection)
    words = "gives" if sent > received else "receives"
    return Done(
        1,
        0,
        f"sent {sent / 100:,.2f}, received {received / 100:,.2f} yuan: the city {words} the difference{assumed}",
    )

"""post: money of the month is booked, months count as paid, personal accounts are credited.

A month counts only when its bill is fully paid. Money of short bills and money without a bill waits in
`unmatched_receipts`; what is paid over the bill waits there too.
"""

from __future__ import annotations

from sqlalchemy import Connection

from shebao.database.store import rows, value
from shebao.fund.books import open_fund, post, settle_now
from shebao.office.work import EMPLOYEE_PENSION, INJURY, RESIDENT_PENSION, UNEMPLOYMENT, Done, Work
from shebao.record.dossier import EMPLOYEES, RESIDENTS

BOOKED = f"""
    WITH paid AS MATERIALIZED (
        SELECT l.* FROM office.bill_line l
        JOIN office.bill b ON b.month = l.month AND b.category = l.category AND b.payer_id = l.payer_id
         AND b.person_id = CASE WHEN l.category = 0 THEN 0 ELSE l.person_id END
        JOIN office.collected c ON c.bill_no = b.bill_no AND c.state IN ('full', 'over')
        WHERE l.month = :m
    ), stints AS (
        -- A resident's premium is for the whole year.
        INSERT INTO record.stint (person_id, scheme, start, payer_id, months, base, region, category, learnt)
        SELECT person_id, CASE WHEN category = 2 THEN {RESIDENTS} ELSE {EMPLOYEES} END,
               CASE WHEN category = 2 THEN month - month % 12 ELSE month END, payer_id,
               CASE WHEN category = 2 THEN 12 ELSE 1 END, base, :region, category % 2, month FROM paid
    ), entries AS (
        INSERT INTO fund.personal (person_id, fund_id, month, kind, amount)
        SELECT person_id, CASE WHEN category = 2 THEN :residents ELSE :employees END, month, 'entry', sum(account_entry)
        FROM paid GROUP BY 1, 2, 3 HAVING sum(account_entry) <> 0
    )
    SELECT count(*), coalesce(sum(account_entry) FILTER (WHERE category < 2), 0),
           coalesce(sum(account_entry) FILTER (WHERE category = 2), 0), coalesce(sum(subsidy), 0) FROM paid
"""
"""Every month paid for, into the record and the personal accounts; how many, what was entered, what is subsidised."""


def run_step(work: Work, connection: Connection) -> Done:
    """Book what the month brought in."""
    fund = {
        scheme: open_fund(connection, scheme, work.region)
        for scheme in (EMPLOYEE_PENSION, RESIDENT_PENSION, UNEMPLOYMENT, INJURY)
    }
    sums = """
        SELECT coalesce(sum(b.pension), 0), coalesce(sum(b.unemployment), 0), coalesce(sum(b.injury), 0),
               coalesce(sum(b.residents), 0), coalesce(sum(b.total), 0)
        FROM office.bill b JOIN office.collected c ON c.bill_no = b.bill_no AND c.state IN ('full', 'over')
        WHERE b.month = :m
    """
    pension, unemployment, injury, residents, matched = (int(x) for x in rows(connection, sums, m=work.month)[0])
    booked = rows(
        connection, BOOKED, m=work.month, region=int(work.region), employees=fund[EMPLOYEE_PENSION],
        residents=fund[RESIDENT_PENSION],
    )  # fmt: skip
    stints, into_employees, into_residents, subsidy = (int(x) for x in booked[0])
    received = int(
        value(connection, "SELECT coalesce(sum(amount), 0) FROM office.receipt WHERE month = :m", m=work.month)
    )
    waiting = received - matched
    label = work.label
    post(
        connection, f"post:{label}:{EMPLOYEE_PENSION}", fund[EMPLOYEE_PENSION], work.month, f"Contributions of {label}",
        {"bank": pension, "contributions": -pension},
    )  # fmt: skip
    post(
        connection, f"post:{label}:{RESIDENT_PENSION}", fund[RESIDENT_PENSION], work.month, f"Premiums of {label}",
        {"bank": residents + subsidy, "contributions": -residents, "subsidies": -subsidy},
    )  # fmt: skip
    for scheme, amount in ((EMPLOYEE_PENSION, into_employees), (RESIDENT_PENSION, into_residents)):
        post(
            connection, f"credit:{label}:{scheme}", fund[scheme], work.month, f"Entered into accounts for {label}",
            {"credited_to_accounts": amount, "personal_accounts": -amount},
        )  # fmt: skip
    for scheme, amount in ((UNEMPLOYMENT, unemployment), (INJURY, injury)):
        post(
            connection, f"post:{label}:{scheme}", fund[scheme], work.month, f"Contributions of {label}",
            {"bank": amount, "contributions": -amount},
        )  # fmt: skip
    post(
        connection, f"post:{label}:waiting", fund[EMPLOYEE_PENSION], work.month, f"Receipts of {label} not matched",
        {"bank": waiting, "unmatched_receipts": -waiting},
    )  # fmt: skip
    settle_now(connection)
    unpaid = int(
        value(
            connection,
            "SELECT count(*) FROM office.collected WHERE month = :m AND state IN ('short', 'open')",
            m=work.month,
        )
    )
    return Done(
        stints, unpaid, f"{matched / 100:,.2f} yuan booked, {waiting / 100:,.2f} waiting; {unpaid:,} bills unpaid"
    )

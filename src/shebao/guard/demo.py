"""The demonstration's accounts: synthetic people, an employer and staff of five levels, ready to sign in.

The one thing to know: it is refused in a database whose city does not say that it is synthetic. The counties and
townships people are spread over are made up as well: the city's digits with 01, 02 … behind them.
"""

from __future__ import annotations

import datetime
import json
from typing import NamedTuple

from sqlalchemy import Connection

from shebao.database.store import rows, run, value
from shebao.engine.law import Law
from shebao.errors import ShebaoError
from shebao.guard.accounts import open_account
from shebao.guard.who import Role, place_of

COUNTIES, TOWNSHIPS = 5, 3


class NotADemonstration(ShebaoError):
    """The database holds no synthetic city."""


class Ready(NamedTuple):
    """A sign-in that is ready. role: what it shows, as the page's list says it."""

    subject: str
    name: str
    role: str
    place: str


def make_ready(connection: Connection) -> list[Ready]:
    """Spread the city over counties and townships and open the accounts; said again, nothing changes.

    connection: the owner's. NotADemonstration where the city is not synthetic.
    """
    about = json.loads(value(connection, "SELECT value FROM office.setting WHERE name = 'city'") or "{}")
    if about.get("synthetic") is not True:
        raise NotADemonstration("no synthetic city is in this database: `shebao demo` makes one and serves it")
    city = place_of(str(about["region"])).ljust(4, "0")
    for table, key in (("record.person", "person_id"), ("record.employer", "employer_id")):
        run(
            connection,
            f"UPDATE {table} SET place = :city || to_char(1 + {key} % {COUNTIES}, 'FM00')"
            f" || to_char(1 + {key} / {COUNTIES} % {TOWNSHIPS}, 'FM000') WHERE place IS NULL",
            city=city,
        )
    # In the demonstration payments are prepared by one and approved by another.
    run(connection, "INSERT INTO office.setting VALUES ('payments_by_two', 'yes') ON CONFLICT DO NOTHING")
    region = str(about["region"])
    found = [*_insured(connection), *_soon(connection, region), *_employer(connection), *_staff(connection, city)]
    return found


INSURED = {
    "insured": "SELECT person_id FROM record.stint s WHERE scheme = 1 GROUP BY 1 HAVING max(start + months) >= :m - 1"
    " AND NOT EXISTS (SELECT 1 FROM record.award a WHERE a.person_id = s.person_id)"
    " ORDER BY sum(months) DESC, 1 LIMIT 1",
    "pensioner": "SELECT person_id FROM record.award WHERE scheme = 1 ORDER BY start DESC, person_id LIMIT 1",
    "resident": "SELECT person_id FROM record.stint WHERE scheme = 2 GROUP BY 1 ORDER BY sum(months) DESC, 1 LIMIT 1",
    "due": "SELECT person_id FROM office.decision WHERE kind = 'pension' ORDER BY month DESC, person_id LIMIT 1",
}
"""Whom to sign in as: paying the longest, pensioned last, a resident, and somebody whose pension was just decided."""


def _insured(connection: Connection) -> list[Ready]:
    month = int(value(connection, "SELECT coalesce(max(start + months), 0) FROM record.stint"))
    found: list[Ready] = []
    for role, query in INSURED.items():
        person = value(connection, query, **({"m": month} if ":m" in query else {}))
        if person is not None:
            name = str(value(connection, "SELECT name FROM record.person WHERE person_id = :p", p=person))
            open_account(connection, f"demo-{role}", name, [Role.INSURED], person=person)
            found.append(Ready(f"demo-{role}", name, role, ""))
    return found


NEAR = """
    SELECT p.person_id, p.name, p.birth, f.value FROM record.person p
    JOIN record.fact_now f ON f.person_id = p.person_id AND f.kind = 'retirement_track'
    WHERE p.birth BETWEEN :first AND :last
      AND (SELECT coalesce(sum(months), 0) FROM record.stint s WHERE s.person_id = p.person_id AND scheme = 1) >= 240
      AND NOT EXISTS (SELECT 1 FROM record.award a WHERE a.person_id = p.person_id)
      AND NOT EXISTS (SELECT 1 FROM office.decision d WHERE d.person_id = p.person_id)
      AND NOT EXISTS (SELECT 1 FROM record.fact_now c WHERE c.person_id = p.person_id
                      AND c.kind = 'chosen_retirement_month')
    ORDER BY p.birth, p.person_id
"""
AGES = (50, 64)
"""Between these the law lets people retire, whatever their track."""


def _soon(connection: Connection, region: str) -> list[Ready]:
    """Somebody who has paid for twenty years and reaches retirement in the next three months, where there is one."""
    today = datetime.date.today()
    month = today.year * 12 + today.month - 1
    law = Law.load().at(month, region)
    first, last = (today.replace(year=today.year - age, day=1) for age in reversed(AGES))
    asked: dict[tuple[int, int, int], int] = {}
    for person, name, birth, track in rows(connection, NEAR, first=first, last=last):
        key = (birth.year, birth.month, track)
        if key not in asked:
            facts = {"birth": birth.toordinal(), "retirement_track": track}
            asked[key] = law.values(("statutory_retirement_month",), facts)["statutory_retirement_month"]
        if month < asked[key] <= month + 3:
            open_account(connection, "demo-soon", name, [Role.INSURED], person=person)
            return [Ready("demo-soon", name, "soon", "")]
    return []


def _employer(connection: Connection) -> list[Ready]:
    largest = rows(
        connection,
        "SELECT e.employer_id, e.name FROM record.employer e JOIN record.stint s ON s.payer_id = e.employer_id"
        " GROUP BY 1, 2 ORDER BY count(*) DESC, 1 LIMIT 1",
    )
    for employer, name in largest:
        open_account(connection, "demo-employer", name, [Role.EMPLOYER], employer=employer)
        return [Ready("demo-employer", name, "employer", "")]
    return []


def _staff(connection: Connection, city: str) -> list[Ready]:
    county, township = city + "01", city + "01001"
    wanted = [
        ("clerk", "王晓 Wang Xiao", [Role.PREPARER], city),
        ("approver", "李敏 Li Min", [Role.APPROVER], city),
        ("supervisor", "陈立 Chen Li", [Role.SUPERVISOR], city),
        ("accountant", "赵云 Zhao Yun", [Role.ACCOUNTANT], city),
        ("township clerk", "周宁 Zhou Ning", [Role.PREPARER], township),
        ("county clerk", "吴芳 Wu Fang", [Role.PREPARER], county),
        ("province supervisor", "郑平 Zheng Ping", [Role.SUPERVISOR], city[:2]),
        ("nation supervisor", "孙远 Sun Yuan", [Role.SUPERVISOR], ""),
    ]
    for role, name, roles, place in wanted:
        open_account(connection, f"demo-{role.replace(' ', '-')}", name, roles, place=place)
    return [Ready(f"demo-{role.replace(' ', '-')}", name, role, place) for role, name, _, place in wanted]

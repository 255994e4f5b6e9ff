"""The closing report of a month: tables for a terminal, and one HTML page with charts that opens without a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from shebao.database.store import reading, rows, value
from shebao.engine.texts import units_month
from shebao.fund.books import funds

SCHEMES = {
    "employee_pension": "Employees' pension",
    "resident_pension": "Residents' pension",
    "unemployment": "Unemployment",
    "work_injury": "Work injury",
}
ACCOUNT_WORDS = {
    "bank": "In the bank",
    "unmatched_receipts": "Receipts waiting",
    "payments_on_the_way": "On the way",
    "payments_returned": "Returned, owed",
    "personal_accounts": "Personal accounts",
}


def gather(engine: Engine, month: int) -> dict[str, Any]:
    """Everything the report shows, as plain data. Money in fen."""
    with reading(engine) as connection:
        city = json.loads(value(connection, "SELECT value FROM office.setting WHERE name = 'city'") or "{}")
        names = {f.fund_id: (f.scheme, f.region) for f in funds(connection)}
        moved: dict[int, dict[str, int]] = {n: {} for n in names}
        query = (
            "SELECT l.fund_id, account, sum(amount) FROM fund.leg l JOIN fund.entry e USING (key)"
            " WHERE e.month = :m GROUP BY 1, 2"
        )
        for fund, account, amount in rows(connection, query, m=month):
            moved[fund][account] = int(amount)
        stands: dict[int, dict[str, int]] = {n: {} for n in names}
        for fund, account, amount in rows(
            connection, "SELECT fund_id, account, sum(amount) FROM fund.leg GROUP BY 1, 2"
        ):
            stands[fund][account] = int(amount)
        bills = rows(
            connection,
            "SELECT b.category, count(*), sum(b.lines), sum(b.total), sum(c.received) FILTER (WHERE c.state IN"
            " ('full', 'over')), count(*) FILTER (WHERE c.state IN ('short', 'open')) FROM office.bill b"
            " LEFT JOIN office.collected c USING (bill_no) WHERE b.month = :m GROUP BY 1 ORDER BY 1",
            m=month,
        )
        decided = rows(
            connection,
            "SELECT p.name, p.id_number, d.kind, d.question, d.amount, d.account_part, a.rule, a.approved_by,"
            " p.person_id FROM office.decision d JOIN record.person p USING (person_id)"
            " LEFT JOIN office.approval a USING (person_id, kind, month) WHERE d.month = :m ORDER BY d.amount DESC",
            m=month,
        )
        paid = rows(
            connection,
            "SELECT i.scheme, count(*), sum(i.amount), count(*) FILTER (WHERE c.state = 'returned'),"
            " coalesce(sum(i.amount) FILTER (WHERE c.state = 'returned'), 0) FROM office.instruction i"
            " LEFT JOIN office.confirmation c USING (instruction_no) WHERE i.month = :m GROUP BY 1 ORDER BY 1",
            m=month,
        )
        rejects = rows(
            connection,
            "SELECT file, line, field, value, reason FROM office.reject WHERE month = :m ORDER BY 1, 2, 3 LIMIT 200",
            m=month,
        )
        refused = value(
            connection,
            "SELECT count(*) FROM office.reject WHERE month = :m AND reason NOT LIKE 'warning:%'",
            m=month,
        )
        steps = rows(
            connection,
            "SELECT step, done, refused, said, extract(epoch FROM ended - began)::float FROM office.step"
            " WHERE month = :m ORDER BY ended",
            m=month,
        )
        short = value(connection, "SELECT count(*) FROM office.finding WHERE month = :m AND kind = 'short'", m=month)
        pensions = rows(
            connection,
            "SELECT width_bucket(amount, 0, 1200000, 24) AS b, count(*) FROM office.instruction"
            " WHERE month = :m AND scheme = 1 GROUP BY 1 ORDER BY 1",
            m=month,
        )
        bases = rows(
            connection,
            "SELECT width_bucket(base, 0, 3000000, 30) AS b, count(*) FROM office.bill_line"
            " WHERE month = :m AND category = 0 GROUP BY 1 ORDER BY 1",
            m=month,
        )
        example = rows(
            connection,
            "SELECT trace FROM office.decision WHERE month = :m AND kind = 'pension'"
            " ORDER BY amount, person_id LIMIT 1",
            m=month,
        )
    table = []
    for number, (scheme, region) in names.items():
        flow, held = moved[number], stands[number]
        table.append(
            {
                "scheme": SCHEMES.get(scheme, scheme),
                "pool": "nation" if region == "000000" else region,
                "income": -sum(flow.get(a, 0) for a in ("contributions", "subsidies", "from_other_pools")),
                "accounts_in": -flow.get("personal_accounts", 0),
                "spending": flow.get("benefits", 0) + flow.get("to_other_pools", 0),
                "bank": held.get("bank", 0),
                "held": {word: abs(held.get(account, 0)) for account, word in ACCOUNT_WORDS.items()},
                "sum": sum(held.values()),
            }
        )
    return {
        "month": units_month(month),
        "city": city,
        "funds": table,
        "bills": [
            {
                "who": ("employers", "flexible workers", "residents")[c],
                "bills": int(n),
                "people": int(people),
                "due": int(due),
                "paid": int(got or 0),
                "unpaid": int(open_),
            }
            for c, n, people, due, got, open_ in bills
        ],
        "decided": [
            {
                "name": name, "id": f"{number[:6]}********{number[-4:]}", "kind": kind,
                "provisional": question.endswith("_provisional"), "amount": int(amount),
                "account_part": int(part), "by": rule or who or "", "person": int(person),
            }
            for name, number, kind, question, amount, part, rule, who, person in decided
        ],
        "short": int(short or 0),
        "paid": [
            {
                "scheme": SCHEMES["employee_pension" if scheme == 1 else "resident_pension"],
                "payments": int(n), "amount": int(amount), "returned": int(back), "returned_amount": int(owed),
            }
            for scheme, n, amount, back, owed in paid
        ],
        "rejects": [dict(zip(("file", "line", "field", "value", "reason"), row, strict=True)) for row in rejects],
        "refused": int(refused or 0),
        "steps": [
            {"step": s, "done": int(d), "refused": int(r), "said": t, "seconds": float(x)} for s, d, r, t, x in steps
        ],
        "pensions": {int(b): int(n) for b, n in pensions},
        "bases": {int(b): int(n) for b, n in bases},
        "example": example[0][0] if example else None,
    }  # fmt: skip


def show(data: dict[str, Any], terminal: Any) -> None:
    """Print the report as tables to a rich console."""
    from rich import box
    from rich.table import Table

    def table(title: str, *columns: str) -> Table:
        made = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
        for n, column in enumerate(columns):
            made.add_column(column, justify="left" if n == 0 else "right")
        return made

    if data["city"].get("synthetic"):
        terminal.print(f"[yellow]Synthetic: nobody in this city exists.[/] Region {data['city']['region']}, "
                       f"{data['city']['size']:,} people, month {data['month']}")  # fmt: skip
    compared = table("Synthetic against published", "share of all people", "here", "province", "")
    for line in data["city"].get("compared", []):
        compared.add_row(line["what"], f"{line['synthetic']:.1%}", f"{line['published']:.1%}", line["note"])
    terminal.print(compared)
    bills = table("Contributions", "who", "bills", "people", "due, yuan", "paid, yuan", "unpaid bills")
    for line in data["bills"]:
        bills.add_row(
            line["who"], f"{line['bills']:,}", f"{line['people']:,}", yuan(line["due"]), yuan(line["paid"]),
            f"{line['unpaid']:,}",
        )  # fmt: skip
    terminal.print(bills)
    new = table("New pensioners", "name (fictitious)", "ID number", "kind", "yuan a month", "approved")
    for line in data["decided"][:12]:
        kind = line["kind"] + (", provisional" if line["provisional"] else "")
        new.add_row(line["name"], line["id"], kind, yuan(line["amount"]), line["by"] or "waits")
    terminal.print(new)
    more = len(data["decided"]) - 12
    if more > 0:
        terminal.print(f"  … and {more} more; {data['short']} of age still lack months")
    paid = table("Payments", "scheme", "payments", "yuan", "returned, still owed", "yuan")
    for line in data["paid"]:
        paid.add_row(
            line["scheme"], f"{line['payments']:,}", yuan(line["amount"]), f"{line['returned']:,}",
            yuan(line["returned_amount"]),
        )  # fmt: skip
    terminal.print(paid)
    books = table("Funds, yuan", "fund", "pool", "income", "into accounts", "spending", "in the bank", "off by")
    for line in data["funds"]:
        books.add_row(
            line["scheme"], line["pool"], yuan(line["income"]), yuan(line["accounts_in"]), yuan(line["spending"]),
            yuan(line["bank"]), yuan(line["sum"]),
        )  # fmt: skip
    terminal.print(books)
    rejects = table(f"Rejected rows: {data['refused']}", "file", "line", "field", "value", "reason")
    for line in data["rejects"][:15]:
        rejects.add_row(line["file"], str(line["line"]), line["field"], line["value"][:24], line["reason"])
    terminal.print(rejects)


def write_page(data: dict[str, Any], path: Path) -> None:
    """Write the report as one HTML file that needs nothing else."""
    from jinja2 import Environment, FileSystemLoader, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape(["html", "j2"]),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["yuan"] = yuan
    environment.filters["short"] = short
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(environment.get_template("report.html.j2").render(**data), encoding="utf-8")
    draft.replace(path)


def yuan(fen: int) -> str:
    """Fen as yuan with thousands: 1,234.05."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def short(fen: int) -> str:
    """Fen as a figure for a chart: 12.3 m."""
    value = abs(fen) / 100
    for size, word in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if value >= size:
            return f"{'-' if fen < 0 else ''}{value / size:.1f} {word}"
    return f"{'-' if fen < 0 else ''}{value:.0f}"

"""The demonstration's employer, and the files it declares wages by."""

from __future__ import annotations

import csv
import io

from people import Office
from sqlalchemy import text

from shebao.office.steps.declare import HEADER_ZH

ID_CARD = "居民身份证"


class Firm:
    """The demonstration's employer and its people."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.number = office.value("SELECT employer_id FROM guard.account WHERE subject = 'demo-employer'")
        self.code = office.value("SELECT credit_code FROM record.employer WHERE employer_id = :e", e=self.number)
        with office.owner.connect() as connection:
            self.people = [
                tuple(row)
                for row in connection.execute(
                    text(
                        "SELECT p.name, p.id_number FROM office.declared d JOIN record.person p USING (person_id)"
                        " WHERE d.employer_id = :e AND d.category = 0 AND d.month < office.open_month()"
                        " ORDER BY person_id LIMIT 4"
                    ),
                    {"e": self.number},
                )
            ]

    def declared(self) -> int:
        """How many people stand declared for the open month."""
        query = "SELECT count(*) FROM office.declared WHERE employer_id = :e AND month = office.open_month()"
        return self.office.value(query, e=self.number)

    def clear(self) -> None:
        """As if nothing had been written for the open month."""
        for table in ("office.declared", "office.draft_line", "office.draft"):
            self.office.value(
                f"WITH gone AS (DELETE FROM {table} WHERE employer_id = :e AND month = office.open_month()"
                " RETURNING 1) SELECT count(*) FROM gone",
                e=self.number,
            )

    def file(self, *rows: tuple[str, ...], month: str = "202612") -> bytes:
        """A CSV file of name, number and wage."""
        made = io.StringIO()
        writer = csv.writer(made)
        writer.writerow(HEADER_ZH)
        writer.writerows([self.code, month, name, ID_CARD, number, wage] for name, number, wage in rows)
        return made.getvalue().encode("utf-8-sig")

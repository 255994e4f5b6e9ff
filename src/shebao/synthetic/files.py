"""A city as the files offices receive: registers, declarations, receipts, and the past.

The one thing to know: among the good rows stand planted faults, listed in faults.csv, because that is how files come.
The bytes are the same for the same seed.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from shebao.engine.errors import MissingFigure
from shebao.engine.texts import units_month
from shebao.law.units import TRACKS
from shebao.office.steps.bill import Contributions
from shebao.office.steps.declare import HEADER_ZH
from shebao.office.work import EMPLOYEE
from shebao.office.work import FLEXIBLE as FLEXIBLE_CATEGORY
from shebao.office.work import RESIDENT as RESIDENT_CATEGORY
from shebao.synthetic.city import (
    FLEXIBLE,
    IN_SERVICE,
    NOBODY,
    RESIDENT_PAYING,
    RETIRED,
    City,
    comparison,
    id_number,
    make_city,
    name_of,
)
from shebao.synthetic.past import Life, lives

ID_CARD = "居民身份证"
BANKS = ("BANKA", "BANKB", "BANKC")
Tell = Callable[[str], None]


def make_files(
    region: str, size: int, seed: int, month: int, out: Path, tell: Tell = lambda what: None
) -> dict[str, Any]:
    """Write a synthetic city to a folder that must be new or empty; what city.json says."""
    if out.exists() and any(out.iterdir()):
        from shebao.engine.errors import BadInput

        raise BadInput("out", str(out), "a new or empty folder")
    tell("drawing people")
    city = make_city(region, size, seed, month)
    tell("living their past")
    past = list(lives(city))
    writer = _Writer(city, past, out)
    for what in ("registers", "declarations", "receipts", "history", "opening", "about"):
        tell(f"writing {what}")
        getattr(writer, what)()
    return writer.said


class _Writer:
    def __init__(self, city: City, past: list[Life | None], out: Path) -> None:
        self.city, self.past, self.out = city, past, out
        self.label = units_month(city.month)
        self.digits = self.label.replace("-", "")
        self.said: dict[str, Any] = {}
        self.faults: list[tuple[str, int, str]] = []
        self.covered = [at for at in range(city.size) if city.status[at] != NOBODY]
        counted: dict[tuple[int, int], int] = {}
        self.ids: dict[int, str] = {}
        self.names: dict[int, str] = {}
        for n, at in enumerate(self.covered):
            key = (int(city.birth[at]), int(city.sex[at]))
            number = counted[key] = counted.get(key, -1) + 1
            born = datetime.date.fromordinal(key[0])
            self.ids[at] = id_number(city.region, born, number, key[1])
            self.names[at] = name_of(n)
        self._employ()
        self.bills: dict[str, int] = {}
        self.contributions = Contributions(city.law)
        (out / "history").mkdir(parents=True)
        (out / "receipts").mkdir()
        (out / "declarations" / self.label).mkdir(parents=True)

    def _employ(self) -> None:
        """Employees into employers of very different sizes; the first employees by number go to the first employer."""
        from stdnum.cn import uscc

        rng = self.city.rng("employers")
        workers = [at for at in self.covered if self.city.status[at] == IN_SERVICE]
        self.employers: list[tuple[str, str, int, int]] = []
        self.staff: list[list[int]] = []
        at = 0
        while at < len(workers):
            size = int(min(max(1, round(float(np.exp(rng.normal(2.1, 1.25))))), 2000))
            number = len(self.employers)
            body = f"91{self.city.region}MA{number:07d}"
            code = body + uscc.calc_check_digit(body)
            industry = int(rng.choice([1, 2, 3, 4, 5, 6, 7, 8], p=[0.3, 0.2, 0.14, 0.12, 0.1, 0.08, 0.04, 0.02]))
            choices = (
                [1_000_000, 1_200_000, 1_500_000]
                if industry == 1
                else [500_000, 800_000, 1_000_000, 1_000_000, 1_200_000]
            )
            floating = int(rng.choice(choices))
            self.employers.append((code, f"虚构企业{number + 1:05d}", industry, floating))
            self.staff.append(workers[at : at + size])
            at += size
        self.works_for = {worker: n for n, staff in enumerate(self.staff) for worker in staff}

    def registers(self) -> None:
        """persons.csv and employers.csv."""
        city, rng = self.city, self.city.rng("registers")
        from shebao.office.enrol import PERSON

        def rows() -> Iterator[Sequence[object]]:
            for n, at in enumerate(self.covered):
                life, status = self.past[at], int(city.status[at])
                luck = rng.random(5)
                employee = status in (IN_SERVICE, FLEXIBLE, RETIRED)
                chosen = ""
                away = int(city.retires[at]) - city.month
                if status in (IN_SERVICE, FLEXIBLE):
                    if away == 0 and luck[0] < 0.2:
                        chosen = units_month(int(city.retires[at]) + 12)
                    elif 0 < away <= 12 and luck[0] < 0.05:
                        chosen = units_month(max(city.month, self._earliest(at)))
                yield (
                    ID_CARD, self.ids[at], self.names[at], "female" if city.sex[at] else "male",
                    datetime.date.fromordinal(int(city.birth[at])).isoformat(), city.region,
                    TRACKS[int(city.track[at])] if employee else "",
                    units_month(int(city.started[at])) if employee else "",
                    life.deemed_months if life and life.deemed_months else "",
                    "yes" if employee and luck[1] < 0.35 else "", chosen, "yes" if luck[2] < 0.85 else "no",
                    BANKS[int(luck[3] * len(BANKS))], f"6200{n:012d}" if luck[4] < 0.998 else "",
                )  # fmt: skip

        _csv(self.out / "persons.csv", PERSON, rows())
        _csv(
            self.out / "employers.csv",
            ("credit_code", "name", "region", "industry_class", "injury_float"),
            ((code, name, city.region, industry, floating) for code, name, industry, floating in self.employers),
        )

    def _earliest(self, at: int) -> int:
        facts = {"birth": int(self.city.birth[at]), "retirement_track": int(self.city.track[at])}
        return self.city.law.values(["earliest_retirement_month"], facts)["earliest_retirement_month"]

    def declarations(self) -> None:
        """One file an employer, one for flexible workers, one for residents; with planted faults."""
        city, rng = self.city, self.city.rng("declarations")
        average = city.law.values(["average_wage"], {})["average_wage"]
        folder = self.out / "declarations" / self.label
        total = len(self.employers)
        for n, (code, _, industry, floating) in enumerate(self.employers):
            kind = rng.random()
            rows: list[list[str]] = []
            due = 0
            for at in self.staff[n]:
                wage = round(average * float(city.index[at]) * (1 + float(rng.normal(0, 0.08))) / 10) * 10
                wage = max(200_000, wage)
                rows.append([code, self.digits, self.names[at], ID_CARD, self.ids[at], f"{wage / 100:.2f}"])
                due += self._due(EMPLOYEE, wage, industry, floating)
            due -= self._spoil(n, total, code, rows, industry, floating)
            if due:
                self.bills[f"SB{self.digits}{code}"] = due
            name = f"{code}.{'xlsx' if kind > 0.97 else 'csv'}"
            encoding = "gb18030" if 0.90 < kind <= 0.97 else "utf-8-sig"
            if kind > 0.97:
                _xlsx(folder / name, HEADER_ZH, rows)
            else:
                _csv(folder / name, HEADER_ZH, rows, encoding)
            if n == total // 2:
                # The same file sent again under another name: nothing may change.
                again = folder / f"again-{name}"
                again.write_bytes((folder / name).read_bytes())
                self.faults.append((again.name, 0, "the same file twice"))
        self._people_paying(folder, rng, average)
        (folder / "notes.txt").write_text("not a table\n", encoding="utf-8")
        self.faults.append(("notes.txt", 0, "neither CSV nor Excel"))

    def _spoil(self, n: int, total: int, code: str, rows: list[list[str]], industry: int, floating: int) -> int:
        """Plant one fault in some files; the fen that are then not due."""
        step = max(1, total // (len(SPOILS) + 1))
        if n % step or not 0 < n // step <= len(SPOILS) or not rows:
            return 0
        what, spoil, lost = SPOILS[n // step - 1]
        row = rows[0]
        wage = round(float(row[5]) * 100)
        self.faults.append((code, 2 if lost else len(rows) + 2, what))
        if lost:
            spoil(row)
            return self._due(EMPLOYEE, wage, industry, floating)
        extra = list(row)
        spoil(extra)
        rows.append(extra)
        return 0

    def _people_paying(self, folder: Path, rng: np.random.Generator, average: int) -> None:
        city = self.city
        floor = city.law.values(["base_floor"], {})["base_floor"]
        flexible: list[list[str]] = []
        residents: list[list[str]] = []
        for at in self.covered:
            luck = rng.random(2)
            if city.status[at] == FLEXIBLE:
                base = floor if luck[0] < 0.7 else round(floor + float(luck[1]) * average * 0.8) // 100 * 100
                flexible.append([self.digits, self.names[at], ID_CARD, self.ids[at], f"{base / 100:.2f}"])
                self.bills[f"SF{self.digits}{self.ids[at]}"] = self._due(FLEXIBLE_CATEGORY, base, 0, 0)
            life = self.past[at]
            if city.status[at] == RESIDENT_PAYING and life and life.pays_now:
                residents.append([self.digits, self.names[at], ID_CARD, self.ids[at], str(life.tier)])
                due = self._due(RESIDENT_CATEGORY, life.tier * 100, 0, 0)
                if due:
                    self.bills[f"SR{self.digits}{self.ids[at]}"] = due
        _csv(folder / "flexible.csv", (*HEADER_ZH[1:5], "缴费基数"), flexible)
        _csv(folder / "residents.csv", (*HEADER_ZH[1:5], "缴费档次"), residents)

    def _due(self, category: int, wage: int, industry: int, floating: int) -> int:
        try:
            _, employer, own, employer_u, own_u, injury, _, _ = self.contributions.of(
                category, wage, industry, floating
            )
        except MissingFigure:
            return 0
        return employer + own + employer_u + own_u + injury

    def receipts(self) -> None:
        """The bank's statement: nearly every bill paid; some short, over, late, twice on the statement, or nobody's."""
        rng = self.city.rng("receipts")
        day = datetime.date(self.city.month // 12, self.city.month % 12 + 1, 10).isoformat()
        entries: list[tuple[str, str, int]] = []
        for n, (bill, due) in enumerate(sorted(self.bills.items())):
            luck = rng.random()
            ref = f"R{self.digits}{n:08d}"
            if luck < 0.006:
                continue
            if luck < 0.012:
                entries.append((ref, bill, max(1, due * 9 // 10)))
            elif luck < 0.016:
                entries.append((ref, bill, due + 10_000))
            elif luck < 0.022 and due > 1:
                entries += [(ref, bill, due // 2), (f"{ref}B", bill, due - due // 2)]
            else:
                entries.append((ref, bill, due))
            if luck > 0.9985:
                entries.append(entries[-1])
                self.faults.append((bill, 0, "one receipt twice on the statement"))
        for n in range(5):
            entries.append((f"R{self.digits}X{n}", f"SB{self.digits}UNKNOWN{n}", 123_400 + n))
            self.faults.append((f"SB{self.digits}UNKNOWN{n}", 0, "a receipt without a bill"))
        _statement(self.out / "receipts" / f"{self.label}.camt053.xml", self.digits, day, entries)

    def history(self) -> None:
        """contributions.parquet, accounts.parquet, awards.parquet."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        year = self.city.month // 12 - 1
        stints: list[tuple[Any, ...]] = []
        statements: list[tuple[Any, ...]] = []
        awards: list[tuple[Any, ...]] = []
        for at in self.covered:
            life = self.past[at]
            if life is None:
                continue
            number = self.ids[at]
            code = self.employers[self.works_for[at]][0] if at in self.works_for else ""
            stints += [(number, life.scheme, s, m, b, r, c, "" if c else code) for s, m, b, r, c in life.stints]
            if life.closing or life.since:
                statements.append((number, life.scheme, year, life.closing, life.since))
            if life.award:
                awards.append((number, life.scheme, *life.award))
        tables = {
            "contributions": (stints, CONTRIBUTIONS),
            "accounts": (statements, ACCOUNTS),
            "awards": (awards, AWARDS),
        }
        for name, (rows, columns) in tables.items():
            types = [pa.string() if kind == "text" else pa.int64() for _, kind in columns]
            arrays = [pa.array([row[i] for row in rows], types[i]) for i in range(len(columns))]
            table = pa.table(arrays, names=[c for c, _ in columns])
            table = table.replace_schema_metadata({"synthetic": "yes: nobody in this file exists"})
            pq.write_table(table, self.out / "history" / f"{name}.parquet", compression="zstd")
        self.accounts = {
            1: sum(s[3] + s[4] for s in statements if s[1] == 1),
            2: sum(s[3] + s[4] for s in statements if s[1] == 2),
        }

    def opening(self) -> None:
        """The books at the start: the province's fund balances by head, personal accounts as they are."""
        cover, city = self.city.published.coverage, self.city
        share = city.size / city.published.population
        rows: list[tuple[str, str, int]] = []
        for number, scheme, key in (
            (1, "employee_pension", "employees_balance"),
            (2, "resident_pension", "resident_balance"),
        ):
            bank = round(cover[key] * 100 * share)
            rows += [(scheme, "bank", bank), (scheme, "personal_accounts", -self.accounts[number])]
            rows.append((scheme, "pooled_balance", self.accounts[number] - bank))
        for scheme, head in (("unemployment", 30_000), ("work_injury", 20_000)):
            bank = head * city.size
            rows += [(scheme, "bank", bank), (scheme, "pooled_balance", -bank)]
        _csv(self.out / "opening.csv", ("scheme", "account", "fen"), rows)

    def about(self) -> None:
        """city.json and faults.csv."""
        city = self.city
        self.said = {
            "synthetic": True,
            "note": "Nobody in these files exists. Calibrated to the census of 2020 and the yearbook of 2025.",
            "region": city.region,
            "month": self.label,
            "size": city.size,
            "seed": city.seed,
            "covered": len(self.covered),
            "employers": len(self.employers),
            "compared": [
                {"what": what, "synthetic": round(here, 4), "published": round(there, 4), "note": note}
                for what, here, there, note in comparison(city)
            ],
        }
        (self.out / "city.json").write_text(
            json.dumps(self.said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        _csv(self.out / "faults.csv", ("where", "line", "what"), self.faults)


def _set(column: int, text: str) -> Callable[[list[str]], None]:
    def spoil(row: list[str]) -> None:
        row[column] = text

    return spoil


def _wrong_check_digit(row: list[str]) -> None:
    row[4] = row[4][:17] + ("0" if row[4][17] != "0" else "1")


def _nothing(row: list[str]) -> None:
    return None


def _one_column_less(row: list[str]) -> None:
    del row[3]


SPOILS: list[tuple[str, Callable[[list[str]], None], bool]] = [
    ("ID number with a wrong check digit", _wrong_check_digit, True),
    ("wage below zero", _set(5, "-100.00"), True),
    ("wage beyond belief", _set(5, "99999999"), True),
    ("wage that is no number", _set(5, "六千"), True),
    ("wage with three decimals", _set(5, "6000.125"), True),
    ("month of another year", _set(1, "202501"), True),
    ("ID type nobody knows", _set(3, "军官证"), True),
    ("a person who is not in the register", _set(4, "11010519491231002X"), True),
    ("another name for the same number", _set(2, "无名氏"), True),
    ("one column too few", _one_column_less, True),
    ("credit code with a wrong check digit", _set(0, "91330100MA0000001A"), True),
    ("an employer who is not in the register", _set(0, "91350100M000100Y43"), True),
    ("the same worker twice in one file", _nothing, False),
]
"""What, how, and whether the row itself is lost (else a row is added)."""

CONTRIBUTIONS = (("id_number", "text"), ("scheme", ""), ("start", ""), ("months", ""), ("base", ""), ("region", ""),
                 ("category", ""), ("credit_code", "text"))  # fmt: skip
ACCOUNTS = (("id_number", "text"), ("scheme", ""), ("year", ""), ("closing", ""), ("since", ""))
AWARDS = (("id_number", "text"), ("scheme", ""), ("start", ""), ("amount", ""), ("account_part", ""))


def _csv(path: Path, header: Sequence[str], rows: Any, encoding: str = "utf-8-sig") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _xlsx(path: Path, header: Sequence[str], rows: list[list[str]]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = datetime.datetime(2026, 1, 1)
    sheet = book.create_sheet("申报")
    sheet.append(list(header))
    for row in rows:
        sheet.append([*row[:-1], float(row[-1]) if row[-1].replace(".", "").isdigit() else row[-1]])
    draft = io.BytesIO()
    book.save(draft)
    # Zip entries carry the time of writing: the same bytes need a fixed one.
    with zipfile.ZipFile(draft) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in sorted(made.namelist()):
            data = made.read(name)
            if name == "docProps/core.xml":
                import re

                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-01-01T00:00:00Z", data)
            fixed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def _statement(path: Path, digits: str, day: str, entries: list[tuple[str, str, int]]) -> None:
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    with path.open("wb") as raw, etree.xmlfile(raw, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("Document", nsmap={None: CAMT}), file.element("BkToCstmrStmt"):
            head = etree.Element("GrpHdr")
            etree.SubElement(head, "MsgId").text = f"STMT{digits}"
            etree.SubElement(head, "CreDtTm").text = f"{day}T20:00:00+08:00"
            file.write(head)
            with file.element("Stmt"):
                for tag, text in (("Id", f"STMT{digits}"), ("CreDtTm", f"{day}T20:00:00+08:00")):
                    with file.element(tag):
                        file.write(text)
                for ref, bill, fen in entries:
                    entry = etree.Element("Ntry")
                    etree.SubElement(entry, "Amt", Ccy="CNY").text = f"{fen // 100}.{fen % 100:02d}"
                    etree.SubElement(entry, "CdtDbtInd").text = "CRDT"
                    etree.SubElement(etree.SubElement(entry, "Sts"), "Cd").text = "BOOK"
                    etree.SubElement(etree.SubElement(entry, "BookgDt"), "Dt").text = day
                    etree.SubElement(entry, "AcctSvcrRef").text = ref
                    details = etree.SubElement(etree.SubElement(entry, "NtryDtls"), "TxDtls")
                    etree.SubElement(etree.SubElement(details, "Refs"), "EndToEndId").text = bill
                    file.write(entry)

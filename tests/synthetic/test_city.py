"""The synthetic city: the same for the same seed, like the published figures, and it says that it is synthetic."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from shebao.engine.errors import BadInput
from shebao.engine.law import Law
from shebao.law.units import parse_month
from shebao.office.codes import credit_code_fault, id_fault
from shebao.synthetic.city import DATA, published, years_known
from shebao.synthetic.files import make_files

MONTH = parse_month("2026-11")


def digest(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_city(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        make_files("330100", 1500, seed, MONTH, tmp_path / name)
    assert any(name.endswith(".xlsx") for name in digest(tmp_path / "a"))
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    assert digest(tmp_path / "a")["persons.csv"] != digest(tmp_path / "c")["persons.csv"]
    with pytest.raises(BadInput, match="empty folder"):
        make_files("330100", 1500, 1, MONTH, tmp_path / "a")


@pytest.mark.slow
@pytest.mark.parametrize("region", ["330100", "110000", "430100"])
def test_a_city_is_like_what_is_published_of_its_province(region: str, tmp_path: Path) -> None:
    out = tmp_path / region
    make_files(region, 6000, 3, MONTH, out)
    about = json.loads((out / "city.json").read_text(encoding="utf-8"))
    assert about["synthetic"] is True
    # More are insured in Beijing than live there at that age: nobody is left outside, and the line says so.
    full = {line["what"] for line in about["compared"] if line["note"]}
    assert ("pays as employee or flexible worker" in full) == (region == "110000")
    assert ("pays as resident" in full) == (region in ("110000", "430100"))
    for line in about["compared"]:
        assert abs(line["synthetic"] - line["published"]) < 0.02 or line["note"], line
    persons = list(csv.DictReader((out / "persons.csv").open(encoding="utf-8-sig")))
    assert len({p["id_number"] for p in persons}) == len(persons) == about["covered"]
    assert not [p for p in persons if id_fault(p["id_type"], p["id_number"])]
    employers = list(csv.DictReader((out / "employers.csv").open(encoding="utf-8-sig")))
    assert not [e for e in employers if credit_code_fault(e["credit_code"])]
    for table in ("contributions", "accounts", "awards"):
        assert b"nobody" in pq.read_schema(out / "history" / f"{table}.parquet").metadata[b"synthetic"]
    legs = list(csv.DictReader((out / "opening.csv").open(encoding="utf-8-sig")))
    for scheme in {leg["scheme"] for leg in legs}:
        assert sum(int(leg["fen"]) for leg in legs if leg["scheme"] == scheme) == 0


def test_a_past_starts_where_the_law_knows_all_it_needs() -> None:
    law = Law.load()
    with (DATA / "coverage2024.csv").open(encoding="utf-8") as file:
        provinces = [row["region"] for row in csv.DictReader(file)]
    provinces = [p for p in provinces if p != "000000" and published(p).ages]
    assert len(provinces) == 31
    for province in provinces:
        years = years_known(law, province, 2026)
        assert years.start <= 1999, province
        assert years.stop >= 2026, province
        for year in years:
            assert law.figures["index_wage"].find(province, year).value
        for year in years[:-1]:
            law.figures["published_interest_rate"].find(province, year)
    # The nation publishes no interest of 1995, whatever wages are known of before.
    assert years_known(law, "430100", 2026).start == 1996


def test_a_region_nobody_publishes_figures_of_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="region"):
        make_files("990000", 1000, 1, MONTH, tmp_path / "x")
    with pytest.raises(BadInput, match="size"):
        make_files("330100", 3, 1, MONTH, tmp_path / "y")

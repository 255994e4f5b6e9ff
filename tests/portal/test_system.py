"""The system's page: figures of every province, and the report, which runs as nobody's page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from people import Office, Reader

from shebao.engine.law import Law
from shebao.engine.names import provinces
from shebao.portal.app import create_app
from shebao.portal.public.life import this_month
from shebao.portal.settings import Settings


def test_every_province_stands_there_with_the_laws_own_figures(reader: Callable[..., Any]) -> None:
    page = reader("").get("/en/system").text
    wage = Law.load().at(this_month(), "330000").values(["average_wage"], {})["average_wage"]
    assert f"{wage // 100:,}.{wage % 100:02d}" in page
    assert page.count('<th scope="row" class="whole">') == len(provinces()) - 1
    assert "No outlook has been made" in page


def test_the_report_of_a_configured_folder_is_served_in_a_sandbox(office: Office, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><title>outlook</title><script>1</script>")
    (tmp_path / "outlook.json").write_text(json.dumps({"scenarios": ["retirement_at_65"], "years": 75}))
    one = Reader(create_app(Settings(calls=0, outlook=tmp_path)), office)
    assert "retirement at 65" in one.get("/fa/system").text
    report = one.get("/en/system/report")
    assert report.text.startswith("<!doctype html><title>outlook")
    assert report.headers["content-security-policy"].startswith("sandbox allow-scripts allow-downloads;")
    assert "allow-same-origin" not in report.headers["content-security-policy"]


def test_without_a_report_its_address_leads_back(reader: Callable[..., Any]) -> None:
    assert reader("").get("/zh/system/report").headers["location"] == "/zh/system"

"""Every text, number and date in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shebao.law.units import parse_month
from shebao.portal.language import chosen, plain_digits, reader
from shebao.portal.words import untranslated


def test_every_text_is_translated() -> None:
    assert untranslated() == [], "run `python -m shebao.portal.words`, then translate what it names"


def test_money_months_and_spans_are_written_as_each_language_does() -> None:
    month = parse_month("2037-10")
    shown = {code: (reader(code).money(621740), reader(code).month(month), reader(code).span(751))
             for code in ("en", "zh", "fa")}  # fmt: skip
    assert shown["en"] == ("¥6,217.40", "October 2037", "62 years and 7 months")
    assert shown["zh"] == ("6,217.40 元", "2037年10月", "62 年 7 个月")
    assert shown["fa"] == ("۶٬۲۱۷٫۴۰ یوان", "اکتبر ۲۰۳۷", "۶۲ سال و ۷ ماه")


def test_what_is_owed_has_its_sign_before_the_money() -> None:
    assert reader("en").money(-5) == "−¥0.05"


@pytest.mark.parametrize("typed", ["12,345.6", "۱۲٬۳۴۵٫۶", "１２,３４５．６", " 12345.6 "])
def test_digits_of_any_keyboard_are_read(typed: str) -> None:
    assert plain_digits(typed) == "12345.6"


def test_the_language_is_the_readers_last_else_the_browsers() -> None:
    assert chosen("fa", "zh-CN") == "fa"
    assert chosen("", "de, zh-CN;q=0.8, en;q=0.7") == "zh"
    assert chosen("xx", "de") == "en"


def test_a_path_without_language_leads_to_the_readers(reader: Callable[..., Any]) -> None:
    answer = reader("").get("/my-pension?x=1", headers={"accept-language": "fa-IR"})
    assert answer.headers["location"] == "/fa/my-pension?x=1"


@pytest.mark.parametrize("language", ["en", "zh", "fa"])
def test_a_page_says_its_language_and_direction(language: str, reader: Callable[..., Any]) -> None:
    said = reader("").get(f"/{language}/").text
    assert f'<html lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}">' in said

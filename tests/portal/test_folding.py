"""Texts put in when a template is compiled: translated, escaped as ever; reasons that come when they are opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jinja2 import DictLoader

from shebao.portal.folding import Folding

LIFE = "who=women_50&birth=1983-05-17&place=330100&paid=190&wage=8000"


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ('{{ _("Yes") }}', "ja"),
        ('{{ _("%(n)s of 100%%", n=x) }}', "&lt;b&gt; von 100%"),
        ('{{ _("Yes")|upper }}{% if x == _("Yes") %}!{% endif %}', "JA"),
        ("{{ _(x) }}", "at work: &lt;b&gt;"),
    ],
)
def test_a_text_is_translated_once_and_what_is_put_into_it_is_escaped(template: str, made: str) -> None:
    words = {"Yes": "ja", "%(n)s of 100%%": "%(n)s von 100%%"}
    folding = Folding(lambda text: words[text], loader=DictLoader({"it": template}), autoescape=True)
    folding.globals["_"] = lambda text: f"at work: {text}"
    assert folding.get_template("it").render(x="<b>") == made


def test_the_reasons_of_an_answer_come_when_they_are_opened(reader: Callable[..., Any]) -> None:
    answer = reader("").get(f"/zh/my-pension/answer?{LIFE}").text
    assert '<ul class="tree">' not in answer
    for what, article in (("amount", "社会保险法 §15"), ("months", "延迟法定退休年龄")):
        assert f"/zh/my-pension/why/{what}?who=women_50" in answer
        told = reader("").get(f"/zh/my-pension/why/{what}?{LIFE}")
        assert told.status_code == 200
        assert article in told.text


@pytest.mark.parametrize("asked", ["else?" + LIFE, f"amount?{LIFE}&at=1999-01"])
def test_reasons_that_are_not_there_are_not_found(asked: str, reader: Callable[..., Any]) -> None:
    assert reader("").get(f"/en/my-pension/why/{asked}").status_code == 404


def test_reasons_of_half_a_life_lead_to_the_question_that_is_open(reader: Callable[..., Any]) -> None:
    answer = reader("").get("/en/my-pension/why/amount?who=women_50")
    assert answer.headers["location"] == "/en/my-pension/answer?who=women_50"

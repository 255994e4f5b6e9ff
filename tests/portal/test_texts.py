"""What a template says in each language: put in when it is read, what is filled in escaped."""

from __future__ import annotations

import pytest

from shebao.portal.language import LANGUAGES, reader
from shebao.portal.pages import url
from shebao.portal.texts import Templates


def said(language: str, source: str, **values: object) -> str:
    """A template of a few words in a language."""
    words = reader(language)
    made = Templates(
        words, {"url": lambda path, **query: url(language, path, **query)}, autoescape=True,
        extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    made.install_gettext_translations(words.catalogue, newstyle=True)  # type: ignore[attr-defined]
    return made.from_string(source).render(**values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_told_in_the_language(language: str) -> None:
    assert said(language, '{{ _("My pension") }}') == reader(language).text("My pension")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_escaped_and_the_text_is_not(language: str) -> None:
    source = '{{ _("pay on %(base)s a month from now", base=base) }}'
    told = reader(language).text("pay on %(base)s a month from now") % {"base": "&lt;b&gt;"}
    assert said(language, source, base="<b>") == told


def test_a_fixed_address_is_part_of_the_template_and_one_with_a_query_is_made() -> None:
    assert said("zh", '{{ url("/law") }}') == "/zh/law"
    assert said("zh", '{{ url("/law", word=word) }}', word="a&b") == "/zh/law?word=a%26b"
    assert said("fa", '{{ url("/" ~ room) }}', room="law") == "/fa/law"


def test_a_text_may_be_chosen_when_the_page_is_made() -> None:
    assert said("zh", "{{ _(name) }}", name="My pension") == reader("zh").text("My pension")

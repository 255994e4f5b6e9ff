"""Rubbish in every form there is: it stays as typed, and what is wrong is said twice, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from addresses import PAGES, Address
from forms import Form, Page
from people import PHONE, Office, Reader

from shebao.guard import sessions
from shebao.portal.language import reader as words
from shebao.portal.pages import SESSION

RUBBISH = 'x "<§> ۱۲؟ 𐍈 &amp;'
LETTERS = {"en": "[a-z]{3}", "zh": "[一-鿿]{2}", "fa": "[\u0600-\u06ff]{3}"}
ANYTHING_GOES = {
    "/law", "/law/employer_pension_rate", "/employers", "/papers/withdraw", "/business/certificates/withdraw",
    "/people/{person}/papers", "/my-pension/answer",
}  # fmt: skip
"""Forms in which any text is a word to look for, a choice alone, or (the last) may be left as it is."""
WITH_FORMS = [it for it in PAGES if it.first or "/people/" in it.path]


def forms_of(text: str) -> list[Form]:
    """The forms of a page that somebody types or chooses in; one of each kind."""
    found = {form.key: form for form in Page(text).forms if form.typed or form.choices}
    return list(found.values())


def send(one: Reader, form: Form, typed: Mapping[str, str | None]) -> Any:
    """A form as a browser sends it, with other texts in its fields and the first of its buttons; None: not chosen."""
    chosen = {name: held for name, held in form.chosen.items() if held and name not in typed}
    sent = {**form.hidden, **chosen, **form.typed, **{name: held for name, held in typed.items() if held is not None}}
    if form.method == "get":
        return one.client.get(form.action, params=sent)
    named = next(((name, value) for name, value in form.buttons if name and name != "remove"), None)
    return one.client.post(form.action, data={**sent, **dict([named] if named else [])})


def sent_wrong(one: Reader, form: Form) -> list[tuple[str, Any]]:
    """A form sent with nothing in any field, and with rubbish in every: what was sent and the answers that say so.

    Nothing comes first: rubbish may be as good as any text, and what was to be decided is decided then.
    """
    found: list[tuple[str, Any]] = []
    for text, chosen in (("", dict.fromkeys(form.choices)), (RUBBISH, {})):
        answer = send(one, form, {**dict.fromkeys(form.typed, text), **chosen})
        assert answer.status_code in (200, 303, 422), f"{form.method} {form.action}: {answer.status_code}"
        if answer.status_code == 422:
            found.append((text, answer))
    return found


@pytest.mark.parametrize("language", list(LETTERS))
@pytest.mark.parametrize("at", WITH_FORMS, ids=str)
def test_rubbish_stays_and_is_told_beside_the_field_and_above(
    at: Address, language: str, reader: Callable[[str], Reader], furnished: dict[str, str]
) -> None:
    one = reader(at.subject)
    for form in forms_of(one.get(f"/{language}" + at.path.format(**furnished)).text):
        where = f"{form.method} {form.action}"
        answers = sent_wrong(one, form)
        assert answers or free(form, at), f"{where}: nothing is wrong with rubbish, nor with nothing"
        for text, answer in answers:
            shown = Page(answer.text)
            assert kept(dict.fromkeys(form.typed, text), shown), f"{where}: not all that was typed is there"
            told(shown, where, language)
            assert shown.title.startswith(words(language).text("Wrong:")), f"{where}: {shown.title}"


def free(form: Form, at: Address) -> bool:
    """Whether there is nothing that could be wrong in a form."""
    return bool({form.action[3:], at.path.partition("?")[0]} & ANYTHING_GOES)


def kept(typed: dict[str, str], shown: Page) -> bool:
    """Whether a form of the page holds all that was typed. A line that is wrong moves to those to be put right."""
    wanted = sorted(typed.values())
    held = [sorted(text for text in it.typed.values() if text in wanted) for it in shown.forms]
    return any(len(it) >= len(wanted) and set(it) == set(wanted) for it in held)


def told(shown: Page, where: str, language: str) -> None:
    """What is wrong stands in the summary, each with a link to its field, and beside the field, in the language."""
    assert shown.links, f"{where}: no summary"
    beside = {at: text for at, text in shown.ids.items() if at.endswith("-error")}
    for to, said in shown.links.items():
        assert to in shown.ids, f"{where}: the summary leads to #{to}, which is not there"
        assert any(said.strip().endswith(_plain(text)) for text in beside.values()), f"{where}: {said!r} not beside"
        assert re.search(LETTERS[language], said), f"{where}: {said!r} is not in {language}"
        assert language == "en" or not re.search("[A-Za-z]{3}", said), f"{where}: {said!r} is not in {language}"
    for error in beside:
        assert error in shown.described, f"{where}: no field says that #{error} is about it"


def _plain(text: str) -> str:
    """An error beside a field without the word before it that is for ears alone."""
    return text.strip().partition(" ")[2] if text.strip().split(" ")[0].endswith((":", "：")) else text.strip()


@pytest.mark.parametrize("at", [it for it in WITH_FORMS if not it.rest], ids=str)
def test_one_wrong_field_loses_none_of_the_others(
    at: Address, reader: Callable[[str], Reader], furnished: dict[str, str]
) -> None:
    one = reader(at.subject)
    for form in forms_of(one.get("/fa" + at.path.format(**furnished)).text):
        for wrong in form.typed:
            good = {name: "۷" for name in form.typed if name != wrong}
            answer = send(one, form, {**good, wrong: RUBBISH})
            assert answer.status_code in (200, 303, 422), f"{form.action} {wrong}"
            if answer.status_code == 422:
                assert kept({**good, wrong: RUBBISH}, Page(answer.text)), f"{form.action} {wrong}"


@pytest.fixture
def phone(chromium: Any, address: str, office: Office) -> Iterator[Callable[[str], Any]]:
    """A page on a phone by who holds it."""
    contexts: list[Any] = []

    def opened(subject: str) -> Any:
        contexts.append(chromium.new_context(viewport=PHONE, base_url=address))
        if subject:
            token, url = sessions.begin(office.guarded, subject), address.replace("http:", "https:")
            contexts[-1].add_cookies([{"name": SESSION, "value": token, "url": url, "secure": True}])
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.slow
@pytest.mark.parametrize("subject", sorted({it.subject for it in WITH_FORMS}))
def test_the_summary_is_what_a_reader_meets_first(
    subject: str, phone: Callable[[str], Any], reader: Callable[[str], Reader], furnished: dict[str, str]
) -> None:
    page, one, met = phone(subject), reader(subject), set[Any]()
    for at in (it for it in WITH_FORMS if it.subject == subject and not it.rest):
        path = "/en" + at.path.format(**furnished)
        for form in forms_of(one.get(path).text):
            if form.key in met or not form.typed or free(form, at):
                continue
            met.add(form.key)
            text, _ = sent_wrong(one, form)[0]
            page.goto(path)
            there = page.locator(f"form[action='{form.action}']:has([name='{next(iter(form.typed))}'])").first
            for name in form.typed:
                there.locator(f"[name='{name}']").first.fill(text)
            there.locator("button:not([name=remove])").last.click()
            page.locator(".summary:focus").wait_for()
            first = page.locator(".summary a").first
            first.press("Enter")
            assert page.evaluate("document.activeElement !== document.body"), f"{form.action}: the link leads nowhere"
            assert page.locator(f"{first.get_attribute('href')}:focus, :focus-within").count()
    assert met or subject in ("demo-approver", "demo-accountant", "demo-supervisor"), "no form was found"

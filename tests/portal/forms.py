"""Forms as a browser sees them in a page: their fields, what stands in them, and what is said to be wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = ("text", "search", "tel", "number", "email")
Attributes = dict[str, str]


@dataclass
class Form:
    """A form: where it goes, what it sends untouched, and the fields that somebody types or chooses in.

    hidden: by name. typed: the text in each field. choices: what a choice offers. chosen: what is chosen of it.
    buttons: names and values of its buttons.
    """

    action: str
    method: str
    hidden: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What tells it from the others of a page."""
        return self.action.partition("?")[0], tuple(sorted({*self.typed, *self.choices}))


class Page(HTMLParser):
    """A page, read: its title, its forms, texts by id, the links of its summary by where they lead, and the ids that
    fields are described by.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.ids: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.described: set[str] = set()
        self.title = ""
        self.summary = False
        self._open: list[tuple[str, Attributes]] = []
        self._link = self._id = self._select = self._area = ""
        self._title = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag is for a form, or for what is wrong in it."""
        it = {name: value or "" for name, value in attrs}
        if it.get("id"):
            self._id = it["id"]
            self.ids[self._id] = ""
        if tag == "div" and it.get("class") == "summary":
            self.summary = True
        if tag == "a" and self.summary and it.get("href", "").startswith("#"):
            self._link = it["href"][1:]
            self.links[self._link] = ""
        self.described |= set(it.get("aria-describedby", "").split())
        self._title = tag == "title" and not self.title
        if tag == "form":
            self.forms.append(Form(it.get("action", ""), it.get("method", "get").lower()))
        elif self.forms and tag in ("input", "select", "textarea", "option", "button"):
            self._field(tag, it)

    def handle_endtag(self, tag: str) -> None:
        """A summary ends with its box."""
        if tag == "div" and self.summary and self.links:
            self.summary = False
        self._title = False
        if tag in ("select", "textarea", "a", "p"):
            self._link = self._id = self._area = ""
            self._select = "" if tag == "select" else self._select

    def handle_data(self, data: str) -> None:
        """Texts of what has an id, of the summary's links, of areas."""
        if self._title:
            self.title += data
        if self._link:
            self.links[self._link] += data
        if self._id in self.ids:
            self.ids[self._id] += data
        if self._area:
            self.forms[-1].typed[self._area] += data

    def _field(self, tag: str, it: Attributes) -> None:
        form, name, kind = self.forms[-1], it.get("name", ""), it.get("type", "text")
        if tag == "input" and kind == "hidden":
            form.hidden[name] = it.get("value", "")
        elif tag == "input" and kind == "file":
            form.files.append(name)
        elif tag == "input" and kind == "radio":
            form.choices.setdefault(name, []).append(it["value"])
            if "checked" in it:
                form.chosen[name] = it["value"]
        elif tag == "input" and kind in TYPED and name:
            form.typed[name] = it.get("value", "")
        elif tag == "select":
            self._select = name
            form.choices[name] = []
        elif tag == "option" and self._select and "value" in it:
            form.choices[self._select].append(it["value"])
            if "selected" in it or self._select not in form.chosen:
                form.chosen[self._select] = it["value"]
        elif tag == "textarea" and name:
            self._area = name
            form.typed[name] = ""
        elif tag == "button":
            form.buttons.append((name, it.get("value", "")))

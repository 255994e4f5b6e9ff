"""A reader's hands: a tap or a mouse, or the keyboard alone. A journey is told once and made with either.

The one thing to know: `Keys` knows Tab, Enter, Space, arrows and letters, nothing else; what these do not reach it does
not get, and the journey fails there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FARTHEST = 160
"""Tabs after which somebody gives up."""
PERSIAN = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")


class Tap:
    """A finger. check: what holds of every page on the way, see the fixture; language: what the reader reads."""

    def __init__(self, page: Any, language: str, check: Callable[..., None]) -> None:
        self.page, self.language, self._check = page, language, check

    def open(self, path: str) -> None:
        """A page by its address, which every journey begins with."""
        self.page.goto(f"/{self.language}{path}")

    def press(self, what: str, *, stays: bool = False) -> None:
        """A link or a button that leads on; stays: what it opens is on the same page."""
        if stays:
            self._press(what)
        else:
            with self.page.expect_navigation():
                self._press(what)

    def take(self, what: str) -> Path:
        """A link or a button behind which is a file."""
        with self.page.expect_download() as got:
            self._press(what)
        return got.value.path()

    def number(self, field: str, digits: str) -> None:
        """Digits, as the reader's keyboard has them."""
        self.write(field, digits.translate(PERSIAN) if self.language == "fa" else digits)

    def date(self, name: str, day: str) -> None:
        """A date in its three fields."""
        for part, digits in zip(("year", "month", "day"), day.split("-"), strict=True):
            self.number(f"#{name}_{part}", str(int(digits)))

    def sign_in(self, subject: str) -> None:
        """Through the demonstration's provider."""
        self.open("/")
        self.press("header a[href*='/sign-in']")
        self.press("main a.button")
        self.press(f"main a[href$='subject={subject}']")

    def sign_out(self) -> None:
        """By the button on every page."""
        self.press("header form button")

    def see(self, what: str) -> Any:
        """Something that must be there to be read."""
        found = self.page.locator(what).first
        found.wait_for()
        return found

    def check(self, name: str) -> None:
        """No barrier here, and a picture of it."""
        self._check(self.page, name)

    def write(self, field: str, text: str) -> None:
        """A text in a field, instead of what stood there."""
        self.page.locator(field).first.fill(text)

    def pick(self, field: str, value: str) -> None:
        """One of a list."""
        self.page.locator(field).first.select_option(value)

    def mark(self, choice: str) -> None:
        """One of several choices."""
        self.page.locator(choice).first.check()

    def slide(self, slider: str, steps: int) -> None:
        """A slider, some steps on."""
        self.page.locator(slider).first.evaluate(
            "(it, n) => { it.value = Number(it.value) + n; it.dispatchEvent(new Event('input', {bubbles: true})); }",
            steps,
        )

    def give(self, field: str, file: Path) -> None:
        """A file from the disk."""
        self.page.locator(field).first.set_input_files(file)

    def _press(self, what: str) -> None:
        self.page.locator(what).first.click()


class Keys(Tap):
    """No mouse and no finger."""

    def check(self, name: str) -> None:
        """A picture alone; the others have looked for barriers."""

    def write(self, field: str, text: str) -> None:
        self._reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def pick(self, field: str, value: str) -> None:
        it = self._reach(field)
        label = it.evaluate("(it, v) => [...it.options].find((one) => one.value === v).text", value)
        self.page.keyboard.type(label.split(" ")[0])  # a space would open the list
        for _ in range(FARTHEST):
            if it.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{field} is {it.input_value()} after typing {label} and going down")

    def mark(self, choice: str) -> None:
        it = self.page.locator(choice).first
        group = f"input[name='{it.get_attribute('name')}']"
        self._reach(group, any_of=True)
        for _ in range(self.page.locator(group).count() + 1):
            if self._has(it):
                self.page.keyboard.press("Space")
                assert it.is_checked()
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {choice}")

    def slide(self, slider: str, steps: int) -> None:
        self._reach(slider)
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")

    def give(self, field: str, file: Path) -> None:
        self._reach(field)
        asked: list[Any] = []
        self.page.once("filechooser", lambda one: asked.append(one))
        for _ in range(FARTHEST):  # a browser at work may take the first press for too early
            self.page.keyboard.press("Enter")
            self.page.wait_for_timeout(300)
            if asked:
                return asked[0].set_files(file)
        raise AssertionError(f"{field} does not ask for a file")

    def _press(self, what: str) -> None:
        self._reach(what)
        self.page.keyboard.press("Enter")

    def _has(self, it: Any) -> bool:
        return it.evaluate("(it) => it === document.activeElement")

    def _reach(self, what: str, *, any_of: bool = False) -> Any:
        """Tab by tab to the first of what is meant (with any_of, to any of them)."""
        it = self.page.locator(what)
        it.first.wait_for(state="attached" if any_of else "visible")
        for _ in range(FARTHEST):
            here = it.all() if any_of else [it.first]
            if any(self._has(one) for one in here):
                return it.first
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{what} is not reached with {FARTHEST} tabs")


_WAYS = [("en", Tap), ("zh", Tap), ("fa", Tap), ("en", Keys)]
EVERY_WAY = pytest.mark.parametrize("way", _WAYS, ids=[f"{code}-{hand.__name__.lower()}" for code, hand in _WAYS])
"""Each journey in three languages by tapping, and once by the keyboard."""

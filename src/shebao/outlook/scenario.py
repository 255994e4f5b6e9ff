"""A scenario: the law with reforms, one of three worlds, and assumptions, as one YAML file says.

The one thing to know: a scenario names only what it changes. Changes of law are reform files, the same that
`shebao estimate --reform` takes; everything else is an override of `assumptions.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from shebao.engine.errors import BadInput
from shebao.engine.reading import load_yaml
from shebao.outlook.assumptions import Assumptions, Declared, Flag, declared, read_assumptions
from shebao.outlook.yearly import near

if TYPE_CHECKING:
    from shebao.engine.law import Law

__all__ = ["Assumptions", "Declared", "Flag", "Scenario", "declared", "read_assumptions", "read_scenario", "shipped"]

SHIPPED = Path(__file__).with_name("scenarios")
BASE = "law_as_it_stands"
"""The scenario that others are compared with."""
LANGUAGES = ("en", "zh", "fa")
WORDS = ("title", "note", "law", "world", "assumptions")


@dataclass(frozen=True, eq=False)
class Scenario:
    """What one run is about.

    name: the file's name without `.yaml`. titles, notes: by language (en, zh, fa); a note is one sentence.
    laws: reform files, laid over the law in their order. changed: the assumptions that differ from the defaults.
    """

    name: str
    titles: Mapping[str, str]
    notes: Mapping[str, str]
    laws: tuple[Path, ...]
    assumptions: Assumptions
    changed: tuple[str, ...]
    file: Path

    @property
    def note(self) -> str:
        """What it changes, in English."""
        return self.notes["en"]

    @property
    def world(self) -> str:
        """social_insurance, flat_pension or provident_fund."""
        return self.assumptions.world

    def reformed(self, law: Law) -> Law:
        """The law with the scenario's reforms over it. LawError or BadInput for a reform that does not fit."""
        for file in self.laws:
            law = law.reformed(file)
        return law


def shipped() -> list[str]:
    """The names of the scenarios that come with the program, the law as it stands first."""
    names = sorted(file.stem for file in SHIPPED.glob("*.yaml"))
    return sorted(names, key=lambda name: name != BASE)


def read_scenario(said: str | Path = BASE, law: Law | None = None) -> Scenario:
    """A scenario by its shipped name or the path of its file.

    law: the law its reforms are checked against; loaded when not given. Errors: BadInput or LawError on one line, with
    file, key and what would be valid.
    """
    scenario = _read(_file(said))
    if scenario.laws:
        from shebao.engine.law import Law as Laws

        scenario.reformed(law if law is not None else Laws.load())
    return scenario


def _file(said: str | Path) -> Path:
    path = Path(said)
    if path.suffix in (".yaml", ".yml") or len(path.parts) > 1:
        if not path.is_file():
            raise BadInput("scenario", str(said), f"a YAML file that exists, or {near(path.stem, shipped())}")
        return path
    if path.name not in shipped():
        raise BadInput("scenario", str(said), f"the path of a YAML file, or {near(said, shipped())}")
    return SHIPPED / f"{path.name}.yaml"


def _read(file: Path) -> Scenario:
    data = load_yaml(file)
    if not isinstance(data, dict):
        raise BadInput(file.name, type(data).__name__, "a mapping with title, and law, world or assumptions")
    cells = cast("dict[str, Any]", data)
    for word in cells:
        if word not in WORDS:
            raise BadInput(f"{file.name}: {word}", word, near(word, WORDS))
    changes = cells.get("assumptions") or {}
    if not isinstance(changes, dict):
        raise BadInput(f"{file.name}: assumptions", changes, "a mapping such as {wage_growth: 0.04}")
    changes = dict(cast("dict[str, Any]", changes))
    if "world" in cells:
        if "world" in changes:
            raise BadInput(
                f"{file.name}: assumptions.world", changes["world"], "the world said once, by the word `world`"
            )
        choices = declared()["world"].choices
        if str(cells["world"]) not in choices:
            raise BadInput(f"{file.name}: world", cells["world"], near(cells["world"], choices))
        changes["world"] = cells["world"]
    return Scenario(
        file.stem, _said(file, "title", cells.get("title")), _said(file, "note", cells.get("note"), needed=False),
        _laws(file, cells.get("law")), read_assumptions(changes, file.name), tuple(changes), file,
    )  # fmt: skip


def _said(file: Path, word: str, said: object, *, needed: bool = True) -> dict[str, str]:
    """A title or note by language; one that is not given in a language is taken from the first that is."""
    if said is None and not needed:
        return dict.fromkeys(LANGUAGES, "")
    if isinstance(said, str) and said.strip():
        return dict.fromkeys(LANGUAGES, said.strip())
    if not isinstance(said, dict):
        raise BadInput(f"{file.name}: {word}", said or "nothing", "one line, or {en: …, zh: …, fa: …}")
    lines = {str(key): str(value).strip() for key, value in cast("dict[Any, Any]", said).items()}
    for key in lines:
        if key not in LANGUAGES:
            raise BadInput(f"{file.name}: {word}.{key}", key, near(key, LANGUAGES))
    first = next((lines[key] for key in LANGUAGES if lines.get(key)), "")
    if not first:
        raise BadInput(f"{file.name}: {word}", said, "a line in at least one of en, zh, fa")
    return {key: lines.get(key) or first for key in LANGUAGES}


def _laws(file: Path, said: object) -> tuple[Path, ...]:
    """Reform files by their path from the scenario; `reforms/NAME.yaml` may also be a shipped one."""
    if said is None or said == "":
        return ()
    names = cast("list[object]", said) if isinstance(said, list) else [said]
    found: list[Path] = []
    for number, name in enumerate(names, 1):
        where = f"{file.name}: law[{number}]"
        if not isinstance(name, str) or not name.endswith(".yaml"):
            raise BadInput(where, name, "the name of a reform's YAML file")
        tried = [file.parent / name, SHIPPED / name]
        path = next((path for path in tried if path.is_file()), None)
        if path is None:
            raise BadInput(where, name, f"a reform's file that exists, {near(name, _reforms(file.parent))}")
        found.append(path)
    return tuple(found)


def _reforms(folder: Path) -> list[str]:
    """What `law` could name from a folder."""
    beside = {file.name for file in folder.glob("*.yaml")} | {
        f"reforms/{f.name}" for f in folder.glob("reforms/*.yaml")
    }
    return sorted(beside | {f"reforms/{file.name}" for file in (SHIPPED / "reforms").glob("*.yaml")})

"""The law as one zip for a browser: rules, figures, names, and what of the engine an answer needs.

The one thing to know: nobody lists the files. What `shebao.engine.answering` imports, directly or through others, is
read from the sources themselves; the compiled half is left where it is.
"""

from __future__ import annotations

import ast
import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import files
from importlib.util import find_spec
from pathlib import Path

import yaml

import shebao

ENTRY = "shebao.engine.answering"
COMPILED = frozenset(("shebao.engine.bulk", "shebao.engine.few"))
"""The doors to the compiled half, which needs machine code: no answer for one person goes through them."""

DATA = (".yaml", ".csv")
_SOURCES = Path(shebao.__file__).parent.parent
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Bundle:
    """The zip and what it is known by. version: changes with any byte of any file. files: paths inside."""

    version: str
    data: bytes
    files: tuple[str, ...]


@cache
def bundle() -> Bundle:
    """The law of this installation for a browser: the same bytes for the same files."""
    held = dict(sorted({**_ours(), **_yaml()}.items()))
    digest = hashlib.sha256()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, data in held.items():
            digest.update(len(path.encode()).to_bytes(4) + path.encode() + len(data).to_bytes(4) + data)
            archive.writestr(zipfile.ZipInfo(path, _FIXED_TIME), data, zipfile.ZIP_DEFLATED, 9)
    return Bundle(digest.hexdigest()[:16], packed.getvalue(), tuple(held))


def modules() -> list[str]:
    """Every module of ours that an answer needs, in order of name."""
    law = {f"shebao.law.{path.stem}" for path in (_SOURCES / "shebao" / "law").glob("*.py")} - {"shebao.law.__init__"}
    found: set[str] = set()
    waiting = [ENTRY, "shebao.law", *law]  # the law is found by its folder, not by imports
    while waiting:
        name = waiting.pop()
        if name in found or name in COMPILED or not _is_module(name):
            continue
        found.add(name)
        waiting.append(name.rpartition(".")[0] or "shebao")
        waiting.extend(_imports(name))
    return sorted(found)


def _ours() -> dict[str, bytes]:
    paths = [_file(name) for name in modules()]
    for folder in ("figures", "names"):
        below = (_SOURCES / "shebao" / "law" / folder).rglob("*")
        paths.extend(path for path in below if path.suffix in DATA)
    return {path.relative_to(_SOURCES).as_posix(): path.read_bytes() for path in paths}


def _yaml() -> dict[str, bytes]:
    """The YAML reader in plain Python, with its licence."""
    held = {f"yaml/{path.name}": path.read_bytes() for path in Path(yaml.__file__).parent.glob("*.py")}
    for path in files("PyYAML") or ():
        if path.name.startswith("LICENSE"):
            held["yaml/LICENSE"] = Path(str(path.locate())).read_bytes()
    return held


def _imports(name: str) -> Iterator[str]:
    """What of ours a module imports when it runs, at its head or inside a function."""
    tree = ast.parse(_file(name).read_text(encoding="utf-8"))
    only_types = {id(part) for node in ast.walk(tree) if _for_types(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in only_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("shebao"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shebao"):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@cache
def _is_module(name: str) -> bool:
    """Whether a dotted name is a module; what a module holds is none."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _file(name: str) -> Path:
    folder = _SOURCES.joinpath(*name.split("."))
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")

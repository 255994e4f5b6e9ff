"""Output that is there whole or not at all.

The one thing to know: everything is written into a hidden folder beside the wanted one, which takes its name only when
nothing is left to write. A run that is killed leaves the old output as it was; what it had begun is swept away by the
next run.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from shebao.engine.errors import BadInput

MARK = "outlook.json"
"""Stands in every finished folder and says what made it; a folder without it is never replaced."""


def check_target(target: Path) -> None:
    """BadInput unless the target may be written: not there yet, an empty folder, or output of an earlier run."""
    if not os.path.lexists(target):
        above = next(folder for folder in target.absolute().parents if folder.exists())
        if not above.is_dir():
            raise BadInput("--out", str(target), f"a folder: {above} is a file")
        if not os.access(above, os.W_OK):
            raise BadInput("--out", str(target), f"a place that may be written: {above} may not")
        return
    if not target.is_dir() or target.is_symlink():
        raise BadInput("--out", str(target), "a folder, not a file or a link")
    if not (target / MARK).is_file() and any(target.iterdir()):
        raise BadInput("--out", str(target), f"a new folder or one of an earlier run (with {MARK} in it)")


def write_whole_folder(target: Path, write: Callable[[Path], None], about: Mapping[str, Any] | None = None) -> Path:
    """Let `write` fill a folder that then takes the place of the target; its path.

    about: plain data for the mark. Errors: BadInput for a target that may not be written; whatever `write` raises, with
    the target as it was.
    """
    target = target.absolute()
    check_target(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target)
    made = Path(tempfile.mkdtemp(prefix=_prefix(target, "unfinished"), dir=target.parent))
    try:
        # mkdtemp makes folders for its owner alone; the finished one is as readable as any other.
        made.chmod(0o777 & ~_umask())
        write(made)
        mark = {"made_by": "shebao outlook", **(about or {})}
        (made / MARK).write_text(json.dumps(mark, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _put(made, target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return target


def sweep(target: Path) -> None:
    """Remove what killed runs left beside the target; give back the old output of one killed while renaming."""
    for kind in ("replaced", "unfinished"):
        for left in target.parent.glob(f".{target.name}.{kind}-*"):
            owner = left.name.removeprefix(f".{target.name}.{kind}-").partition("-")[0]
            if not owner.isdigit() or _alive(int(owner)):
                continue
            if kind == "replaced" and not target.exists():
                left.rename(target)
            else:
                shutil.rmtree(left, ignore_errors=True)


def _put(made: Path, target: Path) -> None:
    if not target.exists() or not any(target.iterdir()):
        made.rename(target)  # takes the place of an empty folder
        return
    aside = Path(tempfile.mkdtemp(prefix=_prefix(target, "replaced"), dir=target.parent))
    target.rename(aside)
    made.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def _prefix(target: Path, kind: str) -> str:
    return f".{target.name}.{kind}-{os.getpid()}-"


def _umask() -> int:
    held = os.umask(0)
    os.umask(held)
    return held


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""Pyodide, the Python that browsers run: fetched once, checked, kept in the cache folder, served by us.

The one thing to know: version and hash are pinned here; nothing that does not have that very hash is unpacked, and no
binary of it is ever part of this project.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from shebao.engine.kept import cache_folder
from shebao.errors import ShebaoError

VERSION = "314.0.7"
INTEGRITY = "sha512-0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
PACKAGE = f"pyodide@{VERSION}"
FETCH = "shebao device fetch"


class NoRuntime(ShebaoError):
    """The browser's Python cannot be had, or is not what it must be."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(f"{what}: {remedy}")


def runtime_folder() -> Path:
    """Where the runtime is kept once fetched."""
    return cache_folder() / f"pyodide-{VERSION}"


def fetched() -> bool:
    """Whether every file of the runtime is here."""
    return all((runtime_folder() / name).is_file() for name in FILES)


def runtime_file(name: str) -> Path:
    """One file of the runtime. NoRuntime where it was not fetched or is no part of it."""
    path = runtime_folder() / name
    if name not in FILES or not path.is_file():
        raise NoRuntime(f"{name} of {PACKAGE} is not here", FETCH)
    return path


def fetch(archive: Path | None = None) -> Path:
    """Fetch the runtime with npm (or take the package's archive), check its hash, unpack it. Gives its folder.

    Errors: NoRuntime where npm is missing or fails, where the hash is another, or where the folder cannot be written.
    """
    with tempfile.TemporaryDirectory() as scratch:
        path = archive or _pack(Path(scratch))
        try:
            data = path.read_bytes()
        except OSError as error:
            raise NoRuntime(f"{path}: {error.strerror}", f"the archive of {PACKAGE}, as `npm pack` writes it") from None
        found = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
        if found != INTEGRITY:
            raise NoRuntime(f"{path.name} has the hash {found}", f"{PACKAGE} with {INTEGRITY}")
        _unpack(path)
    return runtime_folder()


def _pack(scratch: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise NoRuntime("npm is not installed", f"install it, or `{FETCH} --from FILE` with the archive of {PACKAGE}")
    done = subprocess.run(
        [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(scratch)], capture_output=True, text=True,
    )  # fmt: skip
    found = list(scratch.glob("*.tgz"))
    if done.returncode or not found:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise NoRuntime(f"npm could not fetch {PACKAGE} ({said})", f"`{FETCH} --from FILE` takes its archive instead")
    return found[0]


def _unpack(archive: Path) -> None:
    """The files that are served, put in place all at once: no reader ever sees half of them."""
    folder = runtime_folder()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=folder.parent))
        with tarfile.open(archive) as packed:
            for name in FILES:
                held = packed.extractfile(f"package/{name}")
                assert held is not None  # the hash says what is inside
                (draft / name).write_bytes(held.read())
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(draft, folder)
    except OSError as error:
        raise NoRuntime(f"{folder} cannot be written ({error.strerror})", "SHEBAO_CACHE names another folder") from None

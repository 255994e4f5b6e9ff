"""What is kept from one start to the next: parsed figures, a check passed, compiled loops.

The one thing to know: what is kept is known by the files it was made of, each by name, size and time; the cache holds
that list itself and a change to any file is a miss. The cache folder may be deleted at any time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32


def cache_folder() -> Path:
    """Where parsed figures and compiled law are kept: SHEBAO_CACHE, else the user's cache folder."""
    named = os.environ.get("SHEBAO_CACHE")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shebao"


def stamp(folders: Iterable[Path], suffixes: tuple[str, ...]) -> bytes:
    """Every file with one of the suffixes in and below the folders as it is: path, size and time of change."""
    found = sorted(line for folder in folders for line in _below(str(folder), suffixes))
    return "\n".join(found).encode(errors="surrogateescape")


def _below(folder: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(suffixes):
                stat = entry.stat()
                yield f"{entry.path}|{stat.st_size}|{stat.st_mtime_ns}"
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _below(entry.path, suffixes)


def recall(kind: str, stamp: bytes, cache: Path | None = None) -> bytes | None:
    """What was kept for files as they are, or None."""
    try:
        held = _file(kind, stamp, cache).read_bytes()
    except OSError:
        return None
    head = _head(stamp)
    return held[len(head) :] if held.startswith(head) else None


def keep(kind: str, stamp: bytes, data: bytes, cache: Path | None = None) -> None:
    """Keep something made of files as they are."""
    write_whole(_file(kind, stamp, cache), _head(stamp) + data)


def _file(kind: str, stamp: bytes, cache: Path | None) -> Path:
    return (cache or cache_folder()) / f"{kind}-{crc32(stamp):08x}.bin"


def _head(stamp: bytes) -> bytes:
    return len(stamp).to_bytes(4, "little") + stamp


def write_whole(path: Path, data: bytes) -> None:
    """Write a cache file so that no reader ever sees half of it; a folder that cannot be written is no error."""
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            draft.write(data)
        os.replace(draft.name, path)
    except OSError:
        return

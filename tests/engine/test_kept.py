"""What is kept between starts is known by the files it was made of."""

from __future__ import annotations

import os
from pathlib import Path

from shebao.engine.kept import keep, recall, stamp


def folder(where: Path) -> Path:
    (where / "below").mkdir(parents=True)
    (where / "a.yaml").write_text("a: 1\n")
    (where / "below" / "b.csv").write_text("x\n1\n")
    (where / "note.md").write_text("not read")
    return where


def test_a_changed_new_or_deleted_file_is_a_miss(tmp_path: Path) -> None:
    here, cache = folder(tmp_path / "law"), tmp_path / "cache"
    first = stamp([here], (".yaml", ".csv"))
    keep("thing", first, b"made", cache)
    assert recall("thing", stamp([here], (".yaml", ".csv")), cache) == b"made"
    file = here / "below" / "b.csv"
    stat = file.stat()
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    assert recall("thing", stamp([here], (".yaml", ".csv")), cache) is None
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert recall("thing", stamp([here], (".yaml", ".csv")), cache) == b"made"
    (here / "c.csv").write_text("")
    assert recall("thing", stamp([here], (".yaml", ".csv")), cache) is None


def test_a_file_that_is_not_read_changes_nothing(tmp_path: Path) -> None:
    here = folder(tmp_path / "law")
    before = stamp([here], (".yaml", ".csv"))
    (here / "note.md").write_text("changed")
    assert stamp([here], (".yaml", ".csv")) == before


def test_two_lists_of_files_with_one_name_in_the_cache_are_not_mixed_up(tmp_path: Path) -> None:
    keep("thing", b"one", b"made of one", tmp_path)
    (held,) = tmp_path.iterdir()
    held.write_bytes(len(b"two").to_bytes(4, "little") + b"two" + b"made of two")
    assert recall("thing", b"one", tmp_path) is None

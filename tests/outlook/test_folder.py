"""Output is there whole or not at all: errors and kills leave the old one, and foreign folders are never touched."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shebao.errors import ShebaoError
from shebao.outlook.folder import MARK, check_target, write_whole_folder


def one(text: str, name: str = "index.html") -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / name).write_text(text)

    return write


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


WRITER = """
import sys, time
from pathlib import Path
from shebao.outlook.folder import write_whole_folder

def write(folder):
    for n in range(100_000):
        (folder / f"{n}.csv").write_text("half")
        if n == 20:
            print("writing", flush=True)
        time.sleep(0.002)

write_whole_folder(Path(sys.argv[1]), write)
"""


def killed_while_writing(target: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(target)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def test_a_folder_appears_with_its_mark(tmp_path: Path) -> None:
    made = write_whole_folder(tmp_path / "deep" / "out", one("new"), {"seed": 7})
    assert names(made) == ["index.html", MARK]
    assert json.loads((made / MARK).read_text()) == {"made_by": "shebao outlook", "seed": 7}
    assert names(made.parent) == ["out"]


def test_a_killed_run_leaves_nothing_under_the_name_and_the_next_one_sweeps_up(tmp_path: Path) -> None:
    target = tmp_path / "out"
    killed_while_writing(target)
    assert not target.exists()
    assert len(names(tmp_path)) == 1
    write_whole_folder(target, one("new"))
    assert names(tmp_path) == ["out"]
    assert names(target) == ["index.html", MARK]


def test_a_killed_run_leaves_the_old_output_as_it_was(tmp_path: Path) -> None:
    target = write_whole_folder(tmp_path / "out", one("old"))
    killed_while_writing(target)
    assert names(target) == ["index.html", MARK]
    assert (target / "index.html").read_text() == "old"


def test_new_output_takes_the_place_of_old_and_nothing_of_it_stays(tmp_path: Path) -> None:
    target = write_whole_folder(tmp_path / "out", one("old", "old.html"))
    write_whole_folder(target, one("new"))
    assert names(target) == ["index.html", MARK]
    assert names(tmp_path) == ["out"]


def test_an_error_while_writing_leaves_the_old_output_and_no_rest(tmp_path: Path) -> None:
    target = write_whole_folder(tmp_path / "out", one("old"))

    def fails(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise ShebaoError("no figures")

    with pytest.raises(ShebaoError, match="no figures"):
        write_whole_folder(target, fails)
    assert (target / "index.html").read_text() == "old"
    assert names(tmp_path) == ["out"]


def test_one_killed_between_both_renames_is_given_back_by_the_next_run(tmp_path: Path) -> None:
    target = write_whole_folder(tmp_path / "out", one("old"))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    target.rename(tmp_path / f".out.replaced-{gone.pid}-x")

    def fails(folder: Path) -> None:
        raise ShebaoError("stopped")

    with pytest.raises(ShebaoError, match="stopped"):
        write_whole_folder(target, fails)
    assert (target / "index.html").read_text() == "old"


def test_what_another_run_is_writing_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / f".out.unfinished-{os.getppid()}-x"
    other.mkdir()
    write_whole_folder(tmp_path / "out", one("new"))
    assert names(tmp_path) == [other.name, "out"]


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert names(write_whole_folder(tmp_path / "out", one("new"))) == ["index.html", MARK]


@pytest.mark.parametrize("kind", ["foreign folder", "file", "link", "below a file"])
def test_what_is_no_output_of_the_outlook_is_refused_and_kept(kind: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    if kind == "foreign folder":
        target.mkdir()
        (target / "thesis.txt").write_text("years of work")
    elif kind == "file":
        target.write_text("years of work")
    elif kind == "link":
        (tmp_path / "elsewhere").mkdir()
        target.symlink_to(tmp_path / "elsewhere")
    else:
        target.write_text("years of work")
        target = target / "deeper"
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ShebaoError, match="--out") as caught:
        check_target(target)
    assert "expected" in str(caught.value)
    with pytest.raises(ShebaoError):
        write_whole_folder(target, one("new"))
    assert sorted(tmp_path.rglob("*")) == before

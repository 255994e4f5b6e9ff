"""A data file with a hole, a stranger or a wrong number is refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from shebao.outlook.tables import TableError, read


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str) -> Path:
        path = tmp_path / "shares.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_columns_come_as_arrays_of_their_kind(write: Callable[[str], Path]) -> None:
    table = read(write("year,share,source\n2023,0.6616,NBS\n2024,0.67,NBS\n"), year=int, share=float, source=str)
    assert table["year"].tolist() == [2023, 2024]
    assert table["share"].dtype == np.float64
    assert len(table) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("year,share\n2023,0.6\n2024,\n", "shares.csv, line 3, column share: an empty cell, expected a number"),
        ("year,share\n2023,0.6\n2024,two\n", "shares.csv, line 3, column share: 'two', expected a number"),
        ("year,share\n2023,nan\n", "shares.csv, line 2, column share: 'nan', expected a number"),
        ("year,share\n2023.5,0.6\n", "shares.csv, line 2, column year: '2023.5', expected a whole number"),
        ("year,share,colour\n2023,0.6,red\n", "line 1, column colour: unknown column, expected year, share"),
        ("year,year\n2023,2023\n", "line 1, column year: the column stands twice"),
        ("year\n2023\n", "shares.csv, line 1, column share: the column is missing, expected year, share"),
        ("year,share\n2023,0.6,7\n", "shares.csv, line 2: 3 cells, expected 2"),
        ("", "shares.csv, line 1, column year: the column is missing"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_column(write: Callable[[str], Path], text: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        read(write(text), year=int, share=float)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"nowhere\.csv: cannot be read"):
        read(tmp_path / "nowhere.csv", year=int)


def test_a_line_is_counted_in_the_file_even_after_a_quoted_line_break(write: Callable[[str], Path]) -> None:
    with pytest.raises(TableError) as error:
        read(write('name,share\n"two\nlines",0.5\none,x\n'), name=str, share=float)
    assert (error.value.line, error.value.column) == (4, "share")


def test_a_cube_lies_in_the_order_asked_and_leaves_others_out(write: Callable[[str], Path]) -> None:
    table = read(write("year,sex,n\n2,f,4\n1,f,3\n2,m,2\n1,m,1\n3,m,9\n"), year=int, sex=str, n=int)
    assert table.cube("n", year=[1, 2], sex=["m", "f"]).tolist() == [[1, 3], [2, 4]]


def test_a_cube_with_a_hole_names_the_row_that_is_missing(write: Callable[[str], Path]) -> None:
    table = read(write("year,sex,n\n1,m,1\n1,f,3\n2,m,2\n"), year=int, sex=str, n=int)
    with pytest.raises(TableError, match=r"column n: no row for year 2, sex f"):
        table.cube("n", year=[1, 2], sex=["m", "f"])


def test_a_cube_with_two_rows_for_one_cell_names_the_second(write: Callable[[str], Path]) -> None:
    table = read(write("year,n\n1,1\n2,2\n1,3\n"), year=int, n=int)
    with pytest.raises(TableError, match=r"line 4, column n: a second row for year 1"):
        table.cube("n", year=[1, 2])

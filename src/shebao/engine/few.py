"""A few dossiers at once through the compiled loop, for somebody who waits: no table is made, no thread begun.

The one thing to know: as in `bulk`, a row that the loop cannot vouch for is asked of the interpreter, so every answer
is the interpreter's; eight pensions of forty years take a fifth of its time.
"""

# Arrow has no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
from __future__ import annotations

from array import array
from collections.abc import Sequence

import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]

from shebao.engine.law import Law
from shebao.engine.run import Dossier
from shebao.errors import ShebaoError

Row = tuple[int, str, Dossier]
"""A month, a place and the facts of one person."""


class Few:
    """A question of the law, ready. A call keeps nothing: threads may share it."""

    def __init__(self, law: Law, question: str, names: Sequence[str]) -> None:
        """names: the facts that every dossier states, in whole numbers of 64 bits."""
        self.law, self.question = law, question
        whole, many = pa.int64(), pa.list_(pa.int64())
        facts = [(name, many if name in law.facts and law.facts[name].history else whole) for name in names]
        self._ready = law.compile((question,)).ready(pa.schema([*facts, ("region", whole), ("as_of", whole)]))

    def answers(self, rows: Sequence[Row]) -> list[int | None]:
        """The answer of each row; None where the law refuses one."""
        count = len(rows)
        kept: list[array[int]] = []

        def address(values: array[int]) -> int:
            kept.append(values)
            return values.buffer_info()[0]

        columns = array("Q")
        for name in self._ready.program.columns:
            if name == "region":
                columns.append(address(array("q", [int(region) for _, region, _ in rows])))
            elif name == "as_of":
                columns.append(address(array("q", [month for month, _, _ in rows])))
            elif self._ready.program.lists[name]:
                values, ends = array("q"), array("i", (0,))
                for _, _, facts in rows:
                    values.extend(facts[name])
                    ends.append(len(values))
                columns.extend((address(values), address(ends)))
            else:
                columns.append(address(array("q", [facts[name] for _, _, facts in rows])))
        found, marks = array("q", bytes(8 * count)), array("B", bytes(count))
        arguments, _frame = self._ready.arguments(address(columns), address(found), count, address(marks))
        self._ready.held(0, count, *arguments)
        return [self._asked(row) if mark else value for row, mark, value in zip(rows, marks, found, strict=True)]

    def _asked(self, row: Row) -> int | None:
        month, region, facts = row
        try:
            return self.law.at(month, region).values((self.question,), facts)[self.question]
        except ShebaoError:
            return None

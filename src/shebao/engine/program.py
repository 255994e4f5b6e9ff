"""What is to be compiled, as a list: the columns a table brings, the tables of figures, the rules in order."""

from __future__ import annotations

from dataclasses import dataclass, field

from shebao.engine.arithmetic import FULL, Range
from shebao.engine.figures import Figure, figure_range
from shebao.engine.texts import Parameter, Text
from shebao.law.language import Fact


@dataclass
class Program:
    """What is to be compiled: the columns in the order the loop takes them, the figures, the rules in order."""

    questions: tuple[str, ...]
    widths: dict[str, int]
    lists: dict[str, bool]
    columns: list[str] = field(default_factory=list[str])
    tables: list[str] = field(default_factory=list[str])
    conditions: set[str] = field(default_factory=set[str])  # columns whose being stated chose a text
    leaves: list[Parameter] = field(default_factory=list[Parameter])
    steps: list[tuple[str, tuple[Text, ...]]] = field(default_factory=list[tuple[str, tuple[Text, ...]]])
    facts: dict[str, Fact] = field(default_factory=dict[str, Fact])
    figure_of: dict[str, Figure] = field(default_factory=dict[str, Figure])

    def leaf(self, parameter: Parameter) -> None:
        """Note where a leaf comes from: a column, a figure, or nowhere."""
        self.leaves.append(parameter)
        for name in ("region", "as_of"):
            if name not in self.columns:
                self.columns.append(name)
        if parameter.name in self.lists:
            if parameter.name not in self.columns:
                self.columns.append(parameter.name)
        elif parameter.name in self.figure_of:
            shape = {"scalar": "value", "table": "cell", "series": "line"}[parameter.shape]
            self.tables.append(f"{shape}:{parameter.name}")

    def step(self, name: str, texts: tuple[Text, ...]) -> None:
        """Note a rule; one with several texts needs the table of which is in force."""
        self.steps.append((name, texts))
        if self.versioned(texts):
            self.tables.append(f"text:{name}")

    def versioned(self, texts: tuple[Text, ...]) -> bool:
        """Whether place and time decide which text is in force."""
        return len(texts) > 1 or any(text.rule.regions for text in texts)

    def group_of(self, name: str) -> str:
        """The group of histories a list belongs to."""
        fact = self.facts.get(name)
        return fact.history or name if fact is not None else name

    def slot(self, name: str) -> int:
        """Where a column's pointer stands: lists take two places, values and offsets."""
        at = 0
        for column in self.columns:
            if column == name:
                return at
            at += 2 if self.lists.get(column) else 1
        raise KeyError(name)

    def width(self, name: str) -> int:
        """How many bits a column's numbers have; places and months stated when compiling have 64."""
        return self.widths.get(name, 64)

    def range(self, name: str) -> Range:
        """What a column's values are held to."""
        fact = self.facts.get(name)
        if fact is not None:
            return fact.low, fact.high
        figure = self.figure_of.get(name)
        return figure_range(figure) if figure is not None else FULL

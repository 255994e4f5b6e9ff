"""An assistant's own client over standard input and output: the exact amounts, their articles, and clear errors."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters, stdio_client

from shebao.engine import Law
from shebao.engine.answering import answer

FACTS = {"birth": "1975-03-08", "sex": "female", "retirement_track": "women_50", "months_paid": 240,
         "contribution_index": 1.1, "account_balance": 86000}  # fmt: skip
HERE = {"region": "330100", "month": "2026-11", "facts": FACTS}
ROOT = Path(__file__).parents[2]
COMMAND = StdioServerParameters(
    command=sys.executable, args=["-c", "from shebao.cli import main; main()", "mcp"], cwd=ROOT,
    env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
)  # fmt: skip


def talk(work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def held() -> Any:
        async with Client(stdio_client(COMMAND)) as client:
            return await work(client)

    # A thread of its own: the browser tests of the same run keep an event loop in this one.
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(lambda: asyncio.run(asyncio.wait_for(held(), 120))).result()


def call(tool: str, /, **arguments: Any) -> Any:
    """What a tool gives."""

    async def work(client: Client) -> Any:
        return await client.call_tool(tool, arguments)

    result = talk(work)
    said = result.content[0].text
    assert not result.is_error, said
    assert json.loads(said) == result.structured_content
    return result.structured_content


def test_the_tools_say_what_they_are_for_and_that_they_only_read() -> None:
    async def work(client: Client) -> Any:
        return await client.list_tools()

    tools = {tool.name: tool for tool in talk(work).tools}
    assert set(tools) == {"estimate", "explain", "law", "what_changed"}
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools.values())
    assert tools["estimate"].input_schema["required"] == ["region", "facts"]
    assert "330100" in tools["estimate"].input_schema["properties"]["region"]["description"]


def test_a_pension_is_exact_to_the_fen_and_names_its_articles() -> None:
    made = call("estimate", **HERE)
    there = answer(Law.load(), HERE)
    assert [c["monthly_pension_yuan"] for c in made["choices"]] == [
        f"{c['monthly_pension_fen'] / 100:.2f}" for c in there["choices"]
    ]
    assert any("国发〔2005〕38号" in article for article in made["choices"][0]["articles"])
    assert made["assumptions"] == there["assumptions"]
    assert made["place"] == "Hangzhou"


def test_another_branch_answers_with_unit_and_article() -> None:
    made = call("estimate", ask="unemployment", region="330100", month="2026-11", language="zh",
                facts={})  # fmt: skip
    benefit = made["answers"][0]
    assert benefit["label"] == "失业保险金"
    assert benefit["unit"] == "yuan"
    assert benefit["value"] == "2394.00"
    assert benefit["articles"]


def test_what_is_missing_is_told_with_an_example() -> None:
    made = call("estimate", region="330100", facts={"sex": "male"}, month="2026-11")
    assert {"birth", "retirement_track"} <= {lack["name"] for lack in made["missing"]}
    assert made["missing"][0]["example"] == "birth=1975-03-08"


def test_every_step_has_its_value_and_leads_to_what_was_stated() -> None:
    steps = call("explain", **HERE)["answers"]["statutory"]
    by_name = {step["name"]: step for step in steps}
    assert steps[0]["name"] == "monthly_pension"
    assert by_name["basic_pension"]["articles"][0].startswith("国发〔2005〕38号")
    assert by_name["months_paid"]["kind"] == "fact"
    assert all(below in by_name for step in steps for below in step.get("from", ()))
    chosen = call("explain", **HERE, choice="2027-03")["answers"]
    assert list(chosen) == ["chosen 2027-03"]


def test_the_dictionary_is_found_by_a_word_and_shown_by_a_name() -> None:
    found = call("law", word="养老金")
    assert found["found"] > 20
    assert "basic_pension" in [row["name"] for row in call("law", word="基础养老金")["names"]]
    shown = call("law", name="unemployment_benefit")
    assert shown["texts"][0]["cites"]
    assert shown["zh"] == "失业保险金"
    wages = call("law", name="index_wage", region="330100")["values"]
    assert {"region", "since", "value", "cites"} <= set(wages[0])


def test_what_changed_between_two_months_is_told_with_both_sides() -> None:
    made = call("what_changed", before="2024-12", after="2025-01", region="330100")
    assert made["found"] == sum(made["by_branch"].values())
    assert len(made["changes"]) + made["left_out"] == made["found"]
    assert any(change["how"] in ("begun", "replaced") for change in made["changes"])
    assert call("what_changed", before="2025-01", after="2025-01")["found"] == 0


MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("estimate", {**HERE, "facts": {"birht": "1975-03-08"}}, "perhaps birth"),
    ("estimate", {**HERE, "region": "33"}, "six-digit code"),
    ("estimate", {**HERE, "month": "November"}, "YYYY-MM"),
    ("estimate", {**HERE, "ask": "pensions"}, "a branch"),
    ("estimate", {**HERE, "facts": {**FACTS, "sex": "f"}}, "male, female"),
    ("estimate", {"facts": FACTS}, "region"),
    ("explain", {**HERE, "choice": "soon"}, "earliest"),
    ("law", {"name": "basic_pensoin"}, "basic_pension"),
    ("law", {}, "either a name or a word"),
    ("law", {"name": "average_wage_year", "region": "here"}, "six-digit code"),
    ("what_changed", {"before": "2024-12", "after": "2025"}, "YYYY-MM"),
    ("what_changed", {"before": "2024-12", "after": "2025-01", "name": "pensoin"}, "perhaps"),
]


def test_a_mistake_is_a_tool_error_that_says_what_would_be_right_and_the_server_goes_on() -> None:
    async def work(client: Client) -> Any:
        return [await client.call_tool(tool, arguments) for tool, arguments, _ in MISTAKES]

    for (tool, arguments, word), result in zip(MISTAKES, talk(work), strict=True):
        said = result.content[0].text
        assert result.is_error, (tool, arguments)
        assert word in said, (tool, arguments, said)
        assert "Traceback" not in said

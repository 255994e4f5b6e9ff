"""Every question of the outlook is answered in every province and year, as the interpreter answers it."""

from __future__ import annotations

import random
from typing import Any

import numba
import numpy as np
import pytest
from typical import carried, facts, history

from shebao.outlook.asking import Asked, ask_one
from shebao.outlook.axes import FIRST, LAST, PROVINCES
from shebao.outlook.questions import QUESTIONS

INSTITUTIONS_SINCE = 2015
PILOT_SINCE = 2023


def grid(name: str) -> list[tuple[str, int]]:
    first = INSTITUTIONS_SINCE if name.startswith("institution") else PILOT_SINCE if name == "platform_month" else FIRST
    return [(province, year) for province in PROVINCES for year in range(first, LAST + 1)]


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_province_and_year_is_without_an_answer(name: str) -> None:
    asked, rng = Asked(carried().law, QUESTIONS[name]), random.Random(name)
    desk = asked.desk()
    for province, year in grid(name):
        desk.ask(facts(asked.question, province, year, rng), history(asked.question, province, year, rng))


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_compiled_answer_is_that_of_the_interpreter(name: str) -> None:
    asked, rng = Asked(carried().law, QUESTIONS[name]), random.Random(name)
    desk = asked.desk()
    for province, year in rng.sample(grid(name), 25):
        known, stints = facts(asked.question, province, year, rng), history(asked.question, province, year, rng)
        assert desk.ask(known, stints) == asked.interpreted(known, stints)


def test_a_loop_of_numba_asks_with_a_frame_for_every_province() -> None:
    asked = Asked(carried().law, QUESTIONS["employee_month"])
    desk = asked.desk()
    frames, states = asked.frames(len(PROVINCES))
    address, slots = asked.address, asked.slots
    columns, pointers, dims, near, _, _, out, stride, mark = desk.call

    @numba.njit
    def paid(frame: int, state: int, inputs: Any, regions: Any, answers: Any, desk_out: Any) -> None:
        for turn in range(2):
            for n in range(len(regions)):
                inputs[0], inputs[1], inputs[2], inputs[3] = regions[n], 2030 * 12, 900_000 + turn, 4
                here, there = frame + n * slots * 8, state + n * slots
                ask_one(address, 0, columns, pointers, dims, near, here, there, out, stride, mark)
                answers[turn, n] = desk_out[1]

    answers = np.zeros((2, len(PROVINCES)), dtype=np.int64)
    regions = np.array([int(p) for p in PROVINCES])
    paid(frames.ctypes.data, states.ctypes.data, desk.inputs, regions, answers, desk.out)
    assert not desk.mark[0]
    question = "employer_pension_contribution"
    said = [carried().law.at(2030 * 12, p).values([question], {"wage": 900_000})[question] for p in PROVINCES]
    assert answers[0].tolist() == said
    assert (frames[:, 0] == regions).all()


@pytest.mark.parametrize("name", [name for name, question in QUESTIONS.items() if question.lists])
def test_what_is_stated_for_all_only_leaves_work_out(name: str) -> None:
    question, law, rng = QUESTIONS[name], carried().law, random.Random(name)
    needed = {
        k: v
        for k, v in question.stated.items()
        if k in law.facts and k.endswith(("requested", "lost", "payment", "deemed_index"))
    }
    for province, year in rng.sample(grid(name), 10):
        known, stints = facts(question, province, year, rng), history(question, province, year, rng)
        region, month = known.pop("region"), known.pop("as_of")
        at = law.at(month, region)
        full, short = ({**known, **stated, **stints} for stated in (question.stated, needed))
        assert at.values(question.outputs, full) == at.values(question.outputs, short)


def test_the_tables_of_all_questions_take_little_room() -> None:
    sizes = [Asked(carried().law, question).size for question in QUESTIONS.values()]
    assert sum(sizes) < 150 * 2**20

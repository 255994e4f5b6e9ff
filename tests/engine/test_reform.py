"""Reforms: laid over the law, in their time and places only; a mistake in one is a clear line."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao import Law
from shebao.engine.errors import BadInput, LawError, MissingFigure
from shebao.engine.estimate import carried, estimate
from shebao.engine.figures import Span, layers
from shebao.engine.kept import cache_folder
from shebao.engine.reading import read_dossier
from shebao.law.units import parse_month

EXAMPLES = Path(__file__).parents[2] / "docs" / "reforms"
RATE = "employer_pension_rate"
PLACES = ["000000", "330000", "330100", "330106", "440000", "440300", "110000", "650100"]
FIRST, LAST = parse_month("1998-01"), parse_month("2040-12")


def month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02d}"


def written(folder: Path, text: str, rules: str = "") -> Path:
    (folder / "rules.py").write_text(rules, encoding="utf-8")
    path = folder / "reform.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def reform(folder: Path, body: str, rules: str = "", since: str = "2027-01") -> Law:
    return Law.load().reformed(written(folder, f"title: a test\nsince: {since}\n{body}\n", rules))


def rule_file(name: str, unit: str, body: str, words: str = 'cites="test", since="1998-01"') -> str:
    return (
        "from shebao.law.language import rule\nfrom shebao.law.units import Fen, Months, Month, Ppm, Track, YesNo\n"
        f'\n\n@rule({words})\ndef {name}() -> {unit}:\n    """A test."""\n    {body}\n'
    )


def value(law: Law, name: str, when: int, place: str, key: int = 0) -> Span | None:
    return law.figures[name].look(place, when, key)


# What a reform changes


@settings(max_examples=60, deadline=None)
@given(
    since=st.integers(FIRST, LAST),
    length=st.integers(0, 200),
    region=st.sampled_from(PLACES),
    asked=st.integers(FIRST, LAST),
    place=st.sampled_from(PLACES),
    name=st.sampled_from([RATE, "flexible_pension_rate", "transitional_coefficient", "supplement_flat"]),
)
def test_a_value_holds_in_its_time_and_place_and_nowhere_else(
    since: int, length: int, region: str, asked: int, place: str, name: str
) -> None:
    law = Law.load()
    said = {RATE: "0.199", "flexible_pension_rate": "0.199", "transitional_coefficient": "0.0111"}.get(name, "77.77")
    with tempfile.TemporaryDirectory() as folder:
        row = f"{{region: '{region}', value: {said}}}"
        body = f"title: t\nsince: {month(since)}\nuntil: {month(since + length)}\nfigures:\n  {name}: [{row}]\n"
        after = law.reformed(written(Path(folder), body))
    here = since <= asked <= since + length and region in layers(place)
    found, before = value(after, name, asked, place), value(law, name, asked, place)
    if here:
        assert found is not None
        assert found.value == law.unit_of(name).parse(said)
        assert (found.evidence, found.cites) == ("reform", "reform.yaml: t")
    else:
        assert (found and found.value) == (before and before.value)
        assert found is None or found.evidence != "reform"


def test_a_national_value_covers_places_with_one_of_their_own_unless_they_keep_it(tmp_path: Path) -> None:
    name, zhejiang = "transitional_coefficient", "330100"
    assert Law.on("2027-06", zhejiang).figure(name) == 14_000
    over = reform(tmp_path, f"figures:\n  {name}: 0.012")
    assert over.on("2027-06", zhejiang).figure(name) == 12_000
    keeps = reform(tmp_path, f"figures:\n  {name}: [{{value: 0.012, keep_local: yes}}]")
    assert keeps.on("2027-06", zhejiang).figure(name) == 14_000
    assert keeps.on("2027-06", "000000").figure(name) == 12_000


def test_a_nearer_row_lies_over_a_farther_one_whatever_their_order(tmp_path: Path) -> None:
    rows = ["{value: 0.2}", "{region: '330000', value: 0.15}", "{region: '330100', since: 2028-01, value: 0.14}"]
    for order in (rows, rows[::-1]):
        law = reform(tmp_path, f"figures:\n  {RATE}: [{', '.join(order)}]")
        found = [law.on(m, p).figure(RATE) for m, p in (("2027-12", "330100"), ("2028-01", "330106"),
                                                        ("2028-01", "330200"), ("2028-01", "110000"))]  # fmt: skip
        assert found == [150_000, 140_000, 150_000, 200_000]


def test_a_value_without_a_key_holds_for_every_key_and_a_pair_for_those_between(tmp_path: Path) -> None:
    name = "minimum_months_table"
    law = reform(tmp_path, f"figures:\n  {name}: 200")
    assert {law.on("2027-01").figure(name, key) for key in range(2029, 2040)} == {200}
    law = reform(tmp_path, f"figures:\n  {name}: [{{key: [2031, 2038], value: 180}}, {{key: 2039, value: 190}}]")
    found = [law.on("2027-01").figure(name, key) for key in (2029, 2030, 2031, 2038, 2039)]
    assert found == [180, 186, 180, 180, 190]


def test_a_reform_fills_a_hole_and_the_hole_is_there_again_when_it_ends(tmp_path: Path) -> None:
    name = "flexible_unemployment_rate"
    with pytest.raises(MissingFigure):
        Law.on("2027-06", "330100").figure(name)
    law = reform(tmp_path, f"until: 2027-12\nfigures:\n  {name}: 0.01")
    assert law.on("2027-12", "330100").figure(name) == 10_000
    with pytest.raises(MissingFigure):
        law.on("2028-01", "330100").figure(name)


def test_a_yearly_figure_takes_years_and_its_carrying_on_resumes_after_the_reform(tmp_path: Path) -> None:
    name = "published_reference_wage"
    law = reform(tmp_path, f"until: 2028-12\nfigures:\n  {name}: 9999")
    known = Law.load().figures[name].find("330100", 2025).value
    after = carried(law)
    found = [after.figures[name].find("330100", year).value for year in (2026, 2027, 2028, 2029)]
    assert found == [known, 999_900, 999_900, known]
    assert not after.figures[name].find("330100", 2027).assumed
    row = reform(tmp_path, f"figures:\n  {name}: [{{since: 2028, until: 2028, value: 9999}}]", since="2027-07")
    years = [row.figures[name].look("330100", year, 0) for year in (2027, 2028, 2029)]
    assert [span and span.value for span in years] == [None, 999_900, None]


def test_the_law_itself_stays_as_it_is_and_shares_what_is_not_changed(tmp_path: Path) -> None:
    law = Law.load()
    before = law.digest
    after = reform(tmp_path, f"figures:\n  {RATE}: 0.2")
    assert Law.on("2027-06", "330100").figure(RATE) == 160_000
    assert law.digest == before != after.digest
    assert after.rules is law.rules
    assert all(after.figures[name] is law.figures[name] for name in law.figures if name != RATE)
    # Another reform is another version of the law; the same one is the same.
    assert reform(tmp_path, f"figures:\n  {RATE}: 0.21").digest != after.digest
    assert reform(tmp_path, f"figures:\n  {RATE}: 0.2").digest == after.digest


def test_a_reform_lies_over_a_reform(tmp_path: Path) -> None:
    first = reform(tmp_path, f"figures:\n  {RATE}: 0.2")
    second = first.reformed(written(tmp_path, f"title: b\nsince: 2028-01\nuntil: 2028-12\nfigures: {{{RATE}: 0.1}}"))
    found = [second.on(m, "330100").figure(RATE) for m in ("2026-12", "2027-12", "2028-01", "2029-01")]
    assert found == [160_000, 200_000, 100_000, 200_000]
    assert [r.title for r in second.reforms] == ["a test", "b"]


# Replaced rules


def test_a_replaced_rule_answers_from_its_month_on_and_the_trace_names_the_file(tmp_path: Path) -> None:
    law = Law.load().reformed(EXAMPLES / "retirement_at_65.yaml")
    dossier = read_dossier(law, {"birth": "1975-03-08", "retirement_track": "women_50"})
    trace = law.on("2027-01", "330100").explain("statutory_retirement_month", dossier)
    assert trace.node.shown() == "2040-03"
    node = trace.nodes["statutory_retirement_age"]
    assert node.cites[0] == "retirement_at_65.yaml: Retirement at 65 for women and men"
    for other in (law.on("2026-12", "330100"), Law.on("2027-01", "330100")):
        assert other.explain("statutory_retirement_month", dossier).node.shown() == "2025-05"


def test_an_estimate_follows_a_reform_that_begins_before_the_person_retires() -> None:
    law = Law.load()
    facts = {"birth": "1985-03-08", "sex": "female", "retirement_track": "women_50", "months_paid": "300",
             "contribution_index": "1", "account_balance": "100000"}  # fmt: skip
    dossier = read_dossier(law, facts)
    now = parse_month("2026-06")
    before = estimate(law, dossier, "330100", now)
    after = estimate(law.reformed(EXAMPLES / "retirement_at_65.yaml"), dossier, "330100", now)
    assert before.statutory.node.shown() == "2040-03"
    assert after.statutory.node.shown() == "2050-03"


def test_a_national_text_goes_before_a_text_of_a_place_and_a_pilots_only_there(tmp_path: Path) -> None:
    name = "transitional_pension"
    assert {code for text in Law.load().rules[name] for code in text.rule.regions} == {"110000"}
    everywhere = reform(tmp_path, "rules: rules.py", rule_file(name, "Fen", "return 777"))
    assert everywhere.on("2027-01", "110000").values([name], {})[name] == 777
    assert everywhere.on("2027-01", "330100").values([name], {})[name] == 777
    pilot = "until: 2028-12\npilot: yes\nregions: ['330000']\nrules: rules.py"
    there = reform(tmp_path, pilot, rule_file(name, "Fen", "return 777"))
    assert there.on("2028-12", "330100").values([name], {})[name] == 777
    for when, place in (("2029-01", "330100"), ("2027-01", "110000"), ("2027-01", "440000"), ("2026-12", "330100")):
        old, new = (law.text_of(name, place, parse_month(when)) for law in (Law.load(), there))
        assert old is not None
        assert new is old


def test_a_law_keeps_the_rule_it_was_read_with_when_the_file_changes(tmp_path: Path) -> None:
    first = reform(tmp_path, "rules: rules.py", rule_file("minimum_months_paid", "Months", "return 100"))
    second = reform(tmp_path, "rules: rules.py", rule_file("minimum_months_paid", "Months", "return 200 + 7"))
    found = [law.on("2027-01").values(["minimum_months_paid"], {})["minimum_months_paid"] for law in (first, second)]
    assert found == [100, 207]
    assert first.digest != second.digest
    assert first.check() == second.check() == []


# Compiled


def test_a_reform_of_figures_compiles_nothing_and_the_loop_gives_what_the_interpreter_does(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    question = "employer_pension_contribution"
    table = pa.table({
        "wage": pa.array([500_000, 800_000, 3_000_000] * 3, pa.int64()),
        "region": pa.array([330_100] * 3 + [440_000] * 3 + [110_000] * 3, pa.int64()),
        "as_of": pa.array([parse_month(m) for m in ("2026-06", "2027-06", "2028-06")] * 3, pa.int64()),
    })  # fmt: skip
    Law.load().compile([question], ["wage"]).run(table)
    held = {path.name for path in cache_folder().glob("law-*.o")}
    law = reform(tmp_path, f"until: 2027-12\nfigures:\n  {RATE}: [{{value: 0.2}}, {{region: '330000', value: 0.13}}]")
    got = law.compile([question], ["wage"]).run(table)
    assert {path.name for path in cache_folder().glob("law-*.o")} == held
    for row, (wage, region, when) in enumerate(zip(*(table.column(n).to_pylist() for n in table.column_names),
                                                   strict=True)):  # fmt: skip
        try:
            alone = law.on(when, region).values([question], {"wage": wage})[question]
        except MissingFigure:
            assert got.column("refusal")[row].as_py() is not None
        else:
            assert got.column(question)[row].as_py() == alone


def test_a_reform_of_a_series_is_read_by_the_same_loop(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    question = "indexed_wage"
    lives = [(2010, 2015), (2018, 2026), (2025, 2027)]
    table = pa.table({
        "stint_start": pa.array([[year * 12 for year in life] for life in lives], pa.list_(pa.int64())),
        "stint_months": pa.array([[12, 7]] * 3, pa.list_(pa.int64())),
        "stint_base": pa.array([[500_000, 700_000]] * 3, pa.list_(pa.int64())),
        "stint_region": pa.array([[330_100, 340_000]] * 3, pa.list_(pa.int64())),
        "as_of": pa.array([parse_month("2026-06"), parse_month("2027-06"), parse_month("2028-06")], pa.int64()),
        "region": pa.array([330_100] * 3, pa.int64()),
    })  # fmt: skip
    Law.load().compile([question]).run(table)
    held = {path.name for path in cache_folder().glob("law-*.o")}
    body = "until: 2027-12\nfigures:\n  published_reference_wage: 9000\n  index_wage: [{region: '330000', value: 8800}]"
    for law in (reform(tmp_path, body, since="2026-01"), reform(tmp_path, body, since="1993-01"), Law.load()):
        got = law.compile([question]).run(table)
        for row, life in enumerate(table.to_pylist()):
            facts = {name: held for name, held in life.items() if name.startswith("stint")}
            try:
                alone, refusal = law.on(life["as_of"], life["region"]).values([question], facts)[question], None
            except MissingFigure as error:
                alone, refusal = None, str(error)
            assert (got.column(question)[row].as_py(), got.column("refusal")[row].as_py()) == (alone, refusal)
    assert {path.name for path in cache_folder().glob("law-*.o")} == held


def test_replaced_rules_compile_to_what_they_say_and_reforms_of_one_file_do_not_mix(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    question = "retirement_delay_months"
    rules = (
        "from shebao.law.language import rule\nfrom shebao.law.units import Day, Months, Track\n\n\n"
        '@rule(cites="test", since="2027-01")\ndef retirement_delay_months(birth: Day, retirement_track: Track)'
        ' -> Months:\n    """A test."""\n    return 7 if retirement_track == 2 else 5\n'
    )
    laws = [
        reform(tmp_path, body + "\nrules: rules.py", rules)
        for body in ("", "until: 2028-06", "regions: ['330000']", "regions: ['330100', '110000']\nuntil: 2030-12")
    ]
    months = [parse_month(when) for when in ("2024-06", "2026-12", "2027-01", "2028-06", "2028-07", "2031-01")]
    places = (0, 330_000, 330_100, 110_000, 440_300)
    rows = [(place, when, track) for place in places for when in months for track in (0, 2)]
    table = pa.table({
        "region": pa.array([r[0] for r in rows], pa.int64()),
        "as_of": pa.array([r[1] for r in rows], pa.int64()),
        "retirement_track": pa.array([r[2] for r in rows], pa.int64()),
        "birth": pa.array([722_000] * len(rows), pa.int64()),
    })  # fmt: skip
    for law in (*laws, Law.load(), laws[0]):
        got = law.compile([question]).run(table).column(question).to_pylist()
        alone = [law.on(when, place).values([question], {"birth": 722_000, "retirement_track": track})[question]
                 for place, when, track in rows]  # fmt: skip
        assert got == alone


# Mistakes

PILOT = "until: 2028-12\npilot: yes\nregions: ['330000']\n"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (f"figures: {{{RATE}: 0.5}}", rf"{RATE}: 0.5 lies outside the bounds 0 to 0.3"),
        ("figures: {employer_pensoin_rate: 0.2}", rf"unknown figure, perhaps {RATE}"),
        ("figures: {basic_pension: 5}", "is no figure: replace the rule"),
        (f"figures: {{{RATE}: much}}", "'much' is not a number of ratio"),
        (f"figures: {{{RATE}: [0.2]}}", "expected a mapping such as"),
        (f"figures: {{{RATE}: [{{since: 2027-01}}]}}", rf"{RATE}\[1\].value: missing: ratio"),
        (f"figures: {{{RATE}: [{{value: 0.2, sinse: 2027-02}}]}}", "sinse: unknown word, perhaps since"),
        (f"figures: {{{RATE}: [{{value: 0.2, since: 2026-12}}]}}", "lies before the reform's since"),
        (f"until: 2027-06\nfigures: {{{RATE}: [{{value: 0.2, until: 2027-07}}]}}", "lies after the reform's until"),
        (f"figures: {{{RATE}: [{{value: 0.2, since: 2028-01, until: 2027-07}}]}}", "lies before since 2028-01"),
        (f"figures: {{{RATE}: [{{value: 0.2, key: 3}}]}}", "has no key"),
        ("figures: {minimum_months_table: [{value: 190, key: 2028}]}", "2028 lies outside 2029 to 2039"),
        ("figures: {minimum_months_table: [{value: 190, key: no}]}", "expected a whole number or"),
        (f"figures: {{{RATE}: [{{value: 0.2}}, {{value: 0.1, since: 2028-01}}]}}", rf"with figures.{RATE}\[1\]"),
        (f"figures: {{{RATE}: [{{value: 0.2, region: '990000'}}]}}", "unknown region '990000'"),
        (f"figures: {{{RATE}: [{{value: 0.2, region: Zhejiang}}]}}", "unknown region 'Zhejiang'"),
        (f"regions: ['330000']\nfigures: {{{RATE}: [{{value: 0.2, region: '440000'}}]}}", "outside the reform"),
        (f"regions: zhejiang\nfigures: {{{RATE}: 0.2}}", "expected a list of six-digit codes"),
        (f"regions: ['000000']\nfigures: {{{RATE}: 0.2}}", "leave regions out"),
        (f"until: 2026-12\nfigures: {{{RATE}: 0.2}}", "2026-12 lies before since 2027-01"),
        (f"until: soon\nfigures: {{{RATE}: 0.2}}", "'soon' is not a month"),
        (f"pilot: maybe\nfigures: {{{RATE}: 0.2}}", "expected yes or no"),
        (f"pilot: yes\nuntil: 2028-12\nfigures: {{{RATE}: 0.2}}", "a pilot names its regions"),
        (f"pilot: yes\nregions: ['330000']\nfigures: {{{RATE}: 0.2}}", "a pilot names its last month"),
        (PILOT + f"figures: {{{RATE}: 0.25}}", "0.25 lies outside what the nation allows a place, 0.12 to 0.22"),
        (PILOT + "figures: {late_fee_rate: 0.001}", "may not differ by place"),
        ("figure: {}", "figure: unknown word, perhaps figures"),
        ("note: nothing", "a reform changes figures or rules"),
        ("rules: elsewhere.py", "elsewhere.py: No such file"),
        ("rules: [rules.py]", "expected the name of a Python file"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_with_file_key_and_what_would_be_valid(tmp_path: Path, body: str, says: str) -> None:
    with pytest.raises(LawError, match=says) as caught:
        reform(tmp_path, body)
    assert str(caught.value).startswith("reform.yaml: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (rule_file("basic_pensoin", "Fen", "return 1"), r"rules.py:5: basic_pensoin is no rule .* basic_pension"),
        (rule_file("basic_pension", "Fen", "return 1 // 1"), r"rules.py:8: FloorDiv is outside the language"),
        (rule_file("basic_pension", "Fen", "return wage"), r"rules.py:8: wage is neither a parameter"),
        (rule_file("basic_pension", "Months", "return 1"), r"rules.py:5: basic_pension gives months, .* replaces fen"),
        (rule_file("basic_pension", "Fen", "return 1").replace("_pension()", "_pension(wagge: Fen)"),
         r"rules.py:5: basic_pension asks for wagge, which nothing defines"),
        (rule_file("basic_pension", "Fen", "return monthly_pension").replace("_pension()",
                                                                              "_pension(monthly_pension: Fen)"),
         r"a cycle: .*basic_pension → monthly_pension"),
        (rule_file("basic_pension", "Fen", "return 1", 'cites="t", since="1998-01", until="2026-12"'),
         "in force at no time of the reform"),
        (rule_file("basic_pension", "Fen", "return 1", 'cites="t", since="then"'), "'then' is not a month"),
        (rule_file("basic_pension", "Furlong", "return 1"), r"rules.py:6: NameError"),
        ("def basic_pension(:\n", r"rules.py:1: not Python"),
        ("import nowhere_to_be_found\n", r"rules.py:1: ModuleNotFoundError"),
        ("x = 1\n", "no function marked @rule"),
        ("from shebao.law.language import fact\nfrom shebao.law.units import Fen\nfact('x', Fen, low=0, high=1)\n",
         "a reform adds no facts"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_file_names_file_and_line(tmp_path: Path, rules: str, says: str) -> None:
    with pytest.raises(LawError, match=says) as caught:
        reform(tmp_path, "rules: rules.py", rules)
    assert "\n" not in str(caught.value)
    # What the file decorated is not in the law.
    assert all(
        Path(text.rule.source_file).parent.name == "law" for texts in Law.load().rules.values() for text in texts
    )


def test_a_pilot_replaces_only_rules_that_may_differ_by_place(tmp_path: Path) -> None:
    body = PILOT + "rules: rules.py"
    with pytest.raises(LawError, match=r"rules.py:5: monthly_pension may not differ by place"):
        reform(tmp_path, body, rule_file("monthly_pension", "Fen", "return 1"))
    assert reform(tmp_path, body, rule_file("basic_pension", "Fen", "return 1")).reforms[0].pilot


def test_a_file_that_is_no_mapping_or_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(LawError, match=r"reform.yaml: a reform is a mapping"):
        Law.load().reformed(written(tmp_path, "- a\n- b\n"))
    with pytest.raises(LawError, match=r"reform.yaml: title: missing"):
        Law.load().reformed(written(tmp_path, "since: 2027-01\n"))
    with pytest.raises(LawError, match=r"reform.yaml: since: missing"):
        Law.load().reformed(written(tmp_path, "title: a\n"))
    with pytest.raises(BadInput, match="not_there"):
        Law.load().reformed(tmp_path / "not_there.yaml")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_is_a_reform_of_the_law_as_it_is(path: Path) -> None:
    law = Law.load().reformed(path)
    assert law.reforms[0].title
    assert law.digest != Law.load().digest


def test_a_replaced_plain_rule_leaves_the_text_for_what_is_stated(tmp_path: Path) -> None:
    law = Law.load()
    name, text = next((n, t) for n, texts in sorted(law.rules.items()) for t in texts if t.rule.given)
    unit = {"fen": "Fen", "ppm": "Ppm", "months": "Months", "yes_no": "YesNo"}[text.unit.name]
    after = reform(tmp_path, "rules: rules.py", rule_file(name, unit, "return 1"), since="2027-01")
    month = parse_month("2027-01")
    group = frozenset(text.rule.given[0])
    for place in ("000000", "330100"):
        assert after.text_of(name, place, month, group) is law.text_of(name, place, month, group)
        plain = after.text_of(name, place, month)
        assert plain is not None
        assert plain.rank == 1

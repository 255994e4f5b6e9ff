"""The government's subsidy to residents' premiums, for every tier of a hundred yuan in every province.

The one thing to know: the table is kept by tier in yuan of today and does not grow. Whoever asks for a year far ahead
states premiums in money of the last published year and takes the answers back into money of that year.
"""

from __future__ import annotations

from dataclasses import replace

from shebao.engine.figures import FOREVER, Figure, Span
from shebao.outlook.axes import FIRST, PROVINCES
from shebao.outlook.spans import assumed_span, known

FIGURE = "resident_subsidy_table"
SAYS = "by hundreds of yuan: the next lower published tier, the capital's where the province has none, else 30 and 60"
STEP, TOP = 100, 10_000
LEAST = {100: 3000, 500: 6000}
"""What the nation asks of every place: thirty yuan, sixty from a premium of 500 on (国发〔2014〕8号 §4)."""


def subsidies(figure: Figure) -> Figure:
    """The figure with a value for premiums of 0, 100, 200 ... 10000 yuan in every province, at all times.

    A tier that was published once holds for all times: the table then has one place of time, not a dozen.
    """
    spans = {place: figure.spans[place] for place in figure.spans}
    begin = FIRST * 12
    for place in PROVINCES:
        made: dict[int, tuple[Span, ...]] = {t: s for t, s in figure.spans.get(place, {}).items() if t <= TOP}
        published = _published(figure, place) or _published(figure, place[:2] + "0100") or LEAST
        value = 0
        for tier in range(0, TOP + 1, STEP):
            value = published.get(tier, value) if tier else 0
            own = made.get(tier, ())
            if not own:
                made[tier] = (assumed_span(begin, FOREVER, value, SAYS),)
            elif len(own) == 1 and own[0].value is not None:
                made[tier] = (replace(own[0], since=min(begin, own[0].since), until=FOREVER),)
        spans[place] = made
    return replace(figure, spans=spans, keys=(0, TOP))


def _published(figure: Figure, place: str) -> dict[int, int]:
    """The last published value of each tier."""
    rows = {tier: known(figure, place, tier) for tier in figure.spans.get(place, {})}
    return {tier: row[-1][1] for tier, row in sorted(rows.items()) if row}

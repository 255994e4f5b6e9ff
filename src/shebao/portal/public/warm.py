"""What the common questions need of every place, laid out before the first reader asks.

The one thing to know: nothing is answered ahead. Figures are read, and the order of the rules is worked out, by asking
for a few lives of each place; what is left of a first ask is looking up the figures of its month.
"""

from __future__ import annotations

import datetime

from shebao.engine.law import Law
from shebao.engine.names import place_codes
from shebao.errors import ShebaoError
from shebao.law.units import TRACKS
from shebao.portal.language import reader
from shebao.portal.public.life import Life, this_month
from shebao.portal.public.prospect import prospect

AGES = (58, 50, 40)
"""Of those asked for: their months of retirement lie before and after the ages have risen."""


def warm(law: Law) -> None:
    """Ask for every place. law: with later figures carried on. A place without figures has nothing to lay out."""
    year, now, words = datetime.date.today().year, this_month(), reader("en")
    for place in place_codes():
        for track, age in zip(TRACKS, AGES, strict=True):
            birth = datetime.date(year - age, 1, 1).toordinal()
            try:
                prospect(law, Life(track, birth, place, 12 * (age - 25), 800_000), now, words)
            except ShebaoError:
                break

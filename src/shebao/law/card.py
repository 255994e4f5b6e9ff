"""The social security card, as far as places give it days.

The one thing to know: the law says what the card is for, not how long anything takes; every number here is a place's
own, and a place without one is unknown.
"""

from __future__ import annotations

from shebao.law.facts import FIRST_DAY, LAST_DAY
from shebao.law.handling import WorkingDays
from shebao.law.language import fact, rule
from shebao.law.units import Day, Days

fact("card_loss_reported_day", Day, low=FIRST_DAY, high=LAST_DAY)
fact("temporary_card_day", Day, low=FIRST_DAY, high=LAST_DAY)


@rule(cites="地方社会保障卡挂失规定", since="2014-01", local=True)
def card_loss_report_last_day(card_loss_reported_day: Day, card_loss_report_days: Days) -> Day:
    """The last day a loss told by telephone or online holds before it lapses by itself."""
    return card_loss_reported_day + card_loss_report_days


@rule(cites="地方社会保障卡管理规定", since="2014-01", local=True)
def temporary_card_last_day(temporary_card_day: Day, temporary_card_days: Days) -> Day:
    """The last day a temporary card is good."""
    return temporary_card_day + temporary_card_days


@rule(cites="地方社会保障卡管理规定", since="2014-01", local=True)
def card_replacement_limit(card_replacement_working_days: Days) -> WorkingDays:
    """The working days until a replaced card is ready."""
    return card_replacement_working_days

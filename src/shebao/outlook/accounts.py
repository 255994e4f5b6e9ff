"""The accounts a run of lives fills: what is counted for every year and province.

The one thing to know: a cell is year x province x account and holds whole fen (or heads) of the sample's people;
their weight is applied once, when the tables are read.
"""

from __future__ import annotations

# Heads.
POPULATION, URBAN, BIRTHS, DEATHS, LEFT, ARRIVED, MOVED_IN, MOVED_OUT = range(8)
IN_SERVICE, FLEXIBLE, RETIREES, NEW_RETIREES, PAYERS, RECIPIENTS = range(8, 14)
JOBLESS_INSURED, JOBLESS_MONTHS, INJURY_INSURED, INJURED = range(14, 18)
"""JOBLESS_MONTHS: months of benefit drawn, a twelfth is who draws on an average day. INJURED: in parts, see `lives`."""
INSTITUTION_SERVICE, INSTITUTION_RETIREES, LIVES = range(18, 21)
# Fen, employees' pension.
EMPLOYER, EMPLOYEE, FLEXIBLE_PAID, BASIC, ACCOUNT_PAID, TRANSITIONAL = range(21, 27)
DEATH_GRANTS, INHERITED, REFUNDS, TRANSFER_IN, TRANSFER_OUT = range(27, 32)
# Fen, residents' pension.
RESIDENT_PREMIUM, RESIDENT_SUBSIDY, RESIDENT_BASIC, RESIDENT_ACCOUNT = range(32, 36)
RESIDENT_DEATHS, RESIDENT_INHERITED, RESIDENT_MOVED_IN = range(36, 39)
# Fen, unemployment and work injury.
JOBLESS_EMPLOYER, JOBLESS_EMPLOYEE, JOBLESS_BENEFIT, INJURY_PAID, INJURY_BENEFIT = range(39, 44)
# Fen, the personal accounts of employees: opened + entries + interest = paid + inherited + refunds + elsewhere + held.
# Elsewhere is what institutions pay that have not joined the fund; held is what lies there at the end of the run.
ACCOUNT_ENTRIES, ACCOUNT_INTEREST, ACCOUNT_OPENED = range(44, 47)
BASES, INSTITUTION_PENSIONS, PUBLIC_EMPLOYER = range(47, 50)
ACCOUNT_ELSEWHERE, ACCOUNT_HELD = range(50, 52)
# Fen, the residents' accounts: premiums + subsidies + moved in + interest = paid + inherited + kept by the fund + held.
RESIDENT_INTEREST, RESIDENT_HELD, RESIDENT_KEPT = range(52, 55)
# In worlds that are not the law (see `otherwise`). Own accounts: entries + opened + interest + moved in = paid + left
# to heirs + refunded + moved out + what is held more at the year's end.
FLAT_EMPLOYEES, FLAT_RESIDENTS, FLAT_RECIPIENTS = range(55, 58)
OWN_ENTRIES, OWN_OPENED, OWN_INTEREST, OWN_PAID, OWN_LEFT, OWN_REFUNDED, OWN_HELD = range(58, 65)
RESIDENT_OWN_INTEREST, RESIDENT_OWN_HELD, RESIDENT_OUT, RESIDENT_IN = range(65, 69)
PUBLIC_EMPLOYEE = 69
ACCOUNTS = 70

"""The rule that `resident_basic_doubled.yaml` puts in the place of the law's."""

from shebao.law.language import rule
from shebao.law.units import Fen

TIMES = 2


@rule(cites="proposal", since="2027-01")
def resident_basic_standard(
    national_minimum_basic_pension: Fen,
    provincial_basic_pension_addition: Fen,
    local_basic_pension_addition: Fen,
) -> Fen:
    """Twice the national minimum and what province and city add."""
    standard = national_minimum_basic_pension + provincial_basic_pension_addition + local_basic_pension_addition
    return TIMES * standard

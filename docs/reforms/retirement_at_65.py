"""The rule that `retirement_at_65.yaml` puts in the place of the law's."""

from shebao.law.language import rule
from shebao.law.units import Months

AT_65 = 780


@rule(cites="proposal", since="2027-01")
def statutory_retirement_age() -> Months:
    """Sixty-five years, whoever it is."""
    return AT_65

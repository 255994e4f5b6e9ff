"""Pages of an insured person about her own record."""

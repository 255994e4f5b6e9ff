"""The steps of the month, one module each; every step may be killed and started again."""

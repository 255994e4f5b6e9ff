"""People who do not exist: a synthetic city, as the files that offices receive."""

"""The outlook: the population, lives in it and the funds over 75 years, reforms compared; never touches the database."""

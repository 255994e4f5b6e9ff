"""The outlook: population, lives and funds over 75 years, and reforms compared; it never touches the database."""

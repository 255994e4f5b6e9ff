"""The outlook: a synthetic nation's lives under the same law, and the funds over 75 years; never touches the database."""

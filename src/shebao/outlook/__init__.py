"""The outlook: a nation lives on to 2100 under the law, and what that means for the funds. Never the database."""

"""The outlook: the nation's lives lived on to 2100 under the law, and what that means for the funds; no database."""

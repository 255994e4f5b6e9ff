"""Who may see and do what: sessions, roles and regions, rows of the database, and the log of every look."""

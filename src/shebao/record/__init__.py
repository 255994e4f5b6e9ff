"""The lifelong record: people, employers, months paid, events, awards and decisions, in PostgreSQL."""

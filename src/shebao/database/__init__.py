"""How rows are kept: the connection, the migrations, bulk in and out. Knows nothing of what the rows mean."""

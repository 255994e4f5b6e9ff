"""What is done: the month of an office, from declarations to closed books."""

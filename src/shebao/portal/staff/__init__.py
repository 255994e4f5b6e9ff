"""Pages of an office's staff, each for the own place."""

"""The JSON interface under /api/v1: everything the pages do."""

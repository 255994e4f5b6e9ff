"""The outlook: what the funds take in and pay out over decades, from people's lives and the law as it stands."""

"""Papers that can be verified: what they say, how they are drawn, sealed, handed out and checked."""

"""The books: accounts, entries, pools, personal accounts and the settlement between pools."""

"""Who stands at a door: accounts, sessions and keys, over the record."""

"""The dry run: past or given cases under another policy, in virtual time."""

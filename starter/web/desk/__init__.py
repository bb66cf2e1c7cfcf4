"""The desk: where agents, leads and operations spend their day."""

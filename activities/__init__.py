"""The deeds: every side effect of the process."""

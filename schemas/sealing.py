"""How a workflow knows that what it was given came encrypted."""

SEALED = "huiyin-sealed"
"""Stands in a payload's metadata after it was decrypted, and never in Temporal: whoever sends it
in plain has it taken away."""

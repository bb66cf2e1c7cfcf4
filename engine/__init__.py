"""The motor: how this installation reaches Temporal."""

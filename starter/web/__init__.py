"""The doors on the web."""

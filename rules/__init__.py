"""The rules: pure functions; same input, same answer."""

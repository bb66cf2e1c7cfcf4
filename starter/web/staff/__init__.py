"""The pages of people who work here."""

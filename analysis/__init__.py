"""The ear: what a text says. Language, category, mood, urgency, likeness; no network, no clock."""

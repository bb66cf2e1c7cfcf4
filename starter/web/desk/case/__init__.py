"""The page of one case: what was said, what is promised, what can be done."""

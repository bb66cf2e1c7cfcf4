"""The words: models, enums, ids, errors, policy and settings. No I/O, no clock, no randomness."""

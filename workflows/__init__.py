"""The process: deterministic orchestration."""

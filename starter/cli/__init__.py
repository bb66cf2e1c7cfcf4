"""The command line. Modules are imported when a command needs them: it must answer at once."""

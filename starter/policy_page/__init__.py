"""A policy as people read it, whoever shows it: the command line or the desk."""

"""The mail catcher: takes every mail, keeps it as a file, and shows it on a page of its own."""

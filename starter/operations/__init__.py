"""What does not go on in an installation, and what can be done about it: for the page of
operations and for `huiyin audit`."""

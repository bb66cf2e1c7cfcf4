"""The public pages: the form, one's own cases, the board, and the widget for other sites."""

"""The settings of the desk, room by room."""

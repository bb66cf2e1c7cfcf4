"""The doors: everything through which the outside starts, decides or looks."""

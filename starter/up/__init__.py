"""`huiyin up`: the whole installation on this machine, kept running by one process."""

"""What a part that `huiyin up` started tells it and hears from it, by two inherited pipes.

A part that was started by itself has neither; both functions then do nothing.
"""

import os
import threading

READY_FD = "HUIYIN_READY_FD"
PARENT_FD = "HUIYIN_PARENT_FD"


def announce_ready() -> None:
    """Tell `up`, once, that this part does its work now."""
    if fd := os.environ.pop(READY_FD, None):
        os.write(int(fd), b"1")
        os.close(int(fd))


def end_with_parent() -> None:
    """End this process as soon as `up` is gone, however it went."""
    if fd := os.environ.pop(PARENT_FD, None):
        threading.Thread(target=_exit_at_eof, args=(int(fd),), daemon=True).start()


def _exit_at_eof(fd: int) -> None:
    os.read(fd, 1)
    os._exit(1)

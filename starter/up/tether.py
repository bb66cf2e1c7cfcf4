"""Ties a process to the life of `up`, then becomes the command: `tether.py PARENT COMMAND...`.

On Linux the kernel kills the process when its parent dies, however it died. Elsewhere this does
nothing: the Python parts end by their pipe, and a Temporal server that outlived a killed `up` is
ended by the next one.

A program of its own, because code between fork and exec is not safe beside the threads of
Temporal's client. It is run by its path, alone and without site packages, to cost nothing.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == parent:  # else it died before the kernel was asked to watch it
        os.execv(command[0], command)  # noqa: S606 - becoming another program is the purpose


if __name__ == "__main__":
    main()

"""Text that a terminal can be given, whoever wrote it."""

import re
import sys

# What could take over a terminal, or turn the order of what is read.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def safe(text: str) -> str:
    """The text without characters that control a terminal."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def complain(text: str) -> None:
    """Write one line to stderr."""
    print(safe(" ".join(text.split())), file=sys.stderr)

"""The program `huiyin`: what a command line asks for, its exit code, and the way out."""

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from typer.exceptions import Abort, TyperException

from schemas.errors import HuiyinError
from starter.cli import words
from starter.cli.app import program
from starter.cli.commands import PROGRAM, usage_error
from starter.cli.errors import sentence
from starter.cli.plain import complain
from starter.cli.words import said

_WRONG_USE = 2
_UNEXPECTED = 1
_INTERRUPTED = 130
_NOBODY_READS = 141  # as if SIGPIPE had ended it
_log = logging.getLogger("huiyin.starter")


def main() -> NoReturn:
    """Run the program and leave with its exit code: 0 done, 2 bad input, 3 no such case,
    4 refused, 5 the record cannot be reached, 130 interrupted, 1 anything else."""
    leave(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code. What is wrong is one line on stderr."""
    try:
        return program().main(arguments, prog_name=PROGRAM, standalone_mode=False) or 0
    except TyperException as error:
        complain(usage_error(error))
        return _WRONG_USE
    except HuiyinError as error:
        complain(sentence(error))
        return error.exit_code
    except (KeyboardInterrupt, Abort):
        return _INTERRUPTED
    except (BrokenPipeError, SystemExit):  # typer makes the one into the other
        return _NOBODY_READS
    except Exception as error:  # noqa: BLE001 - the last resort; its details go to the log
        _log.debug("unexpected", exc_info=error)
        complain(said(words.UNEXPECTED, kind=type(error).__name__))
        return _UNEXPECTED


def leave(code: int) -> NoReturn:
    """End the process now, with everything written that was said.

    Not by `sys.exit`: with Temporal's client in it, the interpreter may abort while it ends.
    """
    with suppress(Exception):
        logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream:  # there is none if the caller closed it
                stream.flush()
        except BrokenPipeError:
            code = code or _NOBODY_READS
        except OSError:
            code = code or _UNEXPECTED
    os._exit(code)


if __name__ == "__main__":
    main()

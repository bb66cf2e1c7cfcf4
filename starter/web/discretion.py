"""Keeps what an error says out of the log of the web process: it may quote what a person wrote."""

import logging
import traceback


class Discretion(logging.Filter):
    """Lets only the type and the place of an error into the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0]:
            kind, _, place = record.exc_info
            where = "".join(traceback.format_tb(place))
            record.msg, record.args = "%s in a request\n%s", (kind.__name__, where)
            record.exc_info = record.exc_text = None
        return True

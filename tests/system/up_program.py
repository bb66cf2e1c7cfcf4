"""`huiyin up` with stand-ins: the real supervisor, Temporal and catcher; small worker and web.

Run as a program: `up_program.py NAME...` starts the parts of these names, `temporal` before the
others. `--json` is as in `huiyin up`.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import replace

from schemas.settings import Settings
from starter.up.parts import Part, Stages, all_stages
from starter.up.run import run_up

_READY = "from worker.ready import *; end_with_parent(); announce_ready();"
_WAIT = "import signal; signal.pause()"

CODES = {
    "worker": f"""
import json, os, pathlib
file = pathlib.Path(os.environ['HUIYIN_DATA_DIR'], 'worker.json')
file.write_text(json.dumps(dict(os.environ)))
{_READY} {_WAIT}
""",
    "web": f"""{_READY}
from http.server import BaseHTTPRequestHandler, HTTPServer
from schemas.settings import Settings
class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        self.send_response(200 if self.path == '/healthz' else 404)
        self.end_headers()
HTTPServer(('127.0.0.1', Settings().web_port), Handler).serve_forever()
""",
    "catcher": """
import asyncio
from schemas.settings import Settings
from starter.catcher.run import run_catcher
asyncio.run(run_catcher(Settings()))
""",
    "quiet": f"{_READY} {_WAIT}",
    "frail": f"{_READY} raise SystemExit(3)",
    "stubborn": "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    f"{_READY} signal.pause()",
}


def stages_of(*names: str) -> Callable[[Settings], Stages]:
    """The stages that hold the named parts."""

    def chosen(settings: Settings) -> Stages:
        real = {part.name: part for stage in all_stages(settings) for part in stage}
        first = [real["temporal"]] if "temporal" in names else []
        others = [_part(name, real.get(name)) for name in names if name != "temporal"]
        return [stage for stage in (first, others) if stage]

    return chosen


def _part(name: str, real: Part | None) -> Part:
    argv = [sys.executable, "-c", CODES[name]]
    return replace(real, argv=argv) if real else Part(name, argv)


def main() -> None:
    as_json, names = "--json" in sys.argv, [name for name in sys.argv[1:] if name[0] != "-"]
    started = run_up(Settings(), as_json=as_json, stages=stages_of(*names), migrate=lambda _: None)
    code = asyncio.run(started)
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    main()

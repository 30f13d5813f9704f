"""Process handling shared by all stand-ins: the production check, the listening socket, and a clean stop on signals."""

import errno
import os
import signal
import socket
import sys
from types import FrameType
from typing import NoReturn

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


def fail(message: str) -> NoReturn:
    """Print a one-line reason why this process cannot start and exit with code 2."""
    print(message, file=sys.stderr)
    sys.exit(2)


class _Handler(WSGIRequestHandler):
    # Headers and body are two writes. With Nagle's algorithm the second would wait 40 ms for an acknowledgment.
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: the stand-in shares its terminal with the application."""


def refuse_production(name: str) -> None:
    """Exit if COZYWISH_ENV is production.

    In production, a stand-in would confirm orders that were never paid for, or swallow real email.
    """
    if os.environ.get("COZYWISH_ENV", "").strip().lower() == "production":
        fail(f"The {name} sandbox does not run in production (COZYWISH_ENV=production).")


def listen(host: str, port: int, flag: str) -> socket.socket:
    """Return a socket bound to `port`; 0 picks any available port.

    Exits with a one-line error if the port cannot be used.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as problem:
        reason = "is in use" if problem.errno == errno.EADDRINUSE else f"cannot be used ({problem.strerror})"
        fail(f"Port {port} on {host} {reason}. Stop what uses it, or choose another with {flag}.")
    return listener


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def serve(app: Flask, listener: socket.socket) -> None:
    """Serve requests, each in its own thread, until SIGINT or SIGTERM."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    host, port = listener.getsockname()[:2]
    make_server(host, port, app, threaded=True, fd=listener.fileno(), request_handler=_Handler).serve_forever()


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)

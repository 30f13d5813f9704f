"""Web server settings. Everything that differs between machines comes from the environment."""

import gc
import os
import sys
import traceback

from gunicorn.glogging import Logger

# Off until the workers start: what an import makes stays, and looking for garbage takes a third of its time.
gc.disable()

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads, because a request mostly waits for PostgreSQL. At most workers x threads connections are opened.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# Import the app once and share it: half the startup work and less memory. No connection is open before the fork.
preload_app = True

timeout = 30  # seconds without a heartbeat before a worker is replaced; a slow request does not stop it
graceful_timeout = 20  # seconds that running requests get when the server stops
keepalive = 5  # seconds; longer than the gap between a page and its assets
# Replaces workers before a memory leak matters. The jitter keeps them from being replaced all at once.
max_requests = 10_000
max_requests_jitter = 1_000


def when_ready(_server: object) -> None:
    # Imported here, because this file is read before the application is loaded.
    from app.core.collector import settle  # noqa: PLC0415
    from app.search_pages.place_names import know_places  # noqa: PLC0415

    know_places()
    settle()


def post_fork(_server: object, _worker: object) -> None:
    # Here and not in `when_ready`, because a reload (SIGHUP) reads this file again but is not followed by that.
    gc.enable()


class ServerLog(Logger):  # type: ignore[misc]  # it has no types
    """Logs what went wrong without the request: its URL may be a private link, and errors quote what was sent."""

    def warning(self, msg: object, *values: object, **more: object) -> None:
        if str(msg).startswith("Invalid request from"):
            msg = "Invalid request"
        super().warning(msg, *values, **more)

    def exception(self, msg: object, *values: object, **more: object) -> None:
        error = sys.exc_info()[1]
        if error is None or not str(msg).startswith(("Error handling", "Socket error")):
            super().exception(msg, *values, **more)  # of the start, before any request
            return
        frames = traceback.extract_tb(error.__traceback__)
        where = "; ".join(f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        self.error("%s: %s at %s", str(msg).partition(" %")[0], type(error).__name__, where)


logger_class = ServerLog
# Requests are logged by the application itself, with their ids.
accesslog = None
# The control socket is written to the home folder, which a container may not have.
control_socket_disable = True

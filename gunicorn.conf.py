"""How the web server runs. Everything that differs between machines comes from the environment."""

import os

from app.collector import settle
from app.discovery.place_names import know_places

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads, because a request mostly waits for PostgreSQL. Workers x threads is the number of connections it may open.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# Imported once and shared: half the start's work and less memory. No connection is open before the fork.
preload_app = True

timeout = 30  # seconds without a sign of life until a process is replaced; a slow request alone is not that
graceful_timeout = 20  # seconds that a running request has when the server stops
keepalive = 5  # seconds; longer than the pause between a page and its parts
# A worker that has leaked is replaced before anyone notices; the jitter keeps all from being replaced at once.
max_requests = 10_000
max_requests_jitter = 1_000


def when_ready(_server: object) -> None:
    know_places()
    settle()


# Requests are logged by the application itself, with their ids.
accesslog = None
# It would write a socket into the home folder, which a container may not have.
control_socket_disable = True

"""A web server for tests: it records webhooks and also serves as the application's own pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic, sleep
from typing import Any

import stripe


@dataclass
class Endpoint:
    url: str
    secret: str
    answers: list[int] = field(default_factory=list)  # statuses of the next responses; 200 when used up
    received: list[stripe.Event] = field(default_factory=list)
    at: list[float] = field(default_factory=list)

    def types(self) -> list[str]:
        return [event.type for event in self.received]

    def wait_for(self, count: int, seconds: float = 10) -> list[stripe.Event]:
        """Wait until at least `count` webhooks have arrived and return all of them. Fails after `seconds`."""
        deadline = monotonic() + seconds
        while len(self.received) < count:
            assert monotonic() < deadline, f"{len(self.received)} of {count} webhooks came: {self.types()}"
            sleep(0.02)
        return self.received

    def take(self, body: bytes, signature: str | None) -> int:
        """Verify the signature as the application does, record the event, and return the response status."""
        event = stripe.Webhook.construct_event(body, signature, self.secret)
        self.received.append(event)
        self.at.append(monotonic())
        return self.answers.pop(0) if self.answers else 200


@contextmanager
def endpoint(secret: str) -> Iterator[Endpoint]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(taken.take(body, self.headers["Stripe-Signature"]), b"")

        def do_GET(self) -> None:
            self._answer(200, f"<!doctype html><title>{self.path}</title>".encode())

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    taken = Endpoint(f"http://127.0.0.1:{server.server_port}/webhooks/stripe", secret)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()

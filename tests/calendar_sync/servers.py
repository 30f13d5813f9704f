"""A calendar server on this machine that answers as each test says, well-behaved or not."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n"


def calendar(*events: str, head: str = "") -> bytes:
    """Build a calendar from events, each given as its lines between BEGIN and END, without UID."""
    parts = [
        f"BEGIN:VEVENT\r\nUID:{number}@elsewhere\r\nDTSTAMP:20260501T000000Z\r\n{lines}\r\nEND:VEVENT\r\n"
        for number, lines in enumerate(event.replace("\n", "\r\n") for event in events)
    ]
    return (HEAD + head + "".join(parts) + "END:VCALENDAR\r\n").encode()


def sends(content: bytes, **headers: str) -> Answer:
    """Answer like a well-behaved server, including conditional requests."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        etag = headers.get("ETag")
        same = etag is not None and request.headers.get("If-None-Match") == etag
        request.send_response(304 if same else 200)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        if not same:
            request.wfile.write(content)

    return answer


def says(status: int, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()

    return answer


@dataclass
class Server:
    """`answers` are keyed by path; `requests` lists the path and headers of each request, in order."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/june.ics", *, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def drips(self, request: BaseHTTPRequestHandler) -> None:
        """Send a byte now and then without end: no single step is slow."""
        request.send_response(200)
        request.end_headers()
        try:
            while not self.closing.wait(0.02):
                request.wfile.write(b"x")
                request.wfile.flush()
        except OSError:
            return

    def drips_headers(self, request: BaseHTTPRequestHandler) -> None:
        """Do the same before the end of the response headers."""
        try:
            request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not self.closing.wait(0.02):
                request.wfile.write(b"x")
                request.wfile.flush()
        except OSError:
            return

    def pours(self, request: BaseHTTPRequestHandler) -> None:
        """Send without end, as fast as possible."""
        request.send_response(200)
        request.end_headers()
        try:
            while not self.closing.is_set():
                request.wfile.write(b"x" * 65536)
        except OSError:
            return

    def hangs(self, request: BaseHTTPRequestHandler) -> None:  # noqa: ARG002  # a response that never arrives
        self.closing.wait(30)


@contextmanager
def calendar_server(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server, encrypted if `tls` is given."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.requests.append((self.path, dict(self.headers)))
            server.answers.get(self.path, says(404))(self)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Ignore clients that hang up or refuse our certificate: the tests make them do so."""

    http = Quiet(("127.0.0.1", 0), Handler)
    if tls is not None:
        http.socket = tls.wrap_socket(http.socket, server_side=True, do_handshake_on_connect=False)
    server = Server(http.server_address[1])
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        http.server_close()
        thread.join()

"""A proxy that speaks HTTPS with browsers and HTTP with the web server, as one does in production."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from cryptography.x509 import DNSName

from scripts.local import LOCALHOST
from tests.tls import self_signed

# They are about one connection, of which there are two here.
OF_A_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@contextmanager
def tls_proxy(port: int, target: str, folder: Path) -> Iterator[None]:
    """Answer https://localhost:`port` with what `target`, an http:// address, answers."""
    certificate = self_signed(folder / "proxy.pem", "localhost", DNSName("localhost"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    there = urlsplit(target).netloc

    class Forward(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            given = {name: value for name, value in self.headers.items() if name.lower() not in OF_A_CONNECTION}
            connection = HTTPConnection(there, timeout=60)
            headers = {**given, "X-Forwarded-For": self.client_address[0], "X-Forwarded-Proto": "https"}
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            self.send_response_only(answer.status, answer.reason)
            for name, value in answer.getheaders():
                if name.lower() not in OF_A_CONNECTION:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815  # the library's name

        def log_message(self, *_: object) -> None:
            """Log nothing: the web server logs each request."""

    server = ThreadingHTTPServer((LOCALHOST, port), Forward)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()

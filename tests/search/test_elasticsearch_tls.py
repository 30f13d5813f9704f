"""Tests that Elasticsearch is asked over TLS, and only when its certificate is one that we trust."""

import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509

from search.elasticsearch.connection import connect
from search.protocol import EngineDown
from tests import database
from tests.tls import self_signed


class Engine(BaseHTTPRequestHandler):
    """Answers as an Elasticsearch does that has the alias."""

    def do_HEAD(self) -> None:  # its name
        self.send_response(200)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.end_headers()

    def log_message(self, format: str, *values: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = x509.IPAddress(ip_address("127.0.0.1"))
    return self_signed(tmp_path_factory.mktemp("tls") / "server.pem", "127.0.0.1", here)


@pytest.fixture
def url(certificate: Path) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Engine)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_engine_with_a_certificate_of_the_configured_authority_answers(url: str, certificate: Path) -> None:
    assert connect(url, "venues", ca=certificate).is_built()


def test_an_engine_with_an_unknown_certificate_is_not_asked(url: str) -> None:
    with pytest.raises(EngineDown, match="TLS error"):
        connect(url, "venues").is_built()


def test_a_missing_certificate_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="it must be a file with certificates"):
        database.settings_for("postgresql://db/cozywish", elasticsearch_ca=tmp_path / "ca.pem")

"""Fetching over TLS: the connection goes to the checked address, and the certificate must match the host name."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from app.calendar_sync.fetcher import CannotFetch
from app.calendar_sync.https_fetcher import HttpsFetcher
from tests.calendar_sync.servers import Server, calendar, calendar_server, sends
from tests.tls import self_signed

JUNE = calendar("DTSTART:20260519T200000Z\nDURATION:PT1H")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a self-signed certificate for calendar.example, in one file with its key."""
    name = "calendar.example"
    return self_signed(tmp_path_factory.mktemp("tls") / "server.pem", name, x509.DNSName(name))


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[Server]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with calendar_server(context) as running:
        yield running


def reading(certificate: Path | None) -> HttpsFetcher:
    """Return a fetcher that resolves every name to this machine and trusts the certificate if one is given."""
    tls = ssl.create_default_context(cafile=str(certificate)) if certificate else None
    return HttpsFetcher(local=True, tls=tls, resolve=lambda _host, _port: ["127.0.0.1"])


@pytest.mark.parametrize("scheme", ["https", "webcal"])
def test_https_and_webcal_are_fetched_by_host_name(certificate: Path, encrypted: Server, scheme: str) -> None:
    encrypted.answers["/june.ics"] = sends(JUNE)
    found = reading(certificate).fetch(encrypted.url(host="calendar.example", scheme=scheme))
    assert found is not None
    assert found.content == JUNE
    assert encrypted.requests[0][1]["Host"] == f"calendar.example:{encrypted.port}"


@pytest.mark.parametrize(("host", "trusted"), [("other.example", True), ("calendar.example", False)])
def test_certificates_of_other_names_or_untrusted_issuers_are_refused(
    certificate: Path, encrypted: Server, host: str, trusted: bool
) -> None:
    with pytest.raises(CannotFetch, match=f"{host} doesn’t have a valid security certificate"):
        reading(certificate if trusted else None).fetch(encrypted.url(host=host, scheme="https"))
    assert encrypted.requests == []

"""Fetching over TLS: the connection goes to the checked address, and the certificate must match the host name."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.calendar_sync.fetcher import CannotFetch
from app.calendar_sync.https_fetcher import HttpsFetcher
from tests.calendar_sync.servers import Server, calendar, calendar_server, sends

JUNE = calendar("DTSTART:20260519T200000Z\nDURATION:PT1H")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a self-signed certificate for calendar.example, in one file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "calendar.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("calendar.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    pem, unlocked = serialization.Encoding.PEM, serialization.NoEncryption()
    file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, unlocked) + signed.public_bytes(pem))
    return file


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

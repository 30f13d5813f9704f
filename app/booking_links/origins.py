"""The origin of a website: https:// and its host, and a port if it is not the usual one."""

import re

import idna

from app.booking_links.errors import BookingLinkErrorCode
from app.booking_links.models import LONGEST_ORIGIN
from app.core.errors import DomainError

SCHEME = "https"
USUAL_PORT = "443"
LONGEST_HOST = 253
# A domain of at least two labels; the last one has a letter, unlike an IP address.
HOST = re.compile(r"(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)(?=[0-9-]*[a-z])[a-z0-9-]{2,63}(?<!-)", re.ASCII)
PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
MOST_PORT = 65_535


def origin_of(typed: str) -> str:
    """Return the origin of a typed address in the form in which browsers compare it.

    Without a scheme it means https. Raises DomainError for another scheme, a wildcard, a path, or what is no website.
    """
    typed = typed.strip()
    if "*" in typed:
        raise DomainError(BookingLinkErrorCode.WILDCARD)
    if len(typed) > LONGEST_ORIGIN:
        raise DomainError(BookingLinkErrorCode.NOT_A_WEBSITE)
    scheme, found, rest = typed.partition("://")
    if not found:
        scheme, rest = SCHEME, typed
    if scheme.lower() == "http":
        raise DomainError(BookingLinkErrorCode.NOT_HTTPS)
    if scheme.lower() != SCHEME:
        raise DomainError(BookingLinkErrorCode.NOT_A_WEBSITE)
    name = re.split(r"[/?#]", rest, maxsplit=1)[0]
    origin = f"{SCHEME}://{_host_and_port(name)}"
    if rest[len(name) :] not in {"", "/"}:
        raise DomainError(BookingLinkErrorCode.HAS_PATH, origin=origin)
    return origin


def _host_and_port(name: str) -> str:
    host, colon, port = name.partition(":")
    host = _in_ascii(host)
    good_port = not colon or (PORT.fullmatch(port) and int(port) <= MOST_PORT)
    if not good_port or len(host) > LONGEST_HOST or not HOST.fullmatch(host):
        raise DomainError(BookingLinkErrorCode.NOT_A_WEBSITE)
    return f"{host}:{port}" if colon and port != USUAL_PORT else host


def _in_ascii(host: str) -> str:
    """Return a host name in lower case, a foreign one in ASCII as browsers send it; empty if it is none."""
    try:
        return idna.encode(host, uts46=True).decode()
    except UnicodeError:
        return ""

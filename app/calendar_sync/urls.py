"""Validation of URLs that we may fetch. The user who types one decides where our server connects: only the public
internet is allowed."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.calendar_sync.fetcher import CannotFetch

# How programs mark a URL as a calendar to subscribe to; it is fetched like any page.
CALENDAR_SCHEMES = {"webcal": "https", "webcals": "https"}
NO_ADDRESS = _l(
    "This isn’t a calendar link. Copy the whole link. It starts with https:// or webcal:// and often ends in .ics."
)
# The public IPv6 addresses. Tunnels, which embed an IPv4 address, are excluded.
OPEN_V6 = ip_network("2000::/3")
PROTOCOLS = ip_network("192.0.0.0/24")  # reserved for protocol assignments
TUNNELS = (ip_network("2001::/32"), ip_network("2002::/16"))


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: a host name to resolve, a port, and the path to request."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


PORTS = {"https": 443, "http": 80}


def target_of(url: str, *, local: bool = False) -> Target:
    """Parse a URL. Raises CannotFetch if it is invalid or not allowed; `local` allows what only tests on this machine
    need: plain HTTP and any port."""
    parts = _parts(url)
    scheme = CALENDAR_SCHEMES.get(parts.scheme.lower(), parts.scheme.lower())
    if scheme == "http" and not local:
        raise CannotFetch(_("Use the link that starts with https://. It keeps the calendar private."))
    if scheme not in PORTS or not parts.hostname:
        raise CannotFetch(str(NO_ADDRESS))
    if parts.username is not None or parts.password is not None:
        raise CannotFetch(_("Remove the username and password from the link, or use the calendar’s secret link."))
    port = _port(parts) or PORTS[scheme]
    if port != PORTS[scheme] and not local:
        raise CannotFetch(_("Use a link without “:%(port)s”. We only read calendars at the standard port.", port=port))
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    return Target(scheme, _ascii(parts.hostname), port, path + query)


def _parts(url: str) -> SplitResult:
    if any(ord(letter) <= 32 or ord(letter) == 127 for letter in url):
        raise CannotFetch(str(NO_ADDRESS))
    try:
        return urlsplit(url)
    except ValueError:
        raise CannotFetch(str(NO_ADDRESS)) from None


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise CannotFetch(str(NO_ADDRESS)) from None


def _ascii(host: str) -> str:
    """Return the ASCII form (IDNA) of an international host name."""
    try:
        return host.encode("idna").decode() if not host.isascii() else host.rstrip(".")
    except UnicodeError:
        raise CannotFetch(str(NO_ADDRESS)) from None


def is_open(address: str) -> bool:
    """Return whether an address (IPv4 or IPv6, as the resolver writes it) is on the public internet: not private, not
    this machine, not multicast, and no other IPv4 address embedded in an IPv6 one."""
    found = ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return _is_open_v4(found.ipv4_mapped)
        return found in OPEN_V6 and found.is_global and not any(found in tunnel for tunnel in TUNNELS)
    return _is_open_v4(found)


def _is_open_v4(found: IPv4Address) -> bool:
    return (
        found.is_global
        and found not in PROTOCOLS
        and not (found.is_multicast or found.is_reserved or found.is_unspecified)
    )


def is_this_machine(address: str) -> bool:
    return ip_address(address.split("%", maxsplit=1)[0]).is_loopback

"""A sandboxed HTTPS client for URLs that users provide; it prevents the dangers described in docs/decisions.

The name is resolved once, all of its addresses must be on the public internet, and the connection goes to an address
that was checked, so the name is never resolved a second time. Each redirect is checked from the start.
"""

import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from flask_babel import gettext as _

from app.calendar_sync.fetcher import CannotFetch, Fetched
from app.calendar_sync.urls import Target, is_open, is_this_machine, target_of
from app.core.tls import usual_tls

AGENT = "CozyWish-Calendar/1"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED = 304
CHUNK = 64 * 1024

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Seconds for one step of the exchange and for all of it, bytes of the uncompressed calendar, and redirects."""

    step: float = 5.0
    whole: float = 10.0
    size: int = 1_000_000
    redirects: int = 3


def look_up(host: str, port: int) -> list[str]:
    """Return all addresses of a host name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class HttpsFetcher:
    """A fetcher for the public internet, over HTTPS only. `local` also allows this machine and plain HTTP: for tests,
    never in production."""

    def __init__(
        self,
        *,
        local: bool = False,
        limits: FetchLimits | None = None,
        resolve: Resolve = look_up,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._local = local
        self._limits = limits or FetchLimits()
        self._resolve = resolve
        self._tls = tls or usual_tls()

    def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Fetched | None:
        deadline = time.monotonic() + self._limits.whole
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        for _turn in range(1 + self._limits.redirects):
            target = target_of(url, local=self._local)
            with readable_errors(target.host), self._answer(target, headers, deadline) as answer:
                if answer.status == NOT_MODIFIED and (etag or last_modified):
                    return None
                if answer.status not in REDIRECTS or not answer.getheader("Location"):
                    return self._read(target, answer)
                url = urljoin(target.url, answer.getheader("Location") or "")
        raise CannotFetch(_("That link redirects too often. Copy the calendar’s own link."))

    @contextmanager
    def _answer(self, target: Target, headers: dict[str, str], deadline: float) -> Iterator[http.client.HTTPResponse]:
        """Send the request and yield the response with its headers; its body can be read inside the block."""
        connection = self._connected(target, deadline)
        try:
            connection.sendall(_request(target, headers))
            answer = http.client.HTTPResponse(_Wire(connection, self._limits.step, deadline))  # type: ignore[arg-type]
            answer.begin()
            yield answer
        finally:
            connection.close()

    def _connected(self, target: Target, deadline: float) -> socket.socket:
        """Connect to one of the checked addresses, even if the name resolves differently a moment later."""
        addresses = self._addresses(target, deadline)
        refused: OSError = OSError("no address")
        for address in addresses:
            try:
                plain = socket.create_connection((address, target.port), timeout=self._left(deadline))
            except OSError as error:
                refused = error
                continue
            return self._encrypted(plain, target, deadline) if target.scheme == "https" else plain
        raise refused

    def _addresses(self, target: Target, deadline: float) -> list[str]:
        """Resolve the host in a thread of its own, because the resolver has no timeout. Raises CannotFetch if any
        address is not on the public internet."""
        pool = ThreadPoolExecutor(1)
        try:
            found = pool.submit(self._resolve, target.host, target.port).result(self._left(deadline))
        except NotInTime:
            raise TimeoutError from None
        except (socket.gaierror, UnicodeError):
            raise CannotFetch(_("We can’t find a server named %(host)s. Check the link.", host=target.host)) from None
        finally:
            pool.shutdown(wait=False)
        if not found or not all(is_open(each) or (self._local and is_this_machine(each)) for each in found):
            raise CannotFetch(
                _(
                    "%(host)s is inside a private network, which we can’t reach."
                    " Use a link that works anywhere on the internet.",
                    host=target.host,
                )
            )
        return found

    def _encrypted(self, plain: socket.socket, target: Target, deadline: float) -> socket.socket:
        plain.settimeout(self._left(deadline))
        try:
            return self._tls.wrap_socket(plain, server_hostname=target.host)
        except BaseException:
            plain.close()
            raise

    def _left(self, deadline: float) -> float:
        return _left(self._limits.step, deadline)

    def _read(self, target: Target, answer: http.client.HTTPResponse) -> Fetched:
        _refuse(target.host, answer.status)
        content = self._body(target, answer)
        return Fetched(content, _header(answer, "ETag", 300), _header(answer, "Last-Modified", 100))

    def _body(self, target: Target, answer: http.client.HTTPResponse) -> bytes:
        """Decompress while reading: content that would grow too large is never completely in memory."""
        packed = (answer.getheader("Content-Encoding") or "identity").strip().lower()
        if packed not in {"identity", "gzip", "x-gzip"}:
            raise CannotFetch(
                _(
                    "%(host)s compresses its calendars in a way we can’t read. Use another calendar.",
                    host=target.host,
                )
            )
        unpack = None if packed == "identity" else zlib.decompressobj(16 + zlib.MAX_WBITS)
        content = bytearray()
        while chunk := answer.read1(CHUNK):
            content += unpack.decompress(chunk, self._limits.size + 1 - len(content)) if unpack else chunk
            if len(content) > self._limits.size:
                raise CannotFetch(
                    _("That calendar is larger than 1 MB. Share a smaller one, such as this year’s events only.")
                )
        return bytes(content)


def _request(target: Target, headers: dict[str, str]) -> bytes:
    """Return the bytes of the request. Nothing in it contains a line break: the target was checked, and so were the
    validators of an earlier response."""
    lines = [
        f"GET {target.path} HTTP/1.1",
        f"Host: {target.authority}",
        f"User-Agent: {AGENT}",
        "Accept: text/calendar, */*;q=0.1",
        "Accept-Encoding: gzip, identity",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items() if value),
    ]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")


def _header(answer: http.client.HTTPResponse, name: str, longest: int) -> str:
    """Return a header that is safe to send back unchanged; anything else counts as missing."""
    value = answer.getheader(name) or ""
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _refuse(host: str, status: int) -> None:
    """Raise CannotFetch for every response that is not a calendar."""
    if status == 200:
        return
    if status in {401, 403}:
        raise CannotFetch(
            _(
                "%(host)s doesn’t let us read that calendar. Copy its secret or public link and paste it here.",
                host=host,
            )
        )
    if status in {404, 410}:
        raise CannotFetch(_("%(host)s no longer has a calendar at that link. Copy the link again.", host=host))
    if status == 429 or status >= 500:
        raise CannotFetch(
            _("%(host)s has a problem right now (%(status)s). You don’t need to do anything.", host=host, status=status)
        )
    raise CannotFetch(_("%(host)s didn’t send a calendar (%(status)s). Check the link.", host=host, status=status))


@contextmanager
def readable_errors(host: str) -> Iterator[None]:
    """Turn network errors into messages that help the owner."""
    try:
        yield
    except TimeoutError:
        raise CannotFetch(_("%(host)s takes too long to respond. You don’t need to do anything.", host=host)) from None
    except ssl.SSLCertVerificationError:
        raise CannotFetch(
            _(
                "%(host)s doesn’t have a valid security certificate. Use another link, or tell your calendar provider.",
                host=host,
            )
        ) from None
    except (http.client.HTTPException, zlib.error, ValueError):
        raise CannotFetch(_("We can’t read the calendar at %(host)s. Check the link.", host=host)) from None
    except OSError:
        raise CannotFetch(_("We can’t reach %(host)s. Check the link.", host=host)) from None


def _left(step: float, deadline: float) -> float:
    """Return the seconds left for the next step. Raises TimeoutError if there is no time left."""
    left = min(step, deadline - time.monotonic())
    if left <= 0:
        raise TimeoutError
    return left


class _Wire:
    """A socket as http.client reads it: no step exceeds its limit, and none runs past the deadline. A server that sends
    a byte now and then would outlast any limit on a single step."""

    def __init__(self, connection: socket.socket, step: float, deadline: float) -> None:
        self._raw = _Stream(connection, step, deadline)

    def makefile(self, *_how: Any) -> io.BufferedReader:
        return io.BufferedReader(self._raw)


class _Stream(io.RawIOBase):
    def __init__(self, connection: socket.socket, step: float, deadline: float) -> None:
        super().__init__()
        self._connection, self._step, self._deadline = connection, step, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(_left(self._step, self._deadline))
        return self._connection.recv_into(buffer)

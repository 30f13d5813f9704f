"""Fetching from wherever somebody says, in a sandbox: what docs/decisions tells of the dangers is held here.

The name is looked up once, every address that it has must be one of the open internet, and the connection goes to the
address that was looked at, so that a second answer of the same name is never asked for. Each redirect begins anew.
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

AGENT = "CozyWish-Calendar/1"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED = 304
CHUNK = 64 * 1024

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for one step of the talk and for all of it; bytes of the calendar, unpacked; redirects."""

    step: float = 5.0
    whole: float = 10.0
    size: int = 1_000_000
    redirects: int = 3


def look_up(host: str, port: int) -> list[str]:
    """All addresses of a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class HttpsFetcher:
    """`local` also reads from this machine, without encryption too: for tests, never in production."""

    def __init__(
        self,
        *,
        local: bool = False,
        limits: Limits | None = None,
        resolve: Resolve = look_up,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._local = local
        self._limits = limits or Limits()
        self._resolve = resolve
        self._tls = tls or ssl.create_default_context()

    def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Fetched | None:
        deadline = time.monotonic() + self._limits.whole
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        for _turn in range(1 + self._limits.redirects):
            target = target_of(url, local=self._local)
            with said_clearly(target.host), self._answer(target, asked, deadline) as answer:
                if answer.status == NOT_MODIFIED and (etag or last_modified):
                    return None
                if answer.status not in REDIRECTS or not answer.getheader("Location"):
                    return self._read(target, answer)
                url = urljoin(target.url, answer.getheader("Location") or "")
        raise CannotFetch(_("That link redirects too often. Copy the calendar’s own link."))

    @contextmanager
    def _answer(self, target: Target, asked: dict[str, str], deadline: float) -> Iterator[http.client.HTTPResponse]:
        """The head of the answer; its body can be read inside the block."""
        connection = self._connected(target, deadline)
        try:
            connection.sendall(_request(target, asked))
            answer = http.client.HTTPResponse(_Wire(connection, self._limits.step, deadline))  # type: ignore[arg-type]
            answer.begin()
            yield answer
        finally:
            connection.close()

    def _connected(self, target: Target, deadline: float) -> socket.socket:
        """A connection to an address that was looked at, whatever the name says a moment later."""
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
        """In a thread of its own, because the resolver knows no limit of time. Raises CannotFetch when any of them is
        not of the open internet."""
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
        """Unpacked as it comes: what would grow too large is never whole in memory."""
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


def _request(target: Target, asked: dict[str, str]) -> bytes:
    """Nothing in it has a line break: the target was checked, and so was what a server said of its answer."""
    lines = [
        f"GET {target.path} HTTP/1.1",
        f"Host: {target.authority}",
        f"User-Agent: {AGENT}",
        "Accept: text/calendar, */*;q=0.1",
        "Accept-Encoding: gzip, identity",
        "Connection: close",
        *(f"{name}: {value}" for name, value in asked.items() if value),
    ]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")


def _header(answer: http.client.HTTPResponse, name: str, longest: int) -> str:
    """What can be sent back as it came; anything else is as if it had not been said."""
    value = answer.getheader(name) or ""
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _refuse(host: str, status: int) -> None:
    """Raises CannotFetch for every answer that is no calendar."""
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
def said_clearly(host: str) -> Iterator[None]:
    """What goes wrong on the way, as a sentence that helps."""
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
    """Seconds for the next step. Raises TimeoutError when all the time is used up."""
    left = min(step, deadline - time.monotonic())
    if left <= 0:
        raise TimeoutError
    return left


class _Wire:
    """A socket as http.client reads from one: no step longer than its limit, and none after the last moment. A server
    that sends a byte now and then would outlast any limit of a single step."""

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

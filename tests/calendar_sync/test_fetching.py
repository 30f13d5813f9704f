"""The sandboxed fetcher against a real server on this machine, well-behaved or not."""

import gzip
import socket
import threading
import time

import pytest

from app.calendar_sync.fetcher import CannotFetch
from app.calendar_sync.https_fetcher import FetchLimits, HttpsFetcher
from tests.calendar_sync.servers import Server, calendar, says, sends

JUNE = calendar("DTSTART:20260519T200000Z\nDTEND:20260519T210000Z")
QUICK = FetchLimits(step=0.3, whole=0.8)


@pytest.fixture
def here() -> HttpsFetcher:
    """Return a fetcher that may read from this machine; everything else is as in production."""
    return HttpsFetcher(local=True)


def test_fetching_returns_the_content_and_its_validators(here: HttpsFetcher, server: Server) -> None:
    server.answers["/june.ics"] = sends(JUNE, ETag='"one"', Last_Modified="Thu, 14 May 2026 10:00:00 GMT")
    found = here.fetch(server.url())
    assert found is not None
    assert (found.content, found.etag, found.last_modified) == (JUNE, '"one"', "Thu, 14 May 2026 10:00:00 GMT")


def test_unchanged_content_is_not_sent_again(here: HttpsFetcher, server: Server) -> None:
    server.answers["/june.ics"] = sends(JUNE, ETag='"one"')
    assert here.fetch(server.url(), etag='"one"') is None
    assert server.requests[0][1]["If-None-Match"] == '"one"'


def test_webcal_links_are_fetched_over_https(server: Server) -> None:
    with pytest.raises(CannotFetch, match=r"can’t reach|can’t read the calendar at"):
        HttpsFetcher(local=True).fetch(server.url(scheme="webcal"))  # a server without TLS


def test_gzipped_content_is_decompressed(here: HttpsFetcher, server: Server) -> None:
    server.answers["/june.ics"] = sends(gzip.compress(JUNE), **{"Content-Encoding": "gzip"})
    found = here.fetch(server.url())
    assert found is not None
    assert found.content == JUNE


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(here: HttpsFetcher, server: Server, status: int) -> None:
    server.answers |= {"/june.ics": says(status, Location="/moved.ics"), "/moved.ics": sends(JUNE)}
    found = here.fetch(server.url())
    assert found is not None
    assert found.content == JUNE


def test_the_fourth_redirect_is_one_too_many(here: HttpsFetcher, server: Server) -> None:
    server.answers |= {f"/{n}": says(302, Location=f"/{n + 1}") for n in range(9)}
    with pytest.raises(CannotFetch, match="redirects too often"):
        here.fetch(server.url("/0"))
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/june.ics",
        "https://localhost/june.ics",
        "https://2130706433/june.ics",
        "https://0x7f.1/june.ics",
        "https://[::1]/june.ics",
        "https://[::ffff:127.0.0.1]/june.ics",
        "https://10.0.0.1/june.ics",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/latest/meta-data/",
    ],
)
def test_a_private_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(CannotFetch, match="inside a private network"):
        HttpsFetcher().fetch(url)


def test_this_machine_is_never_contacted_outside_of_tests(server: Server) -> None:
    with pytest.raises(CannotFetch, match="https://"):
        HttpsFetcher().fetch(server.url())
    assert server.requests == []


@pytest.mark.parametrize("answers", [["10.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::ffff:10.0.0.1"], []])
def test_names_that_resolve_to_any_private_address_are_refused(answers: list[str]) -> None:
    with pytest.raises(CannotFetch, match="inside a private network"):
        HttpsFetcher(resolve=lambda _host, _port: answers).fetch("https://calendar.example/june.ics")


def test_a_name_is_resolved_only_once_per_connection(server: Server) -> None:
    """The second answer could differ, so the resolver must not be asked for it."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    server.answers["/june.ics"] = sends(JUNE)
    found = HttpsFetcher(local=True, resolve=lambda _host, _port: next(answers)).fetch(
        server.url(host="calendar.example")
    )
    assert found is not None
    assert server.requests[0][1]["Host"] == f"calendar.example:{server.port}"
    assert next(answers) == ["10.0.0.1"]


@pytest.mark.parametrize(
    "to", ["http://10.0.0.1/", "http://169.254.169.254/", "//192.168.0.1/", "http://[::ffff:10.0.0.1]/"]
)
def test_a_redirect_to_a_private_address_is_refused(here: HttpsFetcher, server: Server, to: str) -> None:
    server.answers["/june.ics"] = says(302, Location=to)
    with pytest.raises(CannotFetch, match="inside a private network"):
        here.fetch(server.url())


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://calendar.example/", "https://a:b@calendar.example/"])
def test_a_redirect_to_an_invalid_url_is_refused(here: HttpsFetcher, server: Server, to: str) -> None:
    server.answers["/june.ics"] = says(302, Location=to)
    with pytest.raises(CannotFetch):
        here.fetch(server.url())


def test_an_unknown_host_name_is_reported() -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    with pytest.raises(CannotFetch, match=r"find a server named calendar\.example"):
        HttpsFetcher(resolve=nowhere).fetch("https://calendar.example/june.ics")


def test_a_hanging_resolver_times_out() -> None:
    released = threading.Event()

    def slow(_host: str, _port: int) -> list[str]:
        released.wait(10)
        return []

    began = time.monotonic()
    with pytest.raises(CannotFetch, match="takes too long"):
        HttpsFetcher(limits=QUICK, resolve=slow).fetch("https://calendar.example/june.ics")
    released.set()
    assert time.monotonic() - began < 5


def test_huge_content_is_not_read_to_its_end(here: HttpsFetcher, server: Server) -> None:
    server.answers["/june.ics"] = server.pours
    with pytest.raises(CannotFetch, match="larger than 1 MB"):
        here.fetch(server.url())


def test_content_that_decompresses_to_a_huge_size_is_stopped(here: HttpsFetcher, server: Server) -> None:
    bomb = gzip.compress(b"0" * 200_000_000, compresslevel=9)
    assert len(bomb) < 250_000
    server.answers["/june.ics"] = sends(bomb, **{"Content-Encoding": "gzip"})
    with pytest.raises(CannotFetch, match="larger than 1 MB"):
        here.fetch(server.url())


def test_unknown_compression_is_reported(here: HttpsFetcher, server: Server) -> None:
    server.answers["/june.ics"] = sends(JUNE, **{"Content-Encoding": "br"})
    with pytest.raises(CannotFetch, match="compresses its calendars"):
        here.fetch(server.url())


@pytest.mark.parametrize("how", ["drips", "drips_headers", "hangs"])
def test_endless_responses_time_out(server: Server, how: str) -> None:
    server.answers["/june.ics"] = getattr(server, how)
    began = time.monotonic()
    with pytest.raises(CannotFetch, match="takes too long"):
        HttpsFetcher(local=True, limits=QUICK).fetch(server.url())
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "doesn’t let us read"), (403, "doesn’t let us read"), (404, "no longer has a calendar"),
        (410, "no longer has a calendar"), (429, "has a problem right now"), (503, "has a problem right now"),
        (204, "didn’t send a calendar"), (302, "didn’t send a calendar"), (304, "didn’t send a calendar"),
    ],
)  # fmt: skip
def test_responses_without_a_calendar_explain_what_to_do(
    here: HttpsFetcher, server: Server, status: int, message: str
) -> None:
    server.answers["/june.ics"] = says(status)
    with pytest.raises(CannotFetch, match=message):
        here.fetch(server.url())


def test_a_response_that_is_not_http_is_reported(here: HttpsFetcher, server: Server) -> None:
    server.answers["/june.ics"] = lambda request: request.wfile.write(b"SSH-2.0-OpenSSH\r\n") and None
    with pytest.raises(CannotFetch, match="can’t read the calendar at"):
        here.fetch(server.url())


def test_a_closed_port_is_reported(here: HttpsFetcher) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(CannotFetch, match="can’t reach"):
        here.fetch(f"http://127.0.0.1:{port}/june.ics")


def test_validators_that_could_not_be_sent_back_are_ignored(here: HttpsFetcher, server: Server) -> None:
    server.answers["/june.ics"] = sends(JUNE, ETag="x" * 301, Last_Modified="caf\xe9")
    found = here.fetch(server.url())
    assert found is not None
    assert (found.etag, found.last_modified) == ("", "")

"""Values that no page of ours sends, and a request class that notes which parameters a view asks for."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote_plus

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

HUGE = "9" * 5000
NUMBERS = (
    *("0", "-1", "-0", "1.5", "1e9", "1e400", "nan", "inf", "-inf", "0x10", "1_000", " 7 ", "+7", "²", "٣", "½"),
    *("2147483648", "9223372036854775808", "99999999999999999999", "-9223372036854775809", HUGE, f"-{HUGE}"),
    *("0." + "0" * 400 + "1", "1" + "0" * 49, "$1,000,000,000.00", "90,000", "180.0000001", "-90.1"),
)
MOMENTS = (
    *("9999-12-31", "0001-01-01", "10000-01-01", "2026-02-30", "2026-13-01", "20260706", "2026-W01-1", "12/31/9999"),
    *("9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59"),
    *("2026-07-06T11:00", "2026-07-06T11:00Z", "2026-07-06T11:00:00.000001+23:59", "2199-12-31T23:00Z", "2026-07"),
    *("24:00", "25:99", "23:59:59.999999", "10:00+14:00", "T10", "0001-01-01~9999-12-31", "2026-03-08T02:30"),
    *("0001-01-01T00:00", "12/31/0001", "9998-12-31", "0002-01-01"),
)
TEXTS = (
    *("", " ", "\t\r\n", "x" * 300, "x" * 20_000, "é" * 300, "💆" * 300, "no-such-thing", "None", "null", "true"),
    *("../../../../etc/passwd", "..\\..\\x", "/", "//evil.example", "http://[", "https://", "javascript:alert(1)"),
    *(
        "'; --",
        '"<script>',
        "{{7*7}}",
        "%s%(a)s%d{0}{x}",
        "%",
        "\\",
        "*",
        "\r\nSet-Cookie: a=b",
        "a\r\nb",
        "a\x0bb\x1f",
    ),
    *(
        "\u2028\u202e\ufeff",
        "\ufffe\uffff",
        "e" + "\u0301" * 300,
        "\u0130\u0131\u00df",
        "(((((",
        "a:b:c~d~e,f;g|h",
        "=1+1",
    ),
    *("a@b", f"{'a' * 300}@example.com", "wren@exa mple.com", "wren@xn--a.com", "wren@[1.2.3.4]", "AL-0000-0000"),
    *("webcal://127.0.0.1/x.ics", "https://127.0.0.1:99999/x", "https://x.example:abc/", "https://xn--.example/"),
)
JSON = (
    *("[]", "{}", "null", "0", '"x"', "[[[[", "[" * 5000, "[null]", "[[]]", "[{}]", '{"a": 1e999}', "NaN", f"[{HUGE}]"),
    *('"\\u0000"', '["\\u0000"]', '"\\ud800"', '["\\ud800"]', '{"":{"":[]}}', '[["9999-12-31", "0001-01-01"]]'),
)
# Bytes that are not UTF-8: an unpaired surrogate, an overlong slash, and a lone byte. They reach a view as they can.
BYTES = ("\ud800", "a\udcffb", "\udfff\udfff")
NUL = "a\x00b"
VALUES = (*NUMBERS, *MOMENTS, *TEXTS, *JSON, *BYTES, NUL)

EMOJI_AS_SENT = "💆".encode().decode("latin-1")
HEADERS: tuple[dict[str, str], ...] = (
    {"Range": "bytes=99999999999999999999-", "If-Range": "x"},
    {"Range": "bytes=-1,0-0,5-2,x"},
    {"If-None-Match": '"' + "x" * 3000, "If-Modified-Since": "Thu, 99 Foo 99999 99:99:99 GMT"},
    {"If-Match": "*", "If-Unmodified-Since": "0001"},
    {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": "http://[", "HX-Target": EMOJI_AS_SENT},
    {"HX-Request": "true", "HX-Current-URL": f"//evil.example/{EMOJI_AS_SENT}"},
    {"HX-Request": "yes", "HX-Request-Type": "x" * 3000, "HX-Boosted": "true", "HX-Prompt": "²"},
    {"Referer": "http://[::1", "Origin": "null", "Sec-Fetch-Site": "\xff"},
    {"Referer": "http://localhost/\xff?next=//evil", "X-Request-Id": "\xff" * 3000},
    {"Accept-Language": "x-" * 2000 + ",*;q=nan,en;q=1e400,-;q=", "Accept": ";;,*/*;q=²"},
    {"Accept-Encoding": "br;q=x,,gzip;q=-1"},
    {"Cookie": "session=.e30.x.y; session=\xff; cart=\xff; place=%00²; theme=\xff; =; ;;"},
    {"Cookie": "session=" + "e" * 3000, "Authorization": "Basic \xff"},
    {"X-Forwarded-For": "²,,::1%x", "X-Forwarded-Proto": "gopher", "Forwarded": "for=_x;;;"},
    {"Content-Type": "application/json; charset=utf-99"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "multipart/form-data; boundary=" + "x" * 300},
    {"Content-Type": "application/x-www-form-urlencoded; charset=utf-16"},
    {"Content-Type": "\xff/\xff", "Content-Encoding": "gzip", "Expect": "100-continue"},
)
# Names and contents of files: nothing, a truncated picture, a table that is none, and a program.
FILES: tuple[tuple[bytes, str, str], ...] = (
    (b"", "", "application/octet-stream"),
    (b"", "empty.csv", "text/csv"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "../../x.png", "image/png"),
    (b"\xff\xd8\xff\xe0" + b"\0" * 200, "x" * 400 + ".jpg", "image/jpeg"),
    (b"GIF89a\xff\xff\xff\xff", "💆.gif", "²"),
    (b'name,email\n"open,\x00\xff\n', "a\r\nb.csv", "text/csv"),
    (b"\xff\xfe\x00\xd8,\x00\xd8", "utf-16.csv", "text/csv; charset=utf-16"),
    (b"name,email\n" + b"," * 5000 + b"\n", "wide.csv", "text/csv"),
    (b"name,name,email,phone\nAda,,\xe2\x82\xac@x,9999999999999999999\n", "twice.csv", ""),
    (b"PK\x03\x04" + b"\0" * 60, "zip.xlsx", "application/vnd.ms-excel"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg", "image/svg+xml"),
    (b"RIFF\xff\xff\xff\xffWEBPVP8 ", "x.webp", "image/webp"),
)


class Noted(ImmutableMultiDict[str, Any]):
    """Parameters that note the names by which a view asks for them."""

    asked: set[str] = set()  # noqa: RUF012  # one for all requests: each test empties it

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, *args: Any, **kwargs: Any) -> list[Any]:
        self.asked.add(key)
        return super().getlist(key, *args, **kwargs)


class NotingRequest(Request):
    parameter_storage_class = Noted


File = tuple[str, bytes, str, str]  # field, content, name, and type
BOUNDARY = b"hostile-boundary"


def raw(text: str) -> bytes:
    """Return the text in UTF-8, and what UTF-8 cannot hold as bytes that are not valid."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def encoded(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{quote_plus(raw(name))}={quote_plus(raw(value))}" for name, value in pairs)


def body(pairs: Iterable[tuple[str, str]], files: Iterable[File], *, in_parts: bool) -> tuple[bytes, str]:
    """Return the body of a form and its content type: in parts where it has files."""
    if not in_parts:
        return encoded(pairs).encode(), "application/x-www-form-urlencoded"
    parts = [part(f'name="{name}"', "", raw(value)) for name, value in pairs]
    for field, content, name, kind in files:
        shown = name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
        parts.append(part(f'name="{field}"; filename="{shown}"', kind, content))
    return b"".join(parts) + b"--" + BOUNDARY + b"--\r\n", f"multipart/form-data; boundary={BOUNDARY.decode()}"


def part(disposition: str, kind: str, content: bytes) -> bytes:
    declared = f"Content-Type: {kind}\r\n" if kind else ""
    head = f"--{BOUNDARY.decode()}\r\nContent-Disposition: form-data; {disposition}\r\n{declared}\r\n"
    return raw(head) + content + b"\r\n"

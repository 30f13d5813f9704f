"""stripe-mock, Stripe's own request validator based on its OpenAPI specification, as a process for tests.

It is stateless, so it cannot stand in for Stripe, but it rejects every parameter that Stripe does not know.
`make test` builds it if Go is installed.
"""

import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import IO, Any

import requests

from scripts.tools import which

KEY = "sk_test_123"
Pairs = Sequence[Sequence[str]]


def find_stripe_mock() -> str | None:
    """Return the path of stripe-mock where `make test` builds it, on the PATH or in Go's install folder, or None."""
    return which("stripe-mock")


def send(method: str, url: str, pairs: Pairs, key: str) -> requests.Response:
    """Send a request encoded as the real client does: even an empty body is a form."""
    if method == "GET":
        return requests.get(url, pairs, auth=(key, ""), timeout=20)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return requests.request(method, url, data=pairs, headers=headers, auth=(key, ""), timeout=20)


@dataclass(frozen=True)
class StripeMock:
    url: str
    knows_filter: bool  # whether its OpenAPI version is 2026-09-30 or later

    def send(self, method: str, path: str, params: Pairs) -> requests.Response:
        pairs = [(self._name(name), value) for name, value in params]
        return send(method, self.url + path, pairs, KEY)

    def refusals(self, noted: Iterable[dict[str, Any]]) -> list[str]:
        """Replay the requests that the sandbox recorded (`StripeSandbox.requests()`) and return those it rejects."""
        answers = [(each, self.send(each["method"], each["path"], each["params"])) for each in noted]
        return [f"{each['method']} {each['path']}: {answer.text}" for each, answer in answers if not answer.ok]

    def _name(self, name: str) -> str:
        """Return the older name of the payment method list if this OpenAPI version is older."""
        if self.knows_filter:
            return name
        return re.sub(r"^allowed_payment_method_types(?=\[)", "payment_method_types", name)


@contextmanager
def stripe_mock(binary: str) -> Iterator[StripeMock]:
    # Without an address for HTTPS it takes a fixed port, so only one could run at a time.
    command = [binary, "-http-addr", "127.0.0.1:0", "-https-addr", "127.0.0.1:0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        url = f"http://{_address(process.stdout)}"
        Thread(target=process.stdout.read, daemon=True).start()  # otherwise its log would fill the pipe
        yield StripeMock(url, _knows_filter(url))
    finally:
        process.terminate()
        process.wait(10)


def _address(log: IO[str]) -> str:
    for line in log:
        if found := re.search(r"HTTP at address: (\S+)", line):
            return found[1]
    raise RuntimeError("stripe-mock did not start")


def _knows_filter(url: str) -> bool:
    pairs = [("allowed_payment_method_types[0]", "card")]
    return StripeMock(url, True).send("POST", "/v1/checkout/sessions", pairs).ok

"""The stand-ins as processes for tests, with methods to start, control and stop them.

with stripe_sandbox(tmp_path) as stripe:
    session = stripe.client().v1.checkout.sessions.create({...})
    stripe.pay(session.id)
    for delivery in stripe.take():
        app_client.post("/webhooks/stripe", data=delivery.body, headers=delivery.headers)
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
import stripe

from scripts.local import new_apple_key

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk_test_51SandboxTests"
WEBHOOK_SECRET = "whsec_SandboxTests"
CONNECT_WEBHOOK_SECRET = "whsec_SandboxConnectTests"
START_WITHIN = 120.0  # seconds; a busy machine needs several


class Process:
    """A running stand-in and the line it printed when it was ready."""

    def __init__(self, module: str, *flags: str, environment: Mapping[str, str] | None = None) -> None:
        command = [sys.executable, "-m", module, *flags]
        env = {**os.environ, "COZYWISH_ENV": "test", **(environment or {})}
        self._process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        giving_up = Timer(START_WITHIN, self._process.kill)
        giving_up.start()
        self.ready = self._process.stdout.readline()
        giving_up.cancel()
        if not self.ready:
            raise RuntimeError(f"{module} did not start; it ended with code {self._process.wait()}")

    def stop(self) -> int:
        """Terminate the process gracefully (SIGTERM) and return its exit code."""
        self._process.terminate()
        try:
            return self._process.wait(15)
        finally:
            self.kill()

    def kill(self) -> None:
        """Kill the process immediately, as in a crash."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@dataclass(frozen=True)
class Taken:
    """A webhook that was returned to the test instead of being sent."""

    event: str
    type: str
    body: str
    signature: str
    connect: bool  # whether it is for the endpoint of connected accounts

    @property
    def headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json", "Stripe-Signature": self.signature}


@dataclass
class StripeSandbox:
    url: str
    data: Path
    process: Process
    key: str = KEY
    webhook_secret: str = WEBHOOK_SECRET
    connect_webhook_secret: str = CONNECT_WEBHOOK_SECRET
    flags: tuple[str, ...] = field(default=())

    def client(self, *, retries: int = 0, timeout: float = 20, version: str | None = None) -> stripe.StripeClient:
        """Return the real Stripe client, pointed at the stand-in. `timeout` is in seconds."""
        http = stripe.RequestsClient(timeout=timeout)
        addresses: Any = {"api": self.url}
        options: dict[str, Any] = {} if version is None else {"stripe_version": version}
        return stripe.StripeClient(
            self.key, base_addresses=addresses, http_client=http, max_network_retries=retries, **options
        )

    def reset(self) -> None:
        """Delete all state, including the clock, pending faults and webhook settings."""
        self._post("reset")

    def webhooks(self, **plan: Any) -> dict[str, Any]:
        """Configure webhooks: url, connect_url, delay=(min, max) in seconds, double_percent, drop_percent and so on."""
        return self._post("webhooks", **plan)

    def deliveries(self, state: str | None = None) -> list[dict[str, Any]]:
        """Return all deliveries, or only those that are pending, sending, delivered, dropped or failed."""
        response = requests.get(f"{self.url}/_sandbox/deliveries", {"state": state} if state else {}, timeout=20)
        found: list[dict[str, Any]] = response.json()
        return found

    def flush(self, order: str = "created") -> list[dict[str, Any]]:
        """Send every pending delivery now, in the order "created", "reversed" or "shuffled"."""
        return self._post("deliveries/flush", order=order)

    def take(self, order: str = "created") -> list[Taken]:
        """Return every pending delivery, signed, so that the test can pass it to the application itself."""
        return [Taken(**each) for each in self._post("deliveries/take", order=order)]

    def pay(
        self, session_id: str, card: str = "4242424242424242", authentication: str = "pass", **more: Any
    ) -> dict[str, Any]:
        """Pay, or save a card in setup mode, without the page. `saved` names a saved card, `keep` offers it again.

        Returns {"result": paid, saved, declined or expired, "message", "session"}.
        """
        return self._post(f"sessions/{session_id}/pay", card=card, authentication=authentication, **more)

    def save_card(
        self, customer: str, card: str = "4242424242424242", *, authentication: str = "pass", default: bool = True
    ) -> str:
        """Save a card for a customer as a session in setup mode does. Returns the id of the payment method."""
        command = {"card": card, "authentication": authentication, "default": default}
        return str(self._post(f"customers/{customer}/card", **command)["id"])

    def act_as(self, payment_method: str, card: str) -> dict[str, Any]:
        """Have a saved card behave as another test card from now on: lost, without funds. Returns the method."""
        return self._post(f"payment_methods/{payment_method}/act_as", card=card)

    def renew_card(self, payment_method: str, **card: Any) -> dict[str, Any]:
        """Replace a saved card as its network does: card, exp_month, exp_year. Returns the payment method."""
        return self._post(f"payment_methods/{payment_method}/renew", **card)

    def complete(self, account: str, **details: str) -> dict[str, Any]:
        """Finish the onboarding: business_name, business_type, name, tax_id, bank. Returns the account."""
        return self._post(f"accounts/{account}/complete", **details)

    def provide_document(self, account: str) -> dict[str, Any]:
        """Provide the ID document that the account owes. Returns the account."""
        return self._post(f"accounts/{account}/document")

    def change_bank(self, account: str, bank: str = "000123456789") -> dict[str, Any]:
        """Connect another bank account. Returns the account."""
        return self._post(f"accounts/{account}/bank", bank=bank)

    def restrict(self, account: str, reason: str | None = "rejected.fraud") -> dict[str, Any]:
        """Disable an account, or enable it again (None). Returns the account."""
        return self._post(f"accounts/{account}/restrict", reason=reason)

    def pay_out(self, account: str, *, fail: bool = False) -> dict[str, Any]:
        """Pay out all money of an account, pending too; it arrives or fails at once. Returns the payout."""
        return self._post(f"accounts/{account}/payout", fail=fail)

    def fail_payout(self, payout: str) -> dict[str, Any]:
        """Have the bank return a payout of the platform's own money. Returns the payout."""
        return self._post(f"payouts/{payout}/fail")

    def adjust_balance(self, amount: int, kind: str = "stripe_fee", description: str = "Billing") -> dict[str, Any]:
        """Move cents of the platform's balance as Stripe does on its own: stripe_fee, adjustment or topup.

        Returns the balance transaction, which has no source.
        """
        return self._post("balance", type=kind, amount=amount, description=description)

    def dispute(
        self, payment_intent: str, *, amount: int | None = None, reason: str = "fraudulent", inquiry: bool = False
    ) -> dict[str, Any]:
        """Dispute a payment as its cardholder, all of it or an amount. Returns the dispute."""
        about = {"amount": amount, "reason": reason, "inquiry": inquiry}
        return self._post("disputes", payment_intent=payment_intent, **about)

    def decide(self, dispute: str, outcome: str, amount: int | None = None) -> dict[str, Any]:
        """Decide about a dispute as the bank: win, lose, escalate or reinstate. `amount` is what is given back."""
        given = {"amount": amount} if outcome in {"win", "reinstate"} else {}
        return self._post(f"disputes/{dispute}/{outcome}", **given)

    def fail_next(self, count: int = 1, *, kind: str = "error", seconds: float = 0.0, path: str = "/v1/") -> None:
        """Make the next requests fail: error, lost (executed, but not answered), slow or hang."""
        self._post("faults", kind=kind, count=count, seconds=seconds, path=path)

    def stop_failing(self) -> None:
        self._post("faults", count=0)

    def advance(self, seconds: int) -> None:
        """Move the stand-in's clock. Everything then due happens before this returns."""
        self._post("clock", advance=seconds)

    def set_clock(self, at: datetime) -> None:
        """Set the stand-in's clock to an aware datetime, such as a test's pinned time; it keeps running from there."""
        self._post("clock", now=int(at.timestamp()))

    def requests(self) -> list[dict[str, Any]]:
        """Return the API requests so far, oldest first: method, path, params, version, idempotency_key, status."""
        found: list[dict[str, Any]] = requests.get(f"{self.url}/_sandbox/requests", timeout=20).json()
        return found

    def restart(self, *, crash: bool = False) -> None:
        """Stop or kill the process, then start it again with the same port and files."""
        if crash:
            self.process.kill()
        else:
            self.process.stop()
        port = str(urlsplit(self.url).port)
        self.process = Process("sandbox.stripe", *_stripe_flags(self.data, port), *self.flags)

    def _post(self, control: str, /, **command: Any) -> Any:
        response = requests.post(f"{self.url}/_sandbox/{control}", json=command, timeout=60)
        if not response.ok:
            raise AssertionError(f"{control}: {response.status_code} {response.text}")
        return response.json()


@contextmanager
def stripe_sandbox(data: Path, *flags: str, webhook_url: str | None = None) -> Iterator[StripeSandbox]:
    """Run the Stripe stand-in with its state in `data`. For more flags: python -m sandbox.stripe --help."""
    if webhook_url is not None:
        flags = (*flags, "--webhook-url", webhook_url)
    process = Process("sandbox.stripe", *_stripe_flags(data, "0"), *flags)
    running = StripeSandbox(_address(process.ready), data, process, flags=flags)
    try:
        yield running
    finally:
        running.process.stop()


def _stripe_flags(data: Path, port: str) -> tuple[str, ...]:
    secrets = ("--webhook-secret", WEBHOOK_SECRET, "--connect-webhook-secret", CONNECT_WEBHOOK_SECRET)
    return ("--port", port, "--data", str(data), "--key", KEY, *secrets)


@dataclass
class MailSandbox:
    url: str
    smtp_port: int
    process: Process

    @property
    def smtp_url(self) -> str:
        return f"smtp://127.0.0.1:{self.smtp_port}"

    def messages(self, to: str | None = None) -> list[dict[str, Any]]:
        """Return messages, newest first: id, received_at, from, to, subject, headers, text, html, attachments."""
        response = requests.get(f"{self.url}/api/messages", {"to": to} if to else {}, timeout=20)
        found: list[dict[str, Any]] = response.json()["messages"]
        return found

    def clear(self) -> None:
        requests.delete(f"{self.url}/api/messages", timeout=20).raise_for_status()


@contextmanager
def mail_sandbox(data: Path) -> Iterator[MailSandbox]:
    """Run the mail stand-in with its messages in `data`."""
    process = Process("sandbox.mail", "--port", "0", "--smtp-port", "0", "--data", str(data))
    smtp_port = re.search(r"SMTP on \S+:(\d+)", process.ready)
    assert smtp_port is not None, process.ready
    try:
        yield MailSandbox(_address(process.ready), int(smtp_port[1]), process)
    finally:
        process.stop()


@dataclass
class GeocoderSandbox:
    url: str
    process: Process

    def fault(self, **fault: Any) -> None:
        """Set what is wrong with each answer: seconds, status, body. Without any, nothing is. Forgets `asked`."""
        requests.post(f"{self.url}/_sandbox/faults", json=fault, timeout=20).raise_for_status()

    def asked(self) -> list[str]:
        """Return the addresses that were asked for."""
        found: list[str] = requests.get(f"{self.url}/_sandbox/requests", timeout=20).json()
        return found


@contextmanager
def geocoder_sandbox() -> Iterator[GeocoderSandbox]:
    """Run the geocoder stand-in."""
    process = Process("sandbox.geocoder", "--port", "0")
    try:
        yield GeocoderSandbox(_address(process.ready), process)
    finally:
        process.stop()


GOOGLE = {"GOOGLE_CLIENT_ID": "cozywish-google", "GOOGLE_CLIENT_SECRET": "google-secret-of-the-tests-for-hmac"}
APPLE = {"APPLE_CLIENT_ID": "cozywish-apple", "APPLE_TEAM_ID": "SANDBOX123", "APPLE_KEY_ID": "SANDBOXKEY"}


@dataclass
class IdentitySandbox:
    url: str
    process: Process
    apple_key: str

    def issuer(self, provider: str) -> str:
        return f"{self.url}/{provider}"

    def reset(self) -> None:
        self._post("reset")

    def set_clock(self, at: datetime) -> None:
        """Set the stand-in's clock to an aware datetime, such as a test's pinned time; it keeps running from there."""
        self._post("clock", now=int(at.timestamp()))

    def fault(self, provider: str, **fault: Any) -> None:
        """Set what a provider does wrong: token, email_verified, seconds, status. Without any, nothing."""
        self._post(f"{provider}/fault", **fault)

    def rotate(self, provider: str) -> None:
        """Have a provider sign with a new key."""
        self._post(f"{provider}/rotate")

    def requests(self, provider: str) -> list[str]:
        """Return the requests since the last reset: discovery, keys, token."""
        found: list[str] = requests.get(f"{self.url}/_sandbox/{provider}/requests", timeout=20).json()
        return found

    def choose(self, url: str, *, email: str, name: str = "", hide_email: bool = False) -> dict[str, str]:
        """Choose an account on a provider's page at `url`. Returns what the browser brings back, state included."""
        data = {"email": email, "name": name, **({"hide_email": "y"} if hide_email else {})}
        return self._answer(url, data)

    def cancel(self, url: str) -> dict[str, str]:
        """Choose no account. Returns what the browser brings back."""
        return self._answer(url, {"answer": "cancel"})

    def _answer(self, url: str, data: dict[str, str]) -> dict[str, str]:
        assert requests.get(url, timeout=20).ok
        response = requests.post(url, data, timeout=20, allow_redirects=False)
        if response.is_redirect:
            return dict(parse_qsl(urlsplit(response.headers["Location"]).query))
        assert response.ok, response.text
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', response.text)
        return {field: unescape(value) for field, value in hidden}

    def _post(self, control: str, /, **command: Any) -> None:
        requests.post(f"{self.url}/_sandbox/{control}", json=command, timeout=20).raise_for_status()


@contextmanager
def identity_sandbox(*, site: str = "http://localhost") -> Iterator[IdentitySandbox]:
    """Run the stand-in for Google and Apple, for the application at `site`."""
    key = new_apple_key()
    environment = {**GOOGLE, **APPLE, "APPLE_PRIVATE_KEY": key}
    process = Process("sandbox.identity", "--port", "0", "--site", site, environment=environment)
    try:
        yield IdentitySandbox(_address(process.ready), process, key)
    finally:
        process.stop()


def _address(ready: str) -> str:
    found = re.search(r"http://[\w.]+:\d+", ready)
    assert found is not None, ready
    return found[0]

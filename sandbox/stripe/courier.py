"""Webhook sending: signed, concurrent, and retried until the endpoint accepts the event or the attempts run out."""

import hashlib
import hmac
import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from urllib.parse import urlsplit

from sandbox.stripe import deliveries
from sandbox.stripe.deliveries import Delivery, Order
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON

PATIENCE = 10.0  # seconds to wait for an endpoint's answer
AT_ONCE = 8
PAUSE = 0.05


def signature(body: str, secret: str) -> str:
    """Return a Stripe-Signature header, scheme v1.

    The timestamp is always system time, because endpoints compare it with their own clock.
    """
    stamp = int(time.time())
    digest = hmac.new(secret.encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"


class Courier:
    """A background thread that sends the deliveries that are due."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box
        self._stopping = Event()
        self._hands = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="courier")
        self._thread = Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        deliveries.release_interrupted(self._box)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._hands.shutdown(cancel_futures=True)

    def _run(self) -> None:
        while not self._stopping.wait(PAUSE):
            for delivery in deliveries.claim_due(self._box):
                self._hands.submit(send, self._box, delivery)


def flush(box: Sandbox, order: Order) -> list[JSON]:
    """Send every pending delivery now, one at a time, unless there is no URL for it.

    Then wait up to PATIENCE seconds for those already in flight.
    """
    claimed = deliveries.claim_sendable(box, order)
    results = [{"event": each.event, "type": each.type, "answer": send(box, each)} for each in claimed]
    deadline = time.monotonic() + PATIENCE
    while deliveries.in_flight(box) and time.monotonic() < deadline:
        time.sleep(PAUSE)
    return results


def take(box: Sandbox, order: Order) -> list[JSON]:
    """Return every pending delivery (body and signature) instead of sending it, and mark it delivered."""
    taken = []
    for delivery in deliveries.claim_all(box, order):
        body = deliveries.payload(box, delivery)
        if body is not None:
            header = signature(body, secret_of(box, delivery))
            facts = {"event": delivery.event, "type": delivery.type, "connect": delivery.connect}
            taken.append({**facts, "body": body, "signature": header})
        deliveries.delivered(box, delivery, "taken")
    return taken


def secret_of(box: Sandbox, delivery: Delivery) -> str:
    """Return the secret of the endpoint that the delivery is for."""
    return box.options.connect_webhook_secret if delivery.connect else box.options.webhook_secret


def send(box: Sandbox, delivery: Delivery) -> str:
    """Make one delivery attempt.

    Returns the endpoint's HTTP status, such as "200", or the reason why there was no answer. A delivery whose event was
    deleted by a reset returns "forgotten".
    """
    body, url = deliveries.payload(box, delivery), deliveries.current_plan(box).url_for(delivery)
    if body is None:
        return "forgotten"
    try:
        status = _post(url or "", body, signature(body, secret_of(box, delivery)))
    except (OSError, http.client.HTTPException, ValueError) as problem:
        answer = f"{type(problem).__name__}: {problem}"
        deliveries.failed(box, delivery, answer)
        return answer
    close = deliveries.delivered if 200 <= status < 300 else deliveries.failed
    close(box, delivery, str(status))
    return str(status)


def _post(url: str, body: str, header: str) -> int:
    """Return the status of the response. Like Stripe, it does not follow redirects."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": header}
    try:
        path = parts.path or "/"
        connection.request("POST", f"{path}?{parts.query}" if parts.query else path, body.encode(), headers)
        return connection.getresponse().status
    finally:
        connection.close()

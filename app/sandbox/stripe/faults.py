"""Making the API fail on demand, so that a test can see what its caller does then."""

import time
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from app.sandbox.stripe.errors import server_error


class FaultKind(StrEnum):
    ERROR = "error"  # answers 500; nothing is done
    LOST = "lost"  # does the work, then answers 500: the same idempotency key finds the work done
    SLOW = "slow"  # waits, then does the work: a caller that gave up does not know of it
    HANG = "hang"  # waits, then answers 500; nothing is done


@dataclass
class Fault:
    kind: FaultKind
    count: int
    seconds: float = 0.0
    path: str = "/v1/"

    def before(self) -> None:
        """What happens before the work. Raises StripeError."""
        if self.kind in {FaultKind.SLOW, FaultKind.HANG}:
            time.sleep(self.seconds)
        if self.kind in {FaultKind.ERROR, FaultKind.HANG}:
            raise server_error()

    def after(self) -> None:
        """What happens once the work is done. Raises StripeError."""
        if self.kind is FaultKind.LOST:
            raise server_error()


class Faults:
    """The failures that are still to come, in the order they were asked for. A restart forgets them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def take(self, path: str) -> Fault | None:
        """The failure that the next request to this path meets, if any; it counts as used."""
        with self._lock:
            for fault in self._waiting:
                if fault.count > 0 and path.startswith(fault.path):
                    fault.count -= 1
                    return fault
        return None

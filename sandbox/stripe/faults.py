"""API failures on demand, so that a test can check how the caller handles them."""

import time
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from sandbox.stripe.errors import server_error


class FaultKind(StrEnum):
    ERROR = "error"  # answers 500 without doing the work
    LOST = "lost"  # does the work, then answers 500; a retry with the same idempotency key gets the result
    SLOW = "slow"  # waits, then does the work, even if the caller timed out
    HANG = "hang"  # waits, then answers 500 without doing the work


@dataclass
class Fault:
    kind: FaultKind
    count: int
    seconds: float = 0.0
    path: str = "/v1/"

    def before(self) -> None:
        """Apply the fault before the work. Raises StripeError for ERROR and HANG."""
        if self.kind in {FaultKind.SLOW, FaultKind.HANG}:
            time.sleep(self.seconds)
        if self.kind in {FaultKind.ERROR, FaultKind.HANG}:
            raise server_error()

    def after(self) -> None:
        """Apply the fault after the work. Raises StripeError for LOST."""
        if self.kind is FaultKind.LOST:
            raise server_error()


class Faults:
    """The pending failures, in the order requested. They do not survive a restart."""

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
        """Use up and return the failure for the next request to this path, or None."""
        with self._lock:
            for fault in self._waiting:
                if fault.count > 0 and path.startswith(fault.path):
                    fault.count -= 1
                    return fault
        return None

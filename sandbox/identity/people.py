"""The people that the stand-in knows, and what it stores about those who used it."""

import json
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Lock

RELAY = "privaterelay.appleid.com"


@dataclass(frozen=True)
class Person:
    """An account at a provider. Apple can hide the email address: then `email` is a relay address."""

    subject: str
    name: str
    email: str
    is_private: bool = False


# Offered on the page. The second one has the email address of the demo guest.
SUGGESTED = (
    ("Juniper Hale", "juniper@example.com"),
    ("Robin Vale", "guest@example.com"),
)


def person(provider: str, *, email: str, name: str, hide_email: bool = False) -> Person:
    """Return the account that has this email address, always with the same subject."""
    address = email.strip().lower()
    digest = blake2b(f"{provider} {address}".encode(), digest_size=16).hexdigest()
    if provider == "google":
        return Person(str(int(digest, 16))[:21], name, address)
    subject = f"001{digest[:3]}.{digest}.0{digest[-3:]}"
    return Person(subject, name, f"{digest[:10]}@{RELAY}" if hide_email else address, hide_email)


class KnownPeople:
    """Who has used an application with Apple before, because Apple sends the name only the first time."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock = Lock()
        self._subjects: set[str] = set(json.loads(file.read_text())) if file is not None and file.exists() else set()

    def is_first_time(self, subject: str) -> bool:
        """Return whether this person is new, and remember them."""
        with self._lock:
            if subject in self._subjects:
                return False
            self._subjects.add(subject)
            self._save()
            return True

    def forget(self) -> None:
        with self._lock:
            self._subjects.clear()
            self._save()

    def _save(self) -> None:
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(sorted(self._subjects)))

"""The accounts that `make run` prints. Their password is public: the demo refuses to run in production."""

from typing import NamedTuple

from app.accounts.enums import Role


class Account(NamedTuple):
    role: Role
    email: str
    password: str


PASSWORD = "quiet-hours-2026"  # noqa: S105  # printed on purpose

ACCOUNTS = [
    Account(Role.GUEST, "guest@example.com", PASSWORD),
    Account(Role.PROVIDER, "provider@example.com", PASSWORD),
    Account(Role.ADMIN, "admin@example.com", PASSWORD),
]

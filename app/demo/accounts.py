"""The accounts that `make run` prints. Their secrets are public: the demo refuses to run in production."""

from typing import NamedTuple

from app.accounts.enums import Role
from app.two_factor.seeds import DEMO_SEED
from app.venues.enums import StaffRole


class Account(NamedTuple):
    role: Role
    email: str
    password: str
    seed: str = ""
    """Of the authenticator app, if the account has one."""


PASSWORD = "quiet-hours-2026"  # noqa: S105  # printed on purpose

ACCOUNTS = [
    Account(Role.GUEST, "guest@example.com", PASSWORD),
    Account(Role.PROVIDER, "provider@example.com", PASSWORD),
    Account(Role.ADMIN, "admin@example.com", PASSWORD, DEMO_SEED),
]

# Who works for the owner: role, name and email address, with the same password.
STAFF = [
    (StaffRole.MANAGER, "Odalys Brandt", "manager@example.com"),
    (StaffRole.FRONT_DESK, "Ruben Achterberg", "frontdesk@example.com"),
    (StaffRole.TEAM_MEMBER, "June Castellano", "june@example.com"),
]

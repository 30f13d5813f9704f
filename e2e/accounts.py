"""The printed accounts of the demo data, by email address."""

from app.accounts.enums import Role
from app.demo.accounts import ACCOUNTS

_BY_ROLE = {account.role: account.email for account in ACCOUNTS}
GUEST, OWNER, ADMIN = _BY_ROLE[Role.GUEST], _BY_ROLE[Role.PROVIDER], _BY_ROLE[Role.ADMIN]

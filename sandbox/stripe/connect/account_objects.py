"""Accounts and their bank accounts, in their initial state."""

from typing import Any

from sandbox.stripe.connect.params import CreateAccount, Schedule
from sandbox.stripe.ids import new_id
from sandbox.stripe.objects import NO_ADDRESS, page
from sandbox.stripe.store import JSON

LISTS = ("currently_due", "eventually_due", "past_due", "pending_verification")
MINIMUM_DELAY = 2  # days between a charge and its payout
FIRST_DAY: dict[str, JSON] = {"weekly": {"weekly_anchor": "friday"}, "monthly": {"monthly_anchor": 1}}


def account(params: CreateAccount, *, at: int) -> JSON:
    """Return an account that still has to be onboarded."""
    identity = new_id("acct_1", 15)
    return {
        "id": identity,
        "object": "account",
        "business_profile": _business_profile(params),
        "business_type": params.business_type,
        "capabilities": {},
        "charges_enabled": False,
        "company": _company(),
        "controller": _controller(),
        "country": params.country,
        "created": at,
        "default_currency": "usd",
        "details_submitted": False,
        "email": params.email,
        "external_accounts": page(f"/v1/accounts/{identity}/external_accounts", [], has_more=False),
        "future_requirements": requirements(),
        "metadata": params.metadata,
        "payouts_enabled": False,
        "requirements": requirements(),
        "settings": _settings(params),
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": params.type,
    }


def requirements(
    due: list[str] | None = None,
    *,
    past_due: bool = False,
    disabled_reason: str | None = None,
    deadline: int | None = None,
    errors: list[JSON] | None = None,
) -> JSON:
    fields: dict[str, list[Any]] = {name: [] for name in LISTS}
    fields.update(currently_due=list(due or []), eventually_due=list(due or []))
    if past_due:
        fields.update(past_due=list(due or []))
    return {
        "alternatives": [],
        "current_deadline": deadline,
        **fields,
        "disabled_reason": disabled_reason,
        "errors": errors or [],
    }


def _business_profile(params: CreateAccount) -> JSON:
    empty = (
        "annual_revenue estimated_worker_count minority_owned_business_designation support_address support_email "
        "support_phone support_url"
    )
    return {**dict.fromkeys(empty.split()), **params.business_profile.model_dump()}


def _company() -> JSON:
    document = {"back": None, "details": None, "details_code": None, "front": None}
    return {
        "address": NO_ADDRESS,
        "directors_provided": False,
        "executives_provided": False,
        "name": None,
        "owners_provided": False,
        "phone": None,
        "tax_id_provided": False,
        "verification": {"document": document},
    }


def individual(account: JSON, *, name: str) -> JSON:
    """Return the person who owns the account."""
    first, _, last = name.rpartition(" ")
    return {
        "id": new_id("person_1"),
        "object": "person",
        "account": account["id"],
        "created": account["created"],
        "email": account["email"],
        "first_name": first or last,
        "id_number_provided": False,
        "last_name": last,
        "metadata": {},
        "ssn_last_4_provided": True,
    }


def _controller() -> JSON:
    return {
        "fees": {"payer": "application_express"},
        "is_controller": True,
        "losses": {"payments": "application"},
        "requirement_collection": "stripe",
        "stripe_dashboard": {"type": "express"},
        "type": "application",
    }


def _settings(params: CreateAccount) -> JSON:
    return {
        "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
        },
        "dashboard": {"display_name": params.business_profile.name, "timezone": "America/Los_Angeles"},
        "payments": {"statement_descriptor": None},
        "payouts": {
            "debit_negative_balances": True,
            "schedule": schedule({"delay_days": MINIMUM_DELAY, "interval": "daily"}, params.settings.payouts.schedule),
            "statement_descriptor": None,
        },
    }


def schedule(before: JSON, wanted: Schedule) -> JSON:
    """Return the payout schedule after a request. Only a weekly or monthly one has its anchor."""
    given = wanted.model_dump(exclude_none=True)
    if given.get("delay_days") == "minimum":
        given["delay_days"] = MINIMUM_DELAY
    after = {**before, **given}
    anchors = FIRST_DAY.get(after["interval"], {})
    chosen = {name: after.get(name, first) for name, first in anchors.items()}
    return {"delay_days": after["delay_days"], "interval": after["interval"], **chosen}


def bank_account(account: JSON, *, routing: str, number: str, holder: str) -> JSON:
    return {
        "id": new_id("ba_1"),
        "object": "bank_account",
        "account": account["id"],
        "account_holder_name": holder,
        "account_holder_type": account["business_type"],
        "account_type": None,
        "available_payout_methods": ["standard"],
        "bank_name": "STRIPE TEST BANK",
        "country": "US",
        "currency": "usd",
        "default_for_currency": True,
        "fingerprint": f"sandbox{number[-4:]}",
        "future_requirements": {name: [] for name in ("currently_due", "errors", "past_due", "pending_verification")},
        "last4": number[-4:],
        "metadata": {},
        "requirements": {name: [] for name in ("currently_due", "errors", "past_due", "pending_verification")},
        "routing_number": routing,
        "status": "new",
    }

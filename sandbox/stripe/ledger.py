"""Balance transactions: one for every movement of money on the platform's balance or on a connected account's.

A table beside the objects has what sums need, so a balance is one statement however many transactions there are. In it,
the platform is the account "".
"""

from sandbox.stripe.ids import new_id
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record

KIND = "balance_transaction"
DAY = 24 * 60 * 60
CHARGES_AVAILABLE_AFTER = 2 * DAY
UNPAID = "account = ? AND currency = 'usd' AND payout IS NULL AND available_on <= ?"
CATEGORIES = {
    "adjustment": "other_adjustment",
    "payment": "charge",
    "payment_refund": "refund",
    "payout_failure": "payout_reversal",
    "stripe_fee": "fee",
    "transfer_refund": "transfer_reversal",
}


def add(
    box: Sandbox,
    kind: str,
    subject: JSON,
    amount: int,
    *,
    account: str | None = None,
    fee: int = 0,
    available_on: int | None = None,
    identity: str = "",
) -> str:
    """Record that `subject` moved `amount` cents, available now unless `available_on` is later.

    Return the id, which is new unless `identity` says it.
    """
    now = box.clock.now()
    body = {
        "id": identity or new_id("txn_3"),
        "object": KIND,
        "amount": amount,
        "available_on": max(now, available_on or 0),
        "balance_type": "payments",
        "created": now,
        "currency": subject["currency"],
        "description": subject.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [_stripe_fee(fee, subject["currency"])] if fee else [],
        "net": amount - fee,
        "reporting_category": CATEGORIES.get(kind, kind),
        "source": subject["id"],
        "status": "pending",  # `shown` says what it is by now
        "type": kind,
    }
    box.store.add(Record(body, {"account": account}))
    box.store.rows(
        "INSERT INTO ledger (id, account, currency, net, available_on) VALUES (?, ?, ?, ?, ?)",
        *(body["id"], account or "", body["currency"], body["net"], body["available_on"]),
    )
    return str(body["id"])


def _stripe_fee(amount: int, currency: str) -> JSON:
    description = "Stripe processing fees"
    return {
        "amount": amount,
        "application": None,
        "currency": currency,
        "description": description,
        "type": "stripe_fee",
    }


def add_charge(box: Sandbox, charge: JSON, *, available_on: int | None = None) -> None:
    """Credit a charge of the platform, minus Stripe's fee, and name the transaction in the charge."""
    later = box.clock.now() + CHARGES_AVAILABLE_AFTER if available_on is None else available_on
    fee = fee_of(charge["amount"])
    charge["balance_transaction"] = add(box, "charge", charge, charge["amount"], fee=fee, available_on=later)


def adjust(box: Sandbox, kind: str, amount: int, description: str) -> JSON:
    """Move money of the platform for a reason that no object has, such as Stripe's monthly fee."""
    subject = {"id": None, "currency": "usd", "description": description}
    return shown(box, box.record(KIND, add(box, kind, subject, amount), param="id").body)


def fee_of(cents: int) -> int:
    """Return Stripe's fee for a charge: 2.9% + 30 cents, half a cent rounded up."""
    return (cents * 29 + 500) // 1000 + 30


def available_on(box: Sandbox, transaction: str) -> int:
    """Return when the money of a transaction becomes or became available (seconds since 1970)."""
    return int(box.store.rows("SELECT available_on FROM ledger WHERE id = ?", transaction)[0]["available_on"])


def newest(box: Sandbox) -> int:
    """Return when the platform's newest transaction was made (seconds since 1970); 0 without any."""
    rows = box.store.rows(
        "SELECT json_extract(body, '$.created') AS created FROM resource WHERE id = "
        "(SELECT id FROM ledger WHERE account = '' ORDER BY rowid DESC LIMIT 1)"
    )
    return int(rows[0]["created"]) if rows else 0


def shown(box: Sandbox, body: JSON) -> JSON:
    """Return a balance transaction with its status at this moment."""
    return {**body, "status": "available" if body["available_on"] <= box.clock.now() else "pending"}


def sums(box: Sandbox, account: str | None) -> dict[str, tuple[int, int]]:
    """Return the available and the pending cents by currency; dollars are always there."""
    rows = box.store.rows(
        "SELECT currency, coalesce(sum(net) FILTER (WHERE available_on <= ?1), 0) AS available, "
        "coalesce(sum(net) FILTER (WHERE available_on > ?1), 0) AS pending "
        "FROM ledger WHERE account = ?2 GROUP BY currency",
        *(box.clock.now(), account or ""),
    )
    return {"usd": (0, 0), **{row["currency"]: (int(row["available"]), int(row["pending"])) for row in rows}}


def balance(box: Sandbox, account: str | None) -> JSON:
    found = sums(box, account)
    return {
        "object": "balance",
        "available": [_amount(currency, cents) for currency, (cents, _) in found.items()],
        "livemode": False,
        "pending": [_amount(currency, cents) for currency, (_, cents) in found.items()],
    }


def _amount(currency: str, cents: int) -> JSON:
    return {"amount": cents, "currency": currency, "source_types": {"card": cents}}


def unpaid(box: Sandbox, account: str | None) -> int:
    """Return the available cents in dollars that no automatic payout has taken yet."""
    rows = box.store.rows(f"SELECT coalesce(sum(net), 0) AS cents FROM ledger WHERE {UNPAID}", *_unpaid(box, account))  # noqa: S608
    return int(rows[0]["cents"])


def pay_out(box: Sandbox, account: str | None, payout: str) -> None:
    """Note which automatic payout took the money that `unpaid` counts."""
    box.store.rows(f"UPDATE ledger SET payout = ? WHERE {UNPAID}", payout, *_unpaid(box, account))  # noqa: S608


def _unpaid(box: Sandbox, account: str | None) -> tuple[str, int]:
    return account or "", box.clock.now()


def paid_out_by(box: Sandbox, payout: str) -> list[str]:
    """Return the ids of the transactions that belong to an automatic payout."""
    return [row["id"] for row in box.store.rows("SELECT id FROM ledger WHERE payout = ?", payout)]


def make_available(box: Sandbox, account: str) -> None:
    """Make the pending money of an account available now."""
    now = box.clock.now()
    for row in box.store.rows("SELECT id FROM ledger WHERE account = ? AND available_on > ?", account, now):
        record = box.record(KIND, row["id"], param="id")
        record.body["available_on"] = now
        box.store.save(record)
        box.store.rows("UPDATE ledger SET available_on = ? WHERE id = ?", now, row["id"])

"""Transfers from the platform to connected accounts, and their reversals."""

from sandbox.stripe import events, ledger, pagination
from sandbox.stripe.connect import accounts, objects
from sandbox.stripe.connect.params import CreateReversal, CreateTransfer, ListTransfers
from sandbox.stripe.errors import StripeError
from sandbox.stripe.objects import page
from sandbox.stripe.params import ListPage
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON, Record

KIND = "transfer"
REVERSALS_SHOWN = 10  # in the transfer itself; the list of reversals has all
# The money of a charge that may still be transferred. Stripe's documentation limits transfers to the amount of their
# charge and says nothing of refunds; here refunded money can't be transferred, and what a reversal took back can.
SENT = """
SELECT coalesce(sum(json_extract(body, '$.amount') - json_extract(body, '$.amount_reversed')), 0) AS cents
FROM resource WHERE kind = 'transfer' AND json_extract(body, '$.source_transaction') = ?
"""


def create(box: Sandbox, params: CreateTransfer) -> JSON:
    """Move money to a connected account. Raises StripeError.

    Money of a charge becomes available there when the charge does; other money must be available on the platform.
    """
    destination = accounts.load(box, params.destination, param="destination")
    accounts.check_receives(destination)
    charge = _source(box, params)
    if charge is None:
        _check_balance(box, None, params.amount, params.currency, only_available=True)
    now = box.clock.now()
    body = objects.transfer(params, group=_group(params, charge), at=now)
    available_on = now if charge is None else ledger.available_on(box, charge.body["balance_transaction"])
    out = ledger.add(box, "transfer", body, -params.amount, available_on=available_on)
    received = _receive(box, body, available_on)
    body.update(balance_transaction=out, destination_payment=received["id"])
    box.store.add(Record(body))
    events.emit(box, "transfer.created", body)
    return body


def listing(box: Sandbox, params: ListTransfers) -> JSON:
    equal = {"destination": params.destination, "transfer_group": params.transfer_group}
    return pagination.cut(pagination.matching(box, KIND, equal, params.created), params, url="/v1/transfers")


def reverse(box: Sandbox, identity: str, params: CreateReversal) -> JSON:
    """Take a transfer back, in part or what is left of it. Raises StripeError."""
    sent = load(box, identity)
    amount = _left(sent.body, params.amount)
    account = sent.body["destination"]
    _check_balance(box, account, amount, sent.body["currency"])
    until = ledger.available_on(box, sent.body["balance_transaction"])
    body = objects.reversal(params, sent.body, amount=amount, at=box.clock.now())
    back = ledger.add(box, "transfer_refund", body, amount, available_on=until)
    body.update(balance_transaction=back, destination_payment_refund=_give_back(box, sent.body, body, until)["id"])
    box.store.add(Record(body))
    _count_as_reversed(box, sent, amount)
    events.emit(box, "transfer.reversed", sent.body)
    return body


def reversals(box: Sandbox, identity: str, params: ListPage) -> JSON:
    return pagination.cut(_reversals(box, load(box, identity).body), params, url=f"/v1/transfers/{identity}/reversals")


def reversal(box: Sandbox, identity: str, reversal_id: str) -> JSON:
    """Return a reversal of the transfer. Raises StripeError (404)."""
    found = box.record("transfer_reversal", reversal_id, param="id").body
    if found["transfer"] != load(box, identity).body["id"]:
        raise StripeError(
            f"The transfer {identity} has no reversal {reversal_id}.", status=404, code="resource_missing"
        )
    return found


def load(box: Sandbox, identity: str) -> Record:
    """Return the transfer. Raises StripeError (404)."""
    return box.record(KIND, identity, param="transfer")


def _source(box: Sandbox, params: CreateTransfer) -> Record | None:
    """Return the charge whose money is transferred, if one is named. Raises StripeError if it has not enough left."""
    if params.source_transaction is None:
        return None
    charge = box.owned("charge", params.source_transaction, None, param="source_transaction")
    if not charge.body["paid"]:
        raise StripeError(f"The charge {charge.body['id']} has failed.", param="source_transaction")
    if charge.body["currency"] != params.currency:
        raise StripeError("A transfer has the currency of its source transaction.", param="currency")
    limit = charge.body["amount"] - charge.body["amount_refunded"]
    sent = int(box.store.rows(SENT, charge.body["id"])[0]["cents"])
    if sent + params.amount > limit:
        message = (
            f"Transfers using this transaction as a source must not exceed the source amount of ${limit / 100:.2f}. "
            f"(There are already transfers using this source, amounting to ${sent / 100:.2f}.)"
        )
        raise StripeError(message, param="amount")
    return charge


def _group(params: CreateTransfer, charge: Record | None) -> str | None:
    """Return the transfer group: the one requested, or the charge's, which gets one if it has none."""
    if params.transfer_group is not None or charge is None:
        return params.transfer_group
    return charge.body["transfer_group"] or f"group_{charge.body['payment_intent']}"


def _check_balance(
    box: Sandbox, account: str | None, amount: int, currency: str, *, only_available: bool = False
) -> None:
    available, pending = ledger.sums(box, account).get(currency, (0, 0))
    if amount > (available if only_available else available + pending):
        raise insufficient()


def insufficient() -> StripeError:
    message = "You have insufficient available funds in your Stripe account for this request."
    return StripeError(message, code="balance_insufficient")


def _receive(box: Sandbox, sent: JSON, available_on: int) -> JSON:
    account = sent["destination"]
    body = objects.payment(sent, at=box.clock.now())
    body["balance_transaction"] = ledger.add(
        box, "payment", body, sent["amount"], account=account, available_on=available_on
    )
    box.store.add(Record(body, {"account": account}))
    return body


def _left(sent: JSON, wanted: int | None) -> int:
    """Return how much to reverse. Raises StripeError if less is left."""
    left = int(sent["amount"]) - int(sent["amount_reversed"])
    if left == 0:
        raise StripeError(f"Transfer {sent['id']} has already been fully reversed.")
    if wanted is not None and wanted > left:
        message = (
            f"Reversal amount (${wanted / 100:.2f}) is greater than what is left of the transfer (${left / 100:.2f})."
        )
        raise StripeError(message, param="amount")
    return left if wanted is None else wanted


def _give_back(box: Sandbox, sent: JSON, taken: JSON, until: int) -> JSON:
    account = sent["destination"]
    received = box.record("charge", sent["destination_payment"], param="destination_payment")
    received.body["amount_refunded"] += taken["amount"]
    received.body["refunded"] = received.body["amount_refunded"] == received.body["amount"]
    box.store.save(received)
    body = objects.payment_refund(taken, received.body)
    body["balance_transaction"] = ledger.add(
        box, "payment_refund", body, -taken["amount"], account=account, available_on=until
    )
    box.store.add(Record(body, {"account": account}))
    return body


def _count_as_reversed(box: Sandbox, sent: Record, amount: int) -> None:
    body = sent.body
    body["amount_reversed"] += amount
    body["reversed"] = body["amount_reversed"] == body["amount"]
    made = _reversals(box, body)
    url = f"/v1/transfers/{body['id']}/reversals"
    body["reversals"] = page(url, made[:REVERSALS_SHOWN], has_more=len(made) > REVERSALS_SHOWN)
    box.store.save(sent)


def _reversals(box: Sandbox, sent: JSON) -> list[JSON]:
    of_it = box.store.find("json_extract(body, '$.transfer') = ?", sent["id"], kind="transfer_reversal")
    return [record.body for record in of_it]

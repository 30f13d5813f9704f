"""Balance transactions as the API shows them."""

from sandbox.stripe import ledger, pagination
from sandbox.stripe.connect.params import ListBalanceTransactions
from sandbox.stripe.errors import StripeError
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.store import JSON

URL = "/v1/balance_transactions"


def listing(box: Sandbox, params: ListBalanceTransactions, account: str | None) -> JSON:
    """Return the transactions of the account; of an automatic payout, those that it pays out and itself."""
    equal = {"currency": params.currency, "source": params.source, "type": params.type}
    found = pagination.matching(box, ledger.KIND, equal, params.created, account=account)
    if params.payout is not None:
        inside = _paid_out_by(box, params.payout, account)
        found = [body for body in found if body["id"] in inside]
    return pagination.cut([ledger.shown(box, body) for body in found], params, url=URL)


def retrieve(box: Sandbox, identity: str, account: str | None) -> JSON:
    """Return a transaction. Raises StripeError (404)."""
    return ledger.shown(box, box.owned(ledger.KIND, identity, account, param="id").body)


def _paid_out_by(box: Sandbox, payout: str, account: str | None) -> set[str]:
    if not box.owned("payout", payout, account, param="payout").body["automatic"]:
        message = "Balance transaction history can only be filtered on automatic payouts, not manual."
        raise StripeError(message, param="payout")
    return set(ledger.paid_out_by(box, payout))

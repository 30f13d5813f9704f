"""The API endpoints of Stripe Connect under /v1. The header Stripe-Account names the account that a request is for."""

from flask import Blueprint, Response, g

from sandbox.stripe import ledger, request_handling
from sandbox.stripe.connect import accounts, links, payouts, transactions, transfers
from sandbox.stripe.connect.params import (
    CreateAccount,
    CreateAccountLink,
    CreatePayout,
    CreateReversal,
    CreateTransfer,
    ListAccounts,
    ListBalanceTransactions,
    ListPayouts,
    ListTransfers,
    UpdateAccount,
)
from sandbox.stripe.params import ListPage, Retrieve
from sandbox.stripe.request_handling import change, look
from sandbox.stripe.sandbox import current

bp = Blueprint("connect", __name__, url_prefix="/v1")
bp.before_request(request_handling.begin)
bp.after_request(request_handling.finish)


@bp.post("/accounts")
def create_account() -> Response:
    return change(CreateAccount, lambda params: accounts.create(current(), params))


@bp.get("/accounts")
def list_accounts() -> Response:
    return look(ListAccounts, lambda params: accounts.listing(current(), params))


@bp.get("/accounts/<identity>")
def retrieve_account(identity: str) -> Response:
    return look(Retrieve, lambda _: accounts.load(current(), identity).body)


@bp.post("/accounts/<identity>")
def update_account(identity: str) -> Response:
    return change(UpdateAccount, lambda params: accounts.update(current(), identity, params))


@bp.post("/accounts/<identity>/login_links")
def create_login_link(identity: str) -> Response:
    return change(Retrieve, lambda _: links.create_login(current(), identity))


@bp.post("/account_links")
def create_account_link() -> Response:
    return change(CreateAccountLink, lambda params: links.create(current(), params))


@bp.post("/transfers")
def create_transfer() -> Response:
    return change(CreateTransfer, lambda params: transfers.create(current(), params))


@bp.get("/transfers")
def list_transfers() -> Response:
    return look(ListTransfers, lambda params: transfers.listing(current(), params))


@bp.get("/transfers/<identity>")
def retrieve_transfer(identity: str) -> Response:
    return look(Retrieve, lambda _: transfers.load(current(), identity).body)


@bp.post("/transfers/<identity>/reversals")
def create_reversal(identity: str) -> Response:
    return change(CreateReversal, lambda params: transfers.reverse(current(), identity, params))


@bp.get("/transfers/<identity>/reversals")
def list_reversals(identity: str) -> Response:
    return look(ListPage, lambda params: transfers.reversals(current(), identity, params))


@bp.get("/transfers/<identity>/reversals/<reversal_id>")
def retrieve_reversal(identity: str, reversal_id: str) -> Response:
    return look(Retrieve, lambda _: transfers.reversal(current(), identity, reversal_id))


@bp.get("/balance")
def retrieve_balance() -> Response:
    return look(Retrieve, lambda _: ledger.balance(current(), g.account))


@bp.get("/balance_transactions")
def list_balance_transactions() -> Response:
    return look(ListBalanceTransactions, lambda params: transactions.listing(current(), params, g.account))


@bp.get("/balance_transactions/<identity>")
def retrieve_balance_transaction(identity: str) -> Response:
    return look(Retrieve, lambda _: transactions.retrieve(current(), identity, g.account))


@bp.post("/payouts")
def create_payout() -> Response:
    return change(CreatePayout, lambda params: payouts.create(current(), params, g.account))


@bp.get("/payouts")
def list_payouts() -> Response:
    return look(ListPayouts, lambda params: payouts.listing(current(), params, g.account))


@bp.get("/payouts/<identity>")
def retrieve_payout(identity: str) -> Response:
    return look(Retrieve, lambda _: payouts.load(current(), identity, g.account).body)

"""Buying and redeeming gift cards, and a guest's store credit.

A view that calls Stripe does it through a gateway flow, whose steps commit; what follows is a separate transaction.
"""

from flask import Blueprint, flash, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.accounts.guards import current_user_or_403, login_required
from app.accounts.models import User
from app.accounts.zones import zone_of
from app.bookings.enums import OrderState
from app.bookings.models.orders import Order
from app.cash_outs.actions import ask
from app.cash_outs.errors import CashOutErrorCode
from app.cash_outs.forms import CashOutForm
from app.cash_outs.laws import states_that_allow
from app.cash_outs.queries import open_cash_out
from app.core.errors import Conflict
from app.core.formats import usd
from app.core.settings import settings
from app.credit.queries import balances_of, changes_of, gift_money_of
from app.gift_cards import copy, tries
from app.gift_cards.actions import SENDABLE, buy, redeem, send_again, unreviewed_cents
from app.gift_cards.enums import Design
from app.gift_cards.forms import GiftCardForm, RedeemForm, SendAgainForm
from app.gift_cards.models import MOST_CENTS, GiftCard
from app.gift_cards.queries import card_of, cards_of, order_numbers
from app.payments.copy import card as card_name
from app.payments.opening import go_to_payment
from app.payments.queries import paid_payment
from app.profiles.queries import home_state
from app.venues.queries import venues_by_id
from app.web.htmx import go
from app.web.route_limits import limited

bp = Blueprint("gift_cards", __name__)
# The form as typed, kept until the guest has paid: they may log in first, or go back from the payment page.
DRAFT = "gift_card"
CODE = "gift_card_code"


@bp.get("/gift-cards")
def index() -> ResponseReturnValue:
    """Show the form to buy a gift card, with what was typed before logging in or going to the payment page."""
    form = _form()
    if DRAFT in cookie:
        form.process(formdata=MultiDict(cookie[DRAFT]))
    return _page(form, is_kept=DRAFT in cookie)


@bp.post("/gift-cards")
@limited("checkout")
def buy_card() -> ResponseReturnValue:
    """Go to the payment page. Visitors log in or create an account first."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form, 422)
    cookie[DRAFT] = {name: text for name, text in request.form.items() if name in form and name != "csrf_token"}
    if not current_user.is_authenticated:
        flash(_("Log in or create an account to pay. Your gift card is saved."))
        return go(url_for("login.log_in", next=url_for("gift_cards.index")))
    with form.refusals(form.amount):
        order = buy(user=current_user_or_403(), wanted=form.wanted, text=copy.line_text(form.to_name.value))
        return _pay(order)
    return _page(form, 409)


def _form() -> GiftCardForm:
    user = current_user_or_403() if current_user.is_authenticated else None
    return GiftCardForm(user=user, zone=zone_of(user) if user else settings().office_zone)


def _page(form: GiftCardForm, status: int = 200, *, is_kept: bool = False) -> ResponseReturnValue:
    designs = list(Design)
    left = unreviewed_cents(current_user_or_403()) if current_user.is_authenticated else MOST_CENTS
    notice = copy.review(max(left, 0)) if left < MOST_CENTS else ""
    html = render_template("gift_cards/buy.html", form=form, designs=designs, review=notice, is_kept=is_kept)
    return html, status


def _pay(order: Order) -> ResponseReturnValue:
    """Redirect to the payment page of an order, or to the card's page."""
    return go_to_payment(order.id, otherwise=url_for("gift_cards.show", order_id=order.public_id))


@bp.get("/gift-cards/<order_id>")
@login_required
def show(order_id: str) -> ResponseReturnValue:
    """Show a buyer their gift card: the payment page redirects here."""
    user = current_user_or_403()
    card = card_of(order_id, user_id=user.id)
    if card.order.state is not OrderState.PENDING:
        cookie.pop(DRAFT, None)
    return render_template("gift_cards/show.html", **_shown(card, SendAgainForm(data={"to_email": card.to_email})))


def _shown(card: GiftCard, form: SendAgainForm) -> dict[str, object]:
    is_open = card.order.state is OrderState.PENDING
    is_sent = card.state in SENDABLE and not card.order.refunds_blocked
    return {
        "card": card,
        "order": card.order,
        "form": form,
        "is_open": is_open,
        "is_sent": is_sent,
        # Nobody sends a card again before it was sent once.
        "can_send": is_sent and (not card.is_sending or bool(form.errors)),
        "paid_with": card_name(paid_payment(card.order_id)),
        "copy": copy,
    }


@bp.post("/gift-cards/<order_id>/pay")
@limited("checkout")
@login_required
def pay(order_id: str) -> ResponseReturnValue:
    return _pay(card_of(order_id, user_id=current_user_or_403().id).order)


@bp.post("/gift-cards/<order_id>/send")
@limited("messages")
@login_required
def send(order_id: str) -> ResponseReturnValue:
    """Send a card now, with a new code, also to another address."""
    card, form = card_of(order_id, user_id=current_user_or_403().id), SendAgainForm()
    if form.validate_on_submit():
        with form.refusals(form.to_email):
            send_again(order_id=card.order_id, to_email=form.to_email.value)
            flash(_("We’re emailing the gift card to %(email)s. Earlier codes no longer work.", email=card.to_email))
            return go(url_for("gift_cards.show", order_id=order_id))
    return render_template("gift_cards/show.html", **_shown(card, form)), 422


@bp.get("/gift-cards/redeem")
def redeem_page() -> ResponseReturnValue:
    """Show the form for a code. A link in a gift card fills it in, or what the visitor typed before they logged in."""
    return render_template("gift_cards/redeem.html", form=RedeemForm(data={"code": cookie.get(CODE, "")}))


@bp.post("/gift-cards/redeem")
@limited("codes")
def redeem_card() -> ResponseReturnValue:
    """Add a gift card to the store credit of the person who is logged in."""
    form = RedeemForm()
    is_valid = form.validate_on_submit()
    if is_valid and not current_user.is_authenticated:
        cookie[CODE] = form.code.value
        flash(_("Log in or create an account to redeem your gift card. Your code is saved."))
        return go(url_for("login.log_in", next=url_for("gift_cards.redeem_page")))
    if is_valid:
        user = current_user_or_403()
        cookie.pop(CODE, None)
        with form.refusals(form.code), tries.counted(user):
            card = redeem(user_id=user.id, code=form.code.value)
            flash(_("We added %(amount)s to your store credit.", amount=usd(card.left_cents)))
            return go(url_for("gift_cards.credit"))
    return render_template("gift_cards/redeem.html", form=form), 422


@bp.get("/account/credit")
@login_required
def credit() -> ResponseReturnValue:
    """Show a guest's store credit with every change of it, and the gift cards that they bought."""
    user = current_user_or_403()
    return _credit_page(user, _cash_out_form(user))


@bp.post("/account/credit/cash-out")
@limited("checkout")
@login_required
def cash_out() -> ResponseReturnValue:
    """Ask for what is left from gift cards in cash, where the law of a state says so."""
    user = current_user_or_403()
    form = _cash_out_form(user)
    if form is None:
        raise Conflict(CashOutErrorCode.NOT_IN_THIS_STATE)
    if form.validate_on_submit():
        with form.refusals(form.law_state):
            asked = ask(user_id=user.id, law_state=form.law_state.data, address=form.address.value)
            flash(_("We’ll send you %(amount)s, and email you when we do.", amount=usd(asked.amount_cents)))
            return go(url_for("gift_cards.credit"))
    return _credit_page(user, form), 422


def _cash_out_form(user: User) -> CashOutForm | None:
    """Return the form with the states whose law covers what is left from the guest's gift cards, or None."""
    states = states_that_allow(gift_money_of(user.id))
    if not states:
        return None
    form = CashOutForm()
    form.offer(states, home=home_state(user.id))
    return form


def _credit_page(user: User, cash_out_form: CashOutForm | None) -> str:
    changes, balances = changes_of(user.id), balances_of(user.id)
    venues = venues_by_id({each for each in (*balances, *(change.venue_id for change in changes)) if each})
    orders = order_numbers([change.order_id for change in changes])
    return render_template(
        "gift_cards/credit.html",
        balance=balances[None],
        at_venues=[(venues[venue_id], cents) for venue_id, cents in balances.items() if venue_id in venues],
        lines=copy.change_lines(changes, orders, venues, zone_of(user)),
        cards=cards_of(user.id),
        form=RedeemForm(),
        cash_out_form=cash_out_form,
        left_of_cards=gift_money_of(user.id).cents if cash_out_form else 0,
        asked=open_cash_out(user.id),
        copy=copy,
    )

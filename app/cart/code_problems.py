"""The reasons why a promo code lowers no price in a cart, in words. Times are in the zone of the booking's venue."""

from flask_babel import gettext as _

from app.cart.shown import CartView, LineView
from app.core import clock
from app.core.formats import day_of
from app.deals import copy
from app.deals.queries.deals import Coded


def why_not(cart: CartView, code: Coded | None) -> str:
    """Return the first reason that applies.

    In this order: no such code, used up, not valid now, another venue, another service, other hours or too early, or
    prices that are already as low.
    """
    name = cart.code or ""
    if code is None:
        return _over(name)
    if code.is_used_up:
        return _("Promo code %(code)s has been used up. Try another code.", code=name)
    lines = [line for line in cart.lines if line.is_free]
    return _why_of(lines, code, name) if lines else ""


def _over(name: str) -> str:
    return _("Promo code %(code)s is no longer valid. Remove it or try another.", code=name)


def _why_of(lines: list[LineView], code: Coded, name: str) -> str:
    deal, rule, now = code.deal, code.rule, clock.now()
    zone = lines[0].venue.zone
    if now < rule.valid_from:
        starts = day_of(rule.valid_from.astimezone(zone).date())
        return _("Promo code %(code)s is valid starting %(day)s.", code=name, day=starts)
    if not rule.is_valid(now):
        return _over(name)
    here = [line for line in lines if deal.venue_id in (None, line.venue.id)]
    if not here:
        return _for_other_venue(name, deal.venue.name if deal.venue else "")
    of = [line for line in here if deal.service_id in (None, line.service.id)]
    if not of:
        return _for_other_service(name, deal.service.title if deal.service else "")
    fitting = [
        line
        for line in of
        if rule.applies(local=line.starts_at.astimezone(line.venue.zone), start=line.starts_at, at=now)
    ]
    if not fitting:
        hours = copy.when(deal)
        return _("Promo code %(code)s doesn’t apply to your times. When it applies: %(hours)s.", code=name, hours=hours)
    return _("Promo code %(code)s doesn’t lower your total. Your prices are already as low or lower.", code=name)


def _for_other_venue(name: str, venue: str) -> str:
    if not venue:
        return _("Promo code %(code)s is for another venue.", code=name)
    return _("Promo code %(code)s is only for %(venue)s, which isn’t in your cart.", code=name, venue=venue)


def _for_other_service(name: str, service: str) -> str:
    if not service:
        return _("Promo code %(code)s is for another service.", code=name)
    return _("Promo code %(code)s is only for %(service)s, which isn’t in your cart.", code=name, service=service)

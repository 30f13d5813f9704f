"""The terms of a deal, and their checks."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.catalog.models import Service
from app.core.db import UNIQUE, constraint_name, session, sqlstate
from app.core.errors import Conflict, DomainError, NotFound
from app.deals.enums import MAX_PERCENT, DealFunder, DealKind
from app.deals.errors import DealErrorCode
from app.deals.models import HOLDS_CODE, LONGEST_CODE, LONGEST_TITLE, MAX_USES, Deal, DealWindow
from app.deals.overlaps import overlapping
from app.deals.queries.deals import Usual, is_too_much, usual_prices
from app.deals.windows import Window
from app.hours.models import DAY
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms of a deal.

    `amount` is percent, or cents off each spot. `valid_from` and `valid_to` are aware instants between which guests may
    book with the deal. `service` is None for all services.
    """

    title: str
    kind: DealKind
    amount: int
    valid_from: datetime
    valid_to: datetime | None = None
    service: Service | None = None
    windows: Sequence[Window] = ()
    last_minute_hours: int | None = None
    max_uses: int | None = None
    code: str | None = None
    stacks: bool = False
    # Who pays for a sitewide deal.
    funder: DealFunder = DealFunder.VENUE


def terms_of(deal: Deal) -> Terms:
    """Return the terms of a deal, which must have its service loaded."""
    return Terms(
        title=deal.title,
        kind=deal.kind,
        amount=deal.amount,
        valid_from=deal.valid_from,
        valid_to=deal.valid_to,
        service=deal.service,
        windows=[Window(window.weekday, window.opens, window.closes) for window in deal.windows],
        last_minute_hours=deal.last_minute_hours,
        max_uses=deal.max_uses,
        code=deal.code,
        stacks=deal.stacks,
        funder=deal.funder,
    )


def put(deal: Deal, venue: Venue | None, terms: Terms) -> None:
    """Write terms to a new or existing deal. `venue` is None for a sitewide deal.

    Raises DomainError for invalid terms, NotFound for another venue's service, Conflict if another deal has the code.
    """
    if terms.service is not None and venue is None:
        raise NotFound(DealErrorCode.SITEWIDE_SERVICE)
    if terms.service is not None and venue is not None and terms.service.venue_id != venue.id:
        raise NotFound(DealErrorCode.SERVICE_NOT_OFFERED, venue=venue.name)
    refuse_bad(terms)
    if venue is not None and terms.kind is DealKind.FIXED:
        refuse_too_much(terms.amount, usual_prices(venue.id, terms.service.id if terms.service else None))
    with saving(deal):
        _write(deal, venue, terms)


def _write(deal: Deal, venue: Venue | None, terms: Terms) -> None:
    deal.venue_id = venue.id if venue else None
    deal.service_id = terms.service.id if terms.service else None
    deal.title, deal.kind, deal.amount = " ".join(terms.title.split()), terms.kind, terms.amount
    deal.valid_from, deal.valid_to = terms.valid_from, terms.valid_to
    deal.last_minute_hours, deal.max_uses = terms.last_minute_hours, terms.max_uses
    deal.code, deal.stacks = terms.code.strip().upper() if terms.code else None, terms.stacks
    deal.funder = terms.funder
    deal.windows = [DealWindow(weekday=one.weekday, opens=one.opens, closes=one.closes) for one in terms.windows]


def refuse_bad(terms: Terms) -> None:
    if not terms.title.strip():
        raise DomainError(DealErrorCode.NO_NAME)
    if len(terms.title) > LONGEST_TITLE:
        raise DomainError(DealErrorCode.NAME_TOO_LONG, most=LONGEST_TITLE)
    if terms.kind is DealKind.PERCENT and not 1 <= terms.amount <= MAX_PERCENT:
        raise DomainError(DealErrorCode.PERCENT, most=MAX_PERCENT)
    if terms.kind is DealKind.FIXED and terms.amount < 1:
        raise DomainError(DealErrorCode.NO_AMOUNT)
    if terms.valid_to is not None and terms.valid_to <= terms.valid_from:
        raise DomainError(DealErrorCode.ENDS_BEFORE_START)
    if terms.last_minute_hours is not None and not 1 <= terms.last_minute_hours <= 168:
        raise DomainError(DealErrorCode.LAST_MINUTE_HOURS)
    if terms.max_uses is not None and not 1 <= terms.max_uses <= MAX_USES:
        raise DomainError(DealErrorCode.BOOKING_LIMIT, most=MAX_USES)
    if terms.code is not None and not 1 <= len(terms.code.strip()) <= LONGEST_CODE:
        raise DomainError(DealErrorCode.PROMO_CODE_LENGTH, most=LONGEST_CODE)
    if terms.stacks and terms.code is None:
        raise DomainError(DealErrorCode.COMBINES_WITHOUT_PROMO_CODE)
    refuse_bad_windows(terms.windows)


def refuse_bad_windows(windows: Sequence[Window]) -> None:
    for window in windows:
        if not (0 <= window.weekday <= 6 and 0 <= window.opens < DAY):
            raise DomainError(DealErrorCode.HOURS_START)
        if not window.opens < window.closes <= window.opens + DAY:
            raise DomainError(DealErrorCode.HOURS_TOO_LONG)
    for first, second in overlapping(windows):
        raise DomainError(DealErrorCode.HOURS_OVERLAP, first=first, second=second)


def refuse_too_much(cents: int, prices: Iterable[Usual]) -> None:
    """Raise DomainError if a fixed amount leaves less than a tenth of one of these prices.

    Free services are ignored.
    """
    wrong = [usual for usual in prices if is_too_much(cents, usual.cents)]
    if wrong:
        raise DomainError(DealErrorCode.AMOUNT_TOO_HIGH, cents=cents, wrong=wrong)


@contextmanager
def saving(deal: Deal) -> Iterator[None]:
    """Save the changes made within the block. If another deal has the code, saves nothing and raises Conflict."""
    code: list[str | None] = []
    try:
        with session.begin_nested():
            yield
            session.add(deal)
            code.append(deal.code)
            session.flush()
            refuse_taken(deal)
    except IntegrityError as error:
        if sqlstate(error) != UNIQUE or constraint_name(error) != "uq_deal_code":
            raise
        raise code_taken(code[0] if code else None) from error


def refuse_taken(deal: Deal) -> None:
    """Raise Conflict if a deal other than the replaced one has the code.

    For a change of a live deal, whose code the database constraint does not check.
    """
    if deal.code is None or deal.replaces_id is None:
        return
    others = Deal.id.not_in([deal.id, deal.replaces_id])
    held = select(Deal.id).where(func.upper(Deal.code) == deal.code, others).where(HOLDS_CODE_NOW).limit(1)
    if session.scalar(held) is not None:
        raise code_taken(deal.code)


def code_taken(code: str | None) -> Conflict:
    return Conflict(DealErrorCode.PROMO_CODE_TAKEN, code=code)


HOLDS_CODE_NOW = text(HOLDS_CODE)

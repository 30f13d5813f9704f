from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service, ServiceOption
from app.core.db import session
from app.core.errors import NotFound
from app.ledger.enums import Account
from app.ledger.models import LedgerPosting
from app.packages.errors import PackageErrorCode
from app.passes.enums import PassState
from app.passes.models import Pass, PassOffer, PassUse

PASSES_SHOWN = 200
T = TypeVar("T")


class Covering(Protocol):
    """What pays for services: a package or membership, as it is sold or as a guest has it."""

    @property
    def option_ids(self) -> list[int]: ...

    @property
    def uses(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Covered:
    """A service option that a package pays for."""

    service: str
    minutes: int
    cents: int
    is_sold: bool


@dataclass(frozen=True, slots=True)
class Used:
    """A booking that a package paid for."""

    use: PassUse
    booking: Booking


def number_sold(venue_id: int) -> int:
    """Return how many packages a venue sells now. One statement."""
    query = select(func.count()).where(PassOffer.venue_id == venue_id, PassOffer.active)
    return session.scalar(query) or 0


def offers_of(venue_id: int, *, only_sold: bool = False) -> Sequence[PassOffer]:
    """List a venue's packages, those on sale first, the cheapest first. One statement."""
    query = select(PassOffer).where(PassOffer.venue_id == venue_id)
    if only_sold:
        query = query.where(PassOffer.active)
    return session.scalars(query.order_by(PassOffer.active.desc(), PassOffer.price_cents, PassOffer.id)).all()


def offer_of(venue_id: int, public_id: str) -> PassOffer:
    """Return one of a venue's packages. Raises NotFound. One statement."""
    found = session.scalar(select(PassOffer).where(PassOffer.public_id == public_id, PassOffer.venue_id == venue_id))
    return _found(found)


def offer_sold(public_id: str) -> PassOffer:
    """Return a package with its venue, whether or not it is still sold. Raises NotFound. One statement."""
    query = select(PassOffer).where(PassOffer.public_id == public_id).options(joinedload(PassOffer.venue))
    return _found(session.scalar(query))


def load_pass(which: ColumnElement[bool]) -> Pass:
    """Load a package with its venue and its guest. One statement."""
    return session.scalars(select(Pass).where(which).options(joinedload(Pass.venue), joinedload(Pass.user))).one()


def _found(found: T | None) -> T:
    if found is None:
        raise NotFound(PackageErrorCode.NO_SUCH_PACKAGE)
    return found


def covered_by(sold: Iterable[Covering]) -> Mapping[int, Covered]:
    """Return the service options that these packages pay for, by id. One statement, none without packages."""
    ids = {id_ for one in sold for id_ in one.option_ids}
    if not ids:
        return {}
    rows = session.execute(
        select(
            ServiceOption.id, Service.title, ServiceOption.duration_minutes, ServiceOption.price_cents, Service.active
        )
        .join(Service, Service.id == ServiceOption.service_id)
        .where(ServiceOption.id.in_(ids))
        .order_by(Service.position, Service.id, ServiceOption.duration_minutes)
    )
    return {id_: Covered(title, minutes, cents, is_sold) for id_, title, minutes, cents, is_sold in rows}


def pass_number(order_id: int) -> str:
    """Return the public id of what an order pays for. One statement."""
    return session.scalars(select(Pass.public_id).where(Pass.order_id == order_id)).one()


def pass_of_guest(user_id: int, public_id: str) -> Pass:
    """Return one of a guest's packages, with its venue. Raises NotFound. One statement."""
    query = select(Pass).where(Pass.public_id == public_id, Pass.user_id == user_id)
    return _found(session.scalar(query.options(joinedload(Pass.venue))))


def passes_of_guest(user_id: int) -> Sequence[Pass]:
    """List what a guest has bought, with the venues: what can be used first. One statement."""
    return session.scalars(
        select(Pass)
        .where(Pass.user_id == user_id, Pass.state != PassState.UNPAID)
        .order_by((Pass.state == PassState.ACTIVE).desc(), Pass.expires_at, Pass.id)
        .limit(PASSES_SHOWN)
        .options(joinedload(Pass.venue))
    ).all()


def pass_at(venue_id: int, public_id: str) -> Pass:
    """Return a package that a venue has sold, with the guest. Raises NotFound. One statement."""
    query = select(Pass).where(Pass.public_id == public_id, Pass.venue_id == venue_id, Pass.state != PassState.UNPAID)
    return _found(session.scalar(query.options(joinedload(Pass.user))))


def passes_at(venue_id: int) -> Sequence[Pass]:
    """List the packages that a venue has sold, with the guests, those in use first, the newest first. One statement."""
    return session.scalars(
        select(Pass)
        .where(Pass.venue_id == venue_id, Pass.state != PassState.UNPAID)
        .order_by((Pass.state == PassState.ACTIVE).desc(), Pass.id.desc())
        .limit(PASSES_SHOWN)
        .options(joinedload(Pass.user))
    ).all()


def used_by(pass_ids: Collection[int]) -> Sequence[Used]:
    """List the bookings that packages paid for, the latest first, with their venues. One statement."""
    rows = session.execute(
        select(PassUse, Booking)
        .join(Booking, Booking.id == PassUse.booking_id)
        .where(PassUse.pass_id.in_(pass_ids))
        .order_by(Booking.starts_at.desc(), Booking.id)
        .limit(PASSES_SHOWN)
        .options(joinedload(Booking.venue_order).options(joinedload(VenueOrder.venue), joinedload(VenueOrder.order)))
    )
    return [Used(use, booking) for use, booking in rows]


@dataclass(frozen=True, slots=True)
class Usage:
    """What guests have of a venue now: how many packages or months, their bookings, and what isn't earned yet."""

    number: int = 0
    uses: int = 0
    used: int = 0
    unearned_cents: int = 0


def usage_at(venue_id: int) -> tuple[Usage, Usage]:
    """Return how the packages that guests have of a venue are used, and the months of its members. One statement."""
    is_month = Pass.membership_id.is_not(None)
    rows = session.execute(
        select(
            is_month, func.count(), func.sum(Pass.uses), func.sum(Pass.uses - Pass.uses_left), func.sum(Pass.left_cents)
        )
        .where(Pass.venue_id == venue_id, Pass.state.in_((PassState.ACTIVE, PassState.DISPUTED)))
        .group_by(is_month)
    )
    found = {of_member: Usage(*map(int, sums)) for of_member, *sums in rows}
    return found.get(False, Usage()), found.get(True, Usage())


def unearned_cents(venue_id: int) -> int:
    """Return what guests paid a venue for packages and haven't used yet, in cents. One statement."""
    owed = select(-func.sum(LedgerPosting.amount_cents)).where(
        LedgerPosting.account == Account.UNEARNED_REVENUE, LedgerPosting.venue_id == venue_id
    )
    return int(session.scalar(owed) or 0)

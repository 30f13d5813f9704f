"""All demo data, created in the order of its dependencies."""

from collections import Counter
from collections.abc import Callable, Sequence

from sqlalchemy import text

from app.accounts import passwords
from app.accounts.actions.accounts import open_account
from app.accounts.enums import Role
from app.accounts.queries.users import user_by_email
from app.commission.actions import set_rates
from app.commission.amounts import Rates
from app.consents.actions import agree_to_pages
from app.core.db import lift_limits, session
from app.demo import tables
from app.demo.accounts import ACCOUNTS, PASSWORD
from app.demo.approvals import add_waiting
from app.demo.bookings import add_bookings
from app.demo.changes import add_changes
from app.demo.credits import add_credits
from app.demo.deals import add_deals_of_all_kinds, add_platform_deal
from app.demo.desk import add_desk
from app.demo.disputes import add_disputes
from app.demo.money import add_packages, add_tax_rules
from app.demo.past import add_past
from app.demo.photos import hang, processing, shown_by
from app.demo.rooms import add_rooms
from app.demo.scale import FULL, Scale
from app.demo.staff import add_demo_staff
from app.demo.tables import DemoVenue
from app.demo.venues import OPEN_SINCE, World, add_venue
from app.demo.waitlist import add_waitlist
from app.search_index.actions import all_venue_ids, batches, reindex
from app.setup.actions import add_categories, add_tags
from app.two_factor.actions.authenticator import add_app
from app.venues.models import Venue

NAMES = {Role.GUEST: "Wren Abernathy", Role.PROVIDER: "Maren Oyelaran", Role.ADMIN: "Frances Adeyemi"}

COMMISSION = Rates(rate_bps=800)

Say = Callable[[str], None]


def is_built() -> bool:
    """Return whether the demo data exists: it is created in one transaction, these accounts first."""
    return user_by_email(ACCOUNTS[0].email) is not None


def build(*, say: Say, scale: Scale = FULL) -> None:
    """Create all demo data in an empty database. The caller commits."""
    lift_limits()
    earlier = last_job()
    # argon2 is slow on purpose, and all accounts have the same printed password, so hash it only once.
    password_hash = passwords.hash_of(PASSWORD)
    add_accounts(password_hash)
    set_rates(venue_id=None, rates=COMMISSION)
    world = World.read(categories=add_categories(), tags=add_tags(), password_hash=password_hash)
    places, waiting = tables.places()[: scale.venues], tables.waiting()
    gallery = tables.gallery()
    photos = shown_by(gallery, [place.name for place in (*places, *waiting)])
    add_tax_rules({slug: category.id for slug, category in world.categories.items()})
    with processing(photos, scale) as made:
        venues = add_venues(world, places)
        say(f"{len(venues)} venues in {len({venue.city for venue in venues.values()})} cities")
        say(f"{add_bookings(venues.values(), password_hash, scale)} orders")
        add_demo_staff(next(iter(venues.values())), password_hash)
        add_rooms(next(iter(venues.values())))
        add_past(next(iter(venues.values())), scale)
        add_desk(next(iter(venues.values())))
        add_packages(next(iter(venues.values())))
        add_changes(next(iter(venues.values())))
        add_disputes(next(iter(venues.values())))
        add_credits(list(venues.values()))
        add_waitlist(venues.values())
        new = add_waiting(world, waiting, list(venues.values()))
        add_deals_of_all_kinds(next(iter(venues.values())))
        add_platform_deal()
        say(f"{hang(gallery, world.kinds, {**venues, **new}, made)} photos")
    drop_jobs(after=earlier)
    # Index right here, not in the worker, so that the first page view shows results.
    for batch in batches(all_venue_ids()):
        reindex(venue_ids=batch)


def add_accounts(password_hash: str) -> None:
    for role, email, _, seed in ACCOUNTS:
        user = open_account(
            email=email,
            password_hash=password_hash,
            name=NAMES[role],
            phone="(503) 555-0187",
            role=role,
            is_verified=True,
        )
        # What a person can buy in their first week is limited, and these people have booked before.
        user.created_at -= OPEN_SINCE
        agree_to_pages(user=user)
        if seed:
            add_app(user=user, seed=seed)


def add_venues(world: World, places: Sequence[DemoVenue]) -> dict[str, Venue]:
    """Add the venues, and return them by name in the order of the tables."""
    in_city: Counter[str] = Counter()
    venues: dict[str, Venue] = {}
    for place in places:
        venues[place.name] = add_venue(world, place, in_city[place.city])
        in_city[place.city] += 1
    return venues


def last_job() -> int:
    """Return the id of the newest job, or 0 if there is none."""
    return session.scalar(text("SELECT coalesce(max(id), 0) FROM procrastinate_jobs")) or 0


def drop_jobs(*, after: int) -> None:
    """Delete the jobs newer than `after`."""
    session.execute(text("DELETE FROM procrastinate_jobs WHERE id > :after"), {"after": after})

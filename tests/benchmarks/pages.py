"""Statements and time of the most visited pages, in one process, with twenty venues of the demo data.

The time is the one in the server's log.
"""

import gc
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import select
from structlog.testing import capture_logs

from app.catalog.models import Service
from app.core.db import session
from app.demo.build import build
from app.demo.scale import Scale
from app.search_index.actions import all_venue_ids, reindex
from app.venues.models import Venue
from tests.benchmarks.stage import stage
from tests.database import analyze
from tests.support import Client, statements

VENUES = 20
RUNS = 100


def main() -> None:
    with stage("pages") as (app, _):
        build(say=lambda _: None, scale=Scale(venues=VENUES, past=14, photo_width=60))
        session.commit()
        reindex(venue_ids=all_venue_ids())
        session.commit()
        analyze()
        session.commit()
        app.test_client_class = Client
        client = app.test_client()
        slug = session.scalars(select(Venue.slug).where(Venue.name == "Hazel Bodywork")).one()
        of_venue = select(Service.slug).join(Venue, Venue.id == Service.venue_id).where(Venue.slug == slug)
        service = session.scalars(of_venue.order_by(Service.position)).first()
        put_into_cart(client, f"/venues/{slug}/{service}")
        gc.freeze()  # as a server does before it forks
        print(f"{'page':<16}{'statements':>12}{'median ms':>12}{'bytes':>10}")
        pages = {
            "home": "/",
            "list": "/search",
            "venue": f"/venues/{slug}",
            "slot picker": f"/venues/{slug}/{service}",
            "cart": "/cart/",
        }
        for name, address in pages.items():
            measure(client, name, address)
        for name in ("home", "list"):
            measure(client, f"{name}, kept", pages[name], kept=True)


def measure(client: FlaskClient, name: str, address: str, *, kept: bool = False) -> None:
    """Print statements, median time and size of a page.

    With `kept`, the page may come from the cache, like most requests for the same page within a minute.
    """
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    with statements() as sent:
        ask(client, address, kept=kept)
    with capture_logs() as logs:
        for _ in range(RUNS):
            ask(client, address, kept=kept)
    took = median(line["ms"] for line in logs if line["event"] == "request")
    print(f"{name:<16}{len(sent):>12}{took:>12.1f}{len(response.data):>10,}")


def ask(client: FlaskClient, address: str, *, kept: bool) -> None:
    if not kept:
        client.application.extensions.pop("kept", None)
    client.get(address)


def put_into_cart(client: FlaskClient, address: str) -> None:
    """Add the first available time of the slot picker to the cart. Raises RuntimeError if the cart refuses it."""
    page = client.get(address).text
    start = page.split('name="start" value="', 1)[1].split('"', 1)[0]
    venue, service = address.split("/")[2:]
    done = client.post("/cart/lines", data={"venue": venue, "service": service, "start": start})
    if done.status_code != 303 or not done.location.endswith("/cart/"):
        raise RuntimeError(f"the cart refused {start}: {done.status_code} {done.location}")


if __name__ == "__main__":
    main()

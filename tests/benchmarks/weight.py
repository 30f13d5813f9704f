"""The compressed size of a first load of a venue's page, without photos. The front end must have been built."""

import re
from pathlib import Path

from sqlalchemy import select

from app.core.db import session
from app.demo.build import build
from app.demo.scale import Scale
from app.venues.models import Venue
from tests.benchmarks.stage import stage

DIST = Path("static/dist")
KINDS = {".css": "style", ".js": "script", ".woff2": "fonts", ".svg": "icons"}
BUDGET = 100_000


def main() -> None:
    with stage("weight") as (app, _):
        build(say=lambda _: None, scale=Scale(venues=1, days=1, past=1, photo_width=60))
        session.commit()
        slug = session.scalars(select(Venue.slug)).first()
        client = app.test_client()
        page = client.get(f"/venues/{slug}", headers={"Accept-Encoding": "br"})
        plain = client.get(f"/venues/{slug}").text
    sizes = {"page": len(page.data)}
    for name in sorted(set(re.findall(r"/static/dist/([\w.-]+)", plain))):
        kind = KINDS.get(Path(name).suffix)
        if kind is not None:
            sizes[kind] = sizes.get(kind, 0) + sent(DIST / name)
    print(f"{'kind':<12}{'bytes':>10}")
    for kind, size in sizes.items():
        print(f"{kind:<12}{size:>10,}")
    total = sum(sizes.values())
    print(f"{'together':<12}{total:>10,}  of {BUDGET:,}")


def sent(file: Path) -> int:
    """Return the bytes that are sent for a file: compressed if the build made a compressed version."""
    packed = file.with_name(f"{file.name}.br")
    return (packed if packed.exists() else file).stat().st_size


if __name__ == "__main__":
    main()

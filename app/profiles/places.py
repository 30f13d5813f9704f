"""A person's home city: a city and state, or a ZIP code, as people type them."""

from dataclasses import dataclass

import zipcodes

from app.venues.places import STATES, zip_area

CODES = {name.lower(): code for code, name in STATES.items()}


@dataclass(frozen=True, slots=True)
class HomeCity:
    """A city as we show it, "Portland, OR", and the IANA name of its time zone."""

    label: str
    zone_name: str


def home_city(typed: str) -> HomeCity | None:
    """Look up a ZIP code, or a city with its state: 97202; Portland, OR; portland oregon. None if there is none."""
    area = zip_area(typed)
    if area is not None:
        return _found(area.city, area.state)
    words = typed.replace(",", " ").lower().split()
    for size in (1, 2, 3):  # words in the name of the state
        name = " ".join(words[-size:])
        code = name.upper() if name.upper() in STATES else CODES.get(name)
        if code and len(words) > size:
            return _found(" ".join(words[:-size]), code)
    return None


def _found(city: str, state: str) -> HomeCity | None:
    # The list of ZIP codes writes cities in title case, but not all words: "McMinnville", "Winston Salem".
    rows = [row for row in zipcodes.filter_by(state=state) if row["city"].lower() == city.lower()]  # type: ignore[no-untyped-call]
    return HomeCity(f"{rows[0]['city']}, {state}", rows[0]["timezone"]) if rows else None

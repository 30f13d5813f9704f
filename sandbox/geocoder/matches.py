"""Made-up matches of an address, in the form that the Census returns them. Pure.

A street without a type, such as "2800 Clinton", is ambiguous: it could be a street or an avenue. Without a house number
there is no match, and neither is there for a PO box or an unknown ZIP code.
"""

import math
import re
from hashlib import blake2b
from typing import Any

import zipcodes

# As the Census abbreviates them.
TYPES = {
    **dict.fromkeys(("ST", "STREET"), "ST"),
    **dict.fromkeys(("AVE", "AVENUE", "AV"), "AVE"),
    **dict.fromkeys(("BLVD", "BOULEVARD"), "BLVD"),
    **dict.fromkeys(("RD", "ROAD"), "RD"),
    **dict.fromkeys(("DR", "DRIVE"), "DR"),
    **dict.fromkeys(("LN", "LANE"), "LN"),
    **dict.fromkeys(("CT", "COURT"), "CT"),
    **dict.fromkeys(("PL", "PLACE"), "PL"),
    **dict.fromkeys(("HWY", "HIGHWAY"), "HWY"),
    **dict.fromkeys(("PKWY", "PARKWAY"), "PKWY"),
    **dict.fromkeys(("WAY", "TER", "CIR", "BROADWAY"), ""),
}
POSSIBLE_TYPES = ("ST", "AVE", "DR")
DIRECTIONS = frozenset({"N", "S", "E", "W", "NE", "NW", "SE", "SW"})
UNIT = re.compile(r"\s(?:(?:SUITE|STE|APT|UNIT|FLOOR)\b|#).*$")
ADDRESS = re.compile(r"^(?P<number>\d{1,6}) (?P<street>[^,]+)(?:,.*)?,? ?\b(?P<zip>\d{5})(?:-\d{4})?$")
DEGREES = 0.012  # of latitude, at most: less than a mile


def matches(address: str) -> list[dict[str, Any]]:
    """Return up to three matches for an address on one line, or none."""
    found = ADDRESS.match(" ".join(address.upper().split()))
    area = _area(found["zip"]) if found else None
    if found is None or area is None:
        return []
    words = [word.strip(".") for word in UNIT.sub("", found["street"]).split()]
    before = words.pop(0) if len(words) > 1 and words[0] in DIRECTIONS else ""
    after = words.pop() if len(words) > 1 and words[-1] in DIRECTIONS else ""
    if not words or not any(letter.isalpha() for letter in "".join(words)):
        return []
    if words[-1] in TYPES:
        types: tuple[str, ...] = (TYPES[words[-1]],)
        words = words[:-1] if types[0] and len(words) > 1 else words
    else:
        types = POSSIBLE_TYPES
    name = " ".join(words)
    return [_match(found["number"], before, name, kind, after, area) for kind in types]


def _area(code: str) -> dict[str, Any] | None:
    found = zipcodes.matching(code)  # type: ignore[no-untyped-call]  # the package has no types
    return found[0] if found else None


def _match(number: str, before: str, name: str, kind: str, after: str, area: dict[str, Any]) -> dict[str, Any]:
    street = " ".join(filter(None, (before, name, kind, after)))
    city, state, code = area["city"].upper(), area["state"], area["zip_code"]
    latitude, longitude = _position(f"{street} {code}", int(number), float(area["lat"]), float(area["long"]))
    block = int(number) // 100 * 100
    return {
        "tigerLine": {"side": "L" if int(number) % 2 else "R", "tigerLineId": str(_number(street + code) % 10**9)},
        "coordinates": {"x": longitude, "y": latitude},
        "addressComponents": {
            "zip": code,
            "streetName": name,
            "preType": "",
            "city": city,
            "preDirection": before,
            "suffixDirection": after,
            "fromAddress": str(block or 1),
            "state": state,
            "suffixType": kind,
            "toAddress": str(block + 99),
            "suffixQualifier": "",
            "preQualifier": "",
        },
        "matchedAddress": f"{number} {street}, {city}, {state}, {code}",
    }


def _position(street: str, number: int, latitude: float, longitude: float) -> tuple[float, float]:
    """Return a position near the middle of the ZIP code: one line for each street, the house number along it."""
    angle = _number(street) % 360
    along = (number % 1000 / 1000 - 0.5) * DEGREES
    across = (_number(street + "/") % 1000 / 1000 - 0.5) * DEGREES
    turned = math.radians(angle)
    north = along * math.cos(turned) - across * math.sin(turned)
    east = (along * math.sin(turned) + across * math.cos(turned)) / math.cos(math.radians(latitude))
    return latitude + north, longitude + east


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big")

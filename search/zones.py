"""The time zones of the USA and its territories, and the UTC hours of a part of a local day in each of them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Hours = tuple[tuple[int, int], ...]
"""Half-open ranges of hours since 1970 in UTC, ascending."""

# Each of them has differed from UTC by whole hours for decades, including Metlakatla and the North Dakota zones.
ZONES = frozenset(
    [
        "America/New_York",
        "America/Detroit",
        "America/Kentucky/Louisville",
        "America/Kentucky/Monticello",
        "America/Indiana/Indianapolis",
        "America/Indiana/Vincennes",
        "America/Indiana/Winamac",
        "America/Indiana/Marengo",
        "America/Indiana/Petersburg",
        "America/Indiana/Vevay",
        "America/Indiana/Tell_City",
        "America/Indiana/Knox",
        "America/Chicago",
        "America/Menominee",
        "America/North_Dakota/Center",
        "America/North_Dakota/New_Salem",
        "America/North_Dakota/Beulah",
        "America/Denver",
        "America/Boise",
        "America/Phoenix",
        "America/Los_Angeles",
        "America/Anchorage",
        "America/Juneau",
        "America/Sitka",
        "America/Metlakatla",
        "America/Yakutat",
        "America/Nome",
        "America/Adak",
        "Pacific/Honolulu",
        "America/Puerto_Rico",
        "America/St_Thomas",
        "Pacific/Guam",
        "Pacific/Saipan",
        "Pacific/Pago_Pago",
    ]
)


@lru_cache(maxsize=256)
def local_hours(first: date, last: date, from_hour: int, to_hour: int) -> Mapping[Hours, tuple[str, ...]]:
    """Return the hours of these local dates, `first` and `last` included, between two hours of each day, half-open,
    each mapped to the zones that share them. A part of a day in which the clocks change is as long as it is there."""
    groups: dict[Hours, list[str]] = {}
    for name in sorted(ZONES):
        zone = ZoneInfo(name)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        hours = tuple((_hour(day, from_hour, zone), _hour(day, to_hour, zone)) for day in days)
        groups.setdefault(hours, []).append(name)
    return {hours: tuple(names) for hours, names in groups.items()}


def _hour(day: date, hour: int, zone: ZoneInfo) -> int:
    local = datetime.combine(day, time(), zone) + timedelta(hours=hour)
    return int(local.astimezone(UTC).timestamp() // 3600)

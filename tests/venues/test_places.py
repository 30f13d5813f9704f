import pytest

from app.core.errors import DomainError
from app.venues.places import zone_at


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (45.505, -122.632, "America/Los_Angeles"),
        (43.632, -116.205, "America/Boise"),
        (33.456, -112.069, "America/Phoenix"),
        (39.759, -104.966, "America/Denver"),
        (44.947, -93.286, "America/Chicago"),
        (40.694, -73.990, "America/New_York"),
        (61.222, -149.868, "America/Anchorage"),
        (21.281, -157.827, "Pacific/Honolulu"),
    ],
)
def test_position_has_the_time_zone_of_its_location(latitude: float, longitude: float, zone: str) -> None:
    assert zone_at(latitude, longitude) == zone


@pytest.mark.parametrize(("latitude", "longitude"), [(0.0, -150.0), (91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_position_at_sea_or_off_the_map_is_rejected(latitude: float, longitude: float) -> None:
    with pytest.raises(DomainError, match="isn’t on land"):
        zone_at(latitude, longitude)

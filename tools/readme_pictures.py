"""Screenshots for README.md and the guides, cropped and scaled from screens/ by `make readme-pictures`.

They go to docs/pictures/.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from tools.screens.camera import SCREENS

FOLDER = Path("docs/pictures")
CHOSEN = {
    "home": "01-home-1280-light",
    "times": "04-times-1280-light",
    "confirmed": "06-confirmed-1280-dark",
    "calendar": "07-calendar-day-1280-light",
    "calendar-week": "07b-calendar-week-1280-light",
    "waiting": "07p-waitlist-1280-light",
    "change-room": "07r-change-room-1280-light",
    "repeating-booking": "07t-repeating-booking-1280-light",
    "intake-forms": "08t-intake-forms-1280-light",
    "bookings": "07d-bookings-1280-light",
    "guest": "07e-guest-1280-light",
    "setup": "08-setup-1280-light",
    "setup-place": "08d-location-1280-light",
    "hours": "08b-hours-1280-light",
    "pictures": "08e-photos-1280-light",
    "team": "08f-team-1280-light",
    "services": "08h-services-1280-light",
    "numbers": "12-reports-1280-light",
    "service": "13-service-form-1280-light",
    "rooms": "07q-rooms-day-1280-light",
    "import": "08r-import-1280-light",
    "booking-links": "08o-booking-links-1280-light",
    "group": "04e-group-1280-light",
    "feeds": "08n-calendar-sync-1280-light",
    "deal": "08m-deal-1280-light",
    "payouts": "21-payouts-1280-light",
    "payment-policy": "21b-payment-policy-1280-light",
    "statement": "21f-statement-1280-light",
    "dispute": "21g-dispute-1280-light",
    "admin-approval": "09-approval-1280-light",
    "admin-resubmitted": "09b-resubmitted-1280-light",
    "admin-today": "09c-today-1280-light",
    "admin-venue": "09d-venue-1280-light",
    "admin-featured": "09e-featured-1280-light",
    "admin-log": "09f-audit-log-1280-light",
    "admin-person": "09h-person-1280-light",
    "admin-order": "09i-order-1280-light",
    "admin-categories": "09j-categories-1280-light",
    "admin-deals": "09l-deals-1280-light",
    "admin-texts": "09k-content-1280-light",
    "admin-finance": "22-finance-1280-light",
    "admin-tax-rules": "22b-tax-rules-1280-light",
    "admin-tax-report": "22c-tax-report-1280-light",
    "admin-disputes": "22d-disputes-1280-light",
    "admin-month": "22e-month-1280-light",
}
# On a phone: three screens beside each other, each from a height in pixels on.
PHONE = {
    "calendar-phone": (
        ("07-calendar-day-390-light", 911),
        ("12-reports-390-light", 0),
        ("13-service-form-390-light", 0),
    ),
    "sold-ahead": (
        ("20-packages-390-light", 0),
        ("20b-membership-390-light", 0),
        ("20c-gift-card-390-light", 0),
    ),
    "desk-payments": (
        ("21c-desk-payment-390-light", 0),
        ("21d-cash-count-390-light", 0),
        ("20d-receipt-390-light", 0),
    ),
}
CUT = (1280, 880)  # from the top, in pixels
SHOWN = (960, 660)
PHONE_CUT = (390, 844)
GAP = 22
QUALITY = 82


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for name, screen in CHOSEN.items():
        with Image.open(SCREENS / f"{screen}.png") as whole:
            small = whole.convert("RGB").crop((0, 0, *CUT)).resize(SHOWN, Image.Resampling.LANCZOS)
        save(small, name)
    for name, screens in PHONE.items():
        save(side_by_side(screens), name)
    return 0


def side_by_side(screens: Sequence[tuple[str, int]]) -> Image.Image:
    """Return a screen of each picture, from left to right, in the size of the other pictures."""
    width = PHONE_CUT[0] * SHOWN[1] // PHONE_CUT[1]
    row = Image.new("RGB", SHOWN, "white")
    for place, (screen, top) in enumerate(screens):
        with Image.open(SCREENS / f"{screen}.png") as whole:
            cut = whole.convert("RGB").crop((0, top, PHONE_CUT[0], top + PHONE_CUT[1]))
            small = cut.resize((width, SHOWN[1]), Image.Resampling.LANCZOS)
        row.paste(small, (place * (width + GAP), 0))
    return row


def save(picture: Image.Image, name: str) -> None:
    picture.save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    sys.exit(main())

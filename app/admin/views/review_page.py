"""One thing in review as an admin reads it: its current text beside the earlier one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal

from flask_babel import gettext as _

from app.admin.differences import Difference, compare, whole
from app.admin.enums import PendingKind
from app.admin.queries.approvals import PendingApproval, Text, concerns_in, live_deals, previous_change_request
from app.admin.risks import sentences
from app.catalog.models import Service
from app.catalog.queries import services_of
from app.core import clock
from app.core.formats import WEEKDAYS, usd_short
from app.deals import copy as deal_copy
from app.deals.models import Deal
from app.deals.preview import example
from app.deals.queries.deals import deal_of_id
from app.deals.queries.prices import rule_of
from app.onboarding.facts import in_current_words
from app.onboarding.queries import facts_of
from app.photos.models import Photo
from app.venues.actions.review import live_values, proposed_values
from app.venues.copy import differences, part_name
from app.venues.models import Submission, Venue
from app.venues.places import zip_area
from app.venues.queries import removed_photos

# Not free text, so it is not checked for risks: a phone number belongs in its field.
NO_TEXT = frozenset({"Phone", "Pin on the map", "Booking rules"})
PHOTOS = "Photos"


@dataclass(frozen=True, slots=True)
class ReviewedPhoto:
    """A photo of the listing. `state` says what happened to it since changes were requested, if anything."""

    photo: Photo
    state: Literal["", "new", "removed"] = ""


@dataclass(frozen=True, slots=True)
class VenuePin:
    """The venue's pin on the map and the center of its ZIP code, in degrees. `confirmed` is what its owner said."""

    latitude: float
    longitude: float
    center: tuple[float, float] | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The page of one thing in review.

    `was` and `now` are the headings of the two versions; without `was` there is only one. `same` are the parts that did
    not change.
    """

    rows: Sequence[Difference]
    now: str
    was: str = ""
    same: Sequence[Difference] = ()
    concerns: Sequence[str] = ()
    photos: Sequence[ReviewedPhoto] | None = None  # of a listing; None for a change or a deal
    pin: VenuePin | None = None
    previous_request: Submission | None = None
    since: Sequence[Difference] = ()  # what differs from the change that was rejected
    live: Sequence[Deal] = field(default=())

    @property
    def parts(self) -> list[str]:
        """The parts that a request for changes can be about."""
        labels = [row.label for row in (*self.rows, *self.same)]
        return list(dict.fromkeys([*labels, *([PHOTOS] if self.photos is not None else [])]))

    @property
    def stamp(self) -> str:
        """A hash of everything on the page. A different one means that something changed in the meantime."""
        texts = [f"{row.label}\0{text_of(row)}" for row in sorted((*self.rows, *self.same), key=lambda row: row.label)]
        seen = [*texts, *(reviewed.photo.key for reviewed in self.photos or () if reviewed.state != "removed")]
        return blake2b("\0".join(seen).encode(), digest_size=12).hexdigest()


def review_page(waiting: PendingApproval) -> ReviewPage:
    if waiting.deal is not None:
        return _of_deal(waiting.deal, waiting.venue)
    assert waiting.submission is not None  # noqa: S101  # exactly one of the two is set
    before = previous_change_request(waiting.submission)
    if waiting.kind is PendingKind.CHANGE:
        return _of_change(waiting.submission, waiting.venue, before)
    return _of_venue(waiting.venue, before)


def text_of(row: Difference) -> str:
    """Return the current text of a row."""
    return "".join(piece.text + piece.gap for piece in row.after)


def _of_venue(venue: Venue, before: Submission | None) -> ReviewPage:
    """Show a venue as it is now, which may include edits that the owner made after submitting it."""
    texts = gathered(facts_of(venue))
    photos, pin = photos_of(venue, before), pin_of(live_values(venue))
    concerns = concern_sentences((label, text) for label, text in texts.items() if label not in NO_TEXT)
    if before is None or not before.facts:
        rows = [whole(label, text, look_for_risks=label not in NO_TEXT) for label, text in texts.items()]
        return ReviewPage(rows, _("Proposed"), concerns=concerns, photos=photos, pin=pin, previous_request=before)
    rows = _compared(gathered(in_current_words(before.facts)), texts)
    return ReviewPage(
        rows=[row for row in rows if row.differs],
        now=_("Now"),
        was=_("At the last request for changes"),
        same=[row for row in rows if not row.differs],
        concerns=concerns,
        photos=photos,
        pin=pin,
        previous_request=before,
    )


def concern_sentences(texts: Iterable[Text]) -> list[str]:
    """Return a sentence for each kind of risk in each text."""
    return sentences([(part_name(label), risks) for label, risks in concerns_in(texts)])


def gathered(rows: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return the facts by label, with the days of the week joined as lines of "Opening hours"."""
    found: dict[str, str] = {}
    for label, text in rows:
        if label in WEEKDAYS:
            lines = [found["Opening hours"]] if "Opening hours" in found else []
            found["Opening hours"] = "\n".join([*lines, f"{label}: {text}"])
        else:
            found[label] = text
    return found


def photos_of(venue: Venue, before: Submission | None) -> list[ReviewedPhoto]:
    """List the photos of a listing, then those removed since `before`, the rejected submission."""
    if before is None or not before.photo_ids:
        return [ReviewedPhoto(shown.photo) for shown in venue.photos]
    then = set(before.photo_ids)
    found = [ReviewedPhoto(shown.photo, "" if shown.public_id in then else "new") for shown in venue.photos]
    return [*found, *(ReviewedPhoto(shown.photo, "removed") for shown in removed_photos(venue, then))]


def pin_of(values: Mapping[str, Any]) -> VenuePin:
    """Return the pin from the reviewed fields of a venue."""
    area = zip_area(str(values["postal_code"]))
    center = (area.latitude, area.longitude) if area else None
    return VenuePin(values["latitude"], values["longitude"], center, values["position_confirmed"])


def _of_change(submission: Submission, venue: Venue, before: Submission | None) -> ReviewPage:
    changes = {label: (was, would) for label, was, would in differences(submission, live_values(venue))}
    wanted = {label: would for label, (_, would) in changes.items()}
    refused = {label: would for label, _, would in differences(before, live_values(venue))} if before else {}
    return ReviewPage(
        rows=[compare(label, was, would, look_for_risks=True) for label, (was, would) in changes.items()],
        now=_("Proposed"),
        was=_("Live now"),
        concerns=concern_sentences(wanted.items()),
        pin=pin_of(proposed_values(venue, submission)) if "Pin on the map" in changes or "Address" in changes else None,
        previous_request=before,
        since=[row for row in _compared(refused, wanted) if row.differs] if before else [],
    )


def _of_deal(deal: Deal, venue: Venue) -> ReviewPage:
    """Compare a deal to the live one that it would replace, or to its version when changes were requested."""
    prices = services_of(venue)
    texts = dict(_deal_facts(deal, venue, prices))
    live, concerns = live_deals(venue), concern_sentences([("Title", deal.title)])
    if deal.replaces_id is not None:
        before, was = dict(_deal_facts(deal_of_id(deal.replaces_id), venue, prices)), _("Live now")
    elif deal.returned_facts:
        before, was = dict(deal.returned_facts), _("At the last request for changes")
        before["Prices"] = texts["Prices"]
    else:
        rows = [whole(label, text, look_for_risks=label == "Title") for label, text in texts.items()]
        return ReviewPage(rows, _("Proposed"), concerns=concerns, live=live)
    rows = [compare(label, before.get(label, ""), texts.get(label, "")) for label in dict.fromkeys((*texts, *before))]
    return ReviewPage(
        rows=[row for row in rows if row.differs],
        now=_("Proposed"),
        was=was,
        same=[row for row in rows if not row.differs],
        concerns=concerns,
        live=[one for one in live if one.id != deal.replaces_id],
    )


def _deal_facts(deal: Deal, venue: Venue, services: Sequence[Service]) -> list[tuple[str, str]]:
    """Return the deal's facts and its effect on prices."""
    concerned = [one for one in services if deal.service_id in (None, one.id)]
    priced = [example(rule_of(deal), service, clock.now()) for service in concerned]
    lines = [
        _(
            "%(service)s: %(before)s becomes %(after)s",
            service=one.title,
            before=usd_short(one.list_cents),
            after=usd_short(one.cents),
        )
        for one in priced
    ]
    prices = "\n".join(lines) or _("This deal applies to no service that guests can book.")
    return [*deal_copy.facts(deal, venue), ("Prices", prices)]


def _compared(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    labels = dict.fromkeys((*after, *before))
    return [
        compare(label, before.get(label, ""), after.get(label, ""), look_for_risks=label not in NO_TEXT)
        for label in labels
    ]

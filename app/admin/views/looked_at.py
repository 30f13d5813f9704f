"""One thing that waits, as an admin reads it: what it says, beside what it said before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from app import clock
from app.admin.differences import Difference, compare, whole
from app.admin.enums import WaitingKind
from app.admin.queries.approvals import Waiting, concerns_in, live_deals, sent_back_before
from app.catalog.models import Service
from app.catalog.queries import services_of
from app.deals import words as deal_words
from app.deals.models import Deal
from app.deals.queries import deal_of_id, rule_of
from app.deals.sketch import example
from app.discovery.profile import profile
from app.filters import WEEKDAYS, usd_short
from app.listing.facts import facts
from app.pictures.models import Picture
from app.venues.actions import stands
from app.venues.models import Submission, Venue
from app.venues.queries import tags_of
from app.venues.words import differences

# What is no text: a phone number belongs into the field for it.
NO_TEXT = frozenset({"Phone"})


@dataclass(frozen=True, slots=True)
class Sight:
    """`was` and `now` head the two versions; without `was` there is one. `same` are the parts that were seen before."""

    rows: Sequence[Difference]
    now: str
    was: str = ""
    same: Sequence[Difference] = ()
    concerns: Sequence[str] = ()
    pictures: Sequence[Picture] = ()
    went_back: Submission | None = None
    since: Sequence[Difference] = ()  # what a change asks for now and did not when it went back
    live: Sequence[Deal] = field(default=())

    @property
    def parts(self) -> list[str]:
        return list(dict.fromkeys(row.label for row in (*self.rows, *self.same)))

    @property
    def stamp(self) -> str:
        """Of what is read: another one means that it was changed meanwhile."""
        said = [f"{row.label}\0{text_of(row)}" for row in sorted((*self.rows, *self.same), key=lambda row: row.label)]
        seen = [*said, *(picture.key for picture in self.pictures)]
        return blake2b("\0".join(seen).encode(), digest_size=12).hexdigest()


def sight_of(waiting: Waiting) -> Sight:
    if waiting.deal is not None:
        return _of_deal(waiting.deal, waiting.venue)
    assert waiting.submission is not None  # noqa: S101  # one of the two
    before = sent_back_before(waiting.submission)
    if waiting.kind is WaitingKind.CHANGE:
        return _of_change(waiting.submission, waiting.venue, before)
    return _of_venue(waiting.venue, before)


def text_of(row: Difference) -> str:
    """What a row says now."""
    return "".join(piece.text + piece.gap for piece in row.after)


def _of_venue(venue: Venue, before: Submission | None) -> Sight:
    """As it stands now, which the provider may have mended after sending it in."""
    said = gathered(facts(profile(venue), tags_of(venue)))
    pictures = [shown.picture for shown in venue.pictures]
    concerns = concerns_in((label, text) for label, text in said.items() if label not in NO_TEXT)
    if before is None or not before.facts:
        rows = [whole(label, text, look_for_risks=label not in NO_TEXT) for label, text in said.items()]
        return Sight(rows, "Proposed", concerns=concerns, pictures=pictures, went_back=before)
    rows = _compared(gathered(before.facts), said)
    return Sight(
        rows=[row for row in rows if row.differs],
        now="Now",
        was="When it went back",
        same=[row for row in rows if not row.differs],
        concerns=concerns,
        pictures=pictures,
        went_back=before,
    )


def gathered(told: Iterable[Sequence[str]]) -> dict[str, str]:
    """Facts by their label; the days of the week are lines of one."""
    found: dict[str, str] = {}
    for label, text in told:
        if label in WEEKDAYS:
            lines = [found["Opening hours"]] if "Opening hours" in found else []
            found["Opening hours"] = "\n".join([*lines, f"{label}: {text}"])
        else:
            found[label] = text
    return found


def _of_change(submission: Submission, venue: Venue, before: Submission | None) -> Sight:
    asked = {label: (was, would) for label, was, would in differences(submission, stands(venue))}
    wanted = {label: would for label, (_, would) in asked.items()}
    refused = {label: would for label, _, would in differences(before, stands(venue))} if before else {}
    return Sight(
        rows=[compare(label, was, would, look_for_risks=True) for label, (was, would) in asked.items()],
        now="Proposed",
        was="Live now",
        concerns=concerns_in(wanted.items()),
        went_back=before,
        since=[row for row in _compared(refused, wanted) if row.differs] if before else [],
    )


def _of_deal(deal: Deal, venue: Venue) -> Sight:
    """Beside the live one that it would replace, or beside what it said when it went back."""
    prices = services_of(venue)
    said = dict(_told(deal, venue, prices))
    live, concerns = live_deals(venue), concerns_in([("Title", deal.title)])
    if deal.replaces_id is not None:
        before, was = dict(_told(deal_of_id(deal.replaces_id), venue, prices)), "Live now"
    elif deal.went_back:
        before, was = dict(deal.went_back), "When it went back"
        before["Prices"] = said["Prices"]
    else:
        rows = [whole(label, text, look_for_risks=label == "Title") for label, text in said.items()]
        return Sight(rows, "Proposed", concerns=concerns, live=live)
    rows = [compare(label, before.get(label, ""), said.get(label, "")) for label in dict.fromkeys((*said, *before))]
    return Sight(
        rows=[row for row in rows if row.differs],
        now="Proposed",
        was=was,
        same=[row for row in rows if not row.differs],
        concerns=concerns,
        live=[one for one in live if one.id != deal.replaces_id],
    )


def _told(deal: Deal, venue: Venue, services: Sequence[Service]) -> list[tuple[str, str]]:
    """Its facts, and what it makes of prices."""
    concerned = [one for one in services if deal.service_id in (None, one.id)]
    priced = [example(rule_of(deal), service, clock.now()) for service in concerned]
    lines = [f"{one.title}: {usd_short(one.list_cents)} becomes {usd_short(one.cents)}" for one in priced]
    return [*deal_words.facts(deal, venue), ("Prices", "\n".join(lines) or "Nothing that it is for can be booked.")]


def _compared(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    labels = dict.fromkeys((*after, *before))
    return [
        compare(label, before.get(label, ""), after.get(label, ""), look_for_risks=label not in NO_TEXT)
        for label in labels
    ]

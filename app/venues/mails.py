"""The mails that tell a provider how her venue stands. Nothing here reads the database."""

from datetime import datetime

from app.accounts.models import User
from app.mail.letter import Block, Facts, Letter, Quote, Text, Way
from app.mail.links import link
from app.mail.message import Mail, Recipient
from app.venues.actions.review import stands
from app.venues.enums import SubmissionKind, SubmissionState, VenueStatus
from app.venues.models import Submission, Venue, VenueTransition
from app.venues.words import differences

WHY = "You get this mail because you list a venue at CozyWish."

THEN = {
    VenueStatus.SUSPENDED: "Guests cannot find or book it. What is booked already stays booked."
    " Answer this mail, and we look at it together.",
    VenueStatus.APPROVED: "Guests can find and book it again.",
    VenueStatus.UNPUBLISHED: "You had unpublished it; publish it whenever you like.",
}


def decided(submission: Submission, venue: Venue, owner: User) -> Mail:
    """What an admin said about a new venue, or about a change."""
    good, new = submission.state is SubmissionState.APPROVED, submission.kind is SubmissionKind.NEW
    letter = {
        (True, True): _live,
        (True, False): _changed,
        (False, True): _sent_back,
        (False, False): _change_sent_back,
    }[good, new](submission, venue)
    return Mail(_key(venue, submission.decided_at), [_to(owner)], letter)


def standing(moved: VenueTransition, venue: Venue, owner: User) -> Mail:
    """That an admin has taken a venue down, or put it up again."""
    down = moved.to_status is VenueStatus.SUSPENDED
    title = f"{venue.name} is suspended." if down else f"{venue.name} is no longer suspended."
    then = THEN[moved.to_status]
    blocks: list[Block] = [Text(then), *_note(moved.reason), Way("See your listing", _listing(), main=True)]
    letter = Letter(subject=title.rstrip("."), preview=then, title=title, blocks=blocks, why=WHY)
    return Mail(_key(venue, moved.at), [_to(owner)], letter)


def _key(venue: Venue, at: datetime | None) -> str:
    """The same for the same news, however often it is sent."""
    return f"listing.{venue.slug}.{at:%Y%m%dT%H%M%S%f}"


def _live(submission: Submission, venue: Venue) -> Letter:
    words = "Guests can find it and book it from now on. New bookings come to you by mail and stand in your calendar."
    return Letter(
        subject=f"{venue.name} is live",
        preview=words,
        title=f"{venue.name} is live.",
        blocks=[
            Text(words),
            *_note(submission.note),
            Way("See it as a guest", _page(venue), main=True),
            Way("Open your calendar", link("calendar.day")),
        ],
        why=WHY,
    )


def _changed(submission: Submission, venue: Venue) -> Letter:
    words = "Guests see it now. Links to the old page lead to the new one."
    return Letter(
        subject=f"Your change of {venue.name} is live",
        preview=words,
        title="Your change is live.",
        blocks=[
            Text(words),
            Facts(_pairs(submission, venue)),
            *_note(submission.note),
            Way("See it as a guest", _page(venue), main=True),
        ],
        why=WHY,
    )


def _sent_back(submission: Submission, venue: Venue) -> Letter:
    words = "Make the change below, then submit your listing for review again."
    return Letter(
        subject=f"{venue.name} needs a change before it goes live",
        preview=words,
        title="One change before you go live.",
        blocks=[
            Text(words),
            *_reason(submission),
            *_note(submission.note),
            Way("Edit your listing", _listing(), main=True),
        ],
        why=WHY,
    )


def _change_sent_back(submission: Submission, venue: Venue) -> Letter:
    words = "Guests still see your listing as it was before. You can change it again at any time."
    return Letter(
        subject=f"We didn’t approve your change to {venue.name}",
        preview=words,
        title="We didn’t approve your change.",
        blocks=[
            Text(words),
            Facts(_pairs(submission, venue)),
            *_reason(submission),
            *_note(submission.note),
            Way("See your listing", _listing(), main=True),
        ],
        why=WHY,
    )


def _pairs(submission: Submission, venue: Venue) -> list[tuple[str, str]]:
    """What was asked for."""
    return [(label, would) for label, _, would in differences(submission, stands(venue))]


def _reason(submission: Submission) -> list[Block]:
    """Why it was sent back, and what part of the listing that is about."""
    reason = [("Reason", str(submission.fault.label))] if submission.fault else []
    part = [("Part of your listing", submission.part)] if submission.part else []
    return [Facts([*reason, *part])] if reason or part else []


def _note(words: str) -> list[Block]:
    return [Quote("CozyWish", words)] if words else []


def _to(owner: User) -> Recipient:
    return Recipient(owner.name, owner.email)


def _page(venue: Venue) -> str:
    return link("discovery.venue", slug=venue.slug)


def _listing() -> str:
    return link("listing.index")

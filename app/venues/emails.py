"""Emails to owners about the status of their venue. Nothing here reads the database."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.email.body import ActionLink, EmailBlock, EmailBody, Facts, QuotedText, Text
from app.email.links import link
from app.email.message import Email, Recipient
from app.venues.actions.review import live_values
from app.venues.copy import differences, part_name
from app.venues.enums import SubmissionKind, SubmissionState, VenueStatus
from app.venues.models import Submission, Venue, VenueTransition

WHY = _l("You’re getting this email because you list a venue on CozyWish.")

THEN = {
    VenueStatus.SUSPENDED: _l(
        "Guests can’t find or book your venue. Existing bookings stay booked, and you can still use your calendar."
    ),
    VenueStatus.LIVE: _l("Guests can find and book your venue again."),
    VenueStatus.UNPUBLISHED: _l("You had unpublished your venue. You can publish it again anytime."),
}


def decided(submission: Submission, venue: Venue, owner: User) -> Email:
    """Build the email about an admin's decision on a new venue or a change."""
    good, new = submission.state is SubmissionState.APPROVED, submission.kind is SubmissionKind.NEW
    letter = {
        (True, True): _live,
        (True, False): _changed,
        (False, True): _changes_requested,
        (False, False): _changes_to_live_requested,
    }[good, new](submission, venue)
    return Email(_key(venue, submission.decided_at), [_to(owner)], letter)


def status_change(moved: VenueTransition, venue: Venue, owner: User) -> Email:
    """Build the email about an admin suspending or reinstating a venue."""
    down, live = moved.to_status is VenueStatus.SUSPENDED, moved.to_status is VenueStatus.LIVE
    subject = (
        _("%(venue)s is suspended", venue=venue.name)
        if down
        else _("%(venue)s is live again", venue=venue.name)
        if live
        else _("%(venue)s is no longer suspended", venue=venue.name)
    )
    title = (
        _("%(venue)s is suspended.", venue=venue.name)
        if down
        else _("%(venue)s is live again.", venue=venue.name)
        if live
        else _("%(venue)s is no longer suspended.", venue=venue.name)
    )
    then = str(THEN[moved.to_status])
    reply = [Text(_("Reply to this email, and we’ll work it out together."))] if down else []
    blocks: list[EmailBlock] = [
        Text(then),
        *_note(moved.reason),
        *reply,
        ActionLink(_("View listing"), _listing(), main=True),
    ]
    letter = EmailBody(subject=subject, preview=then, title=title, blocks=blocks, why=str(WHY))
    return Email(_key(venue, moved.at), [_to(owner)], letter)


def _key(venue: Venue, at: datetime | None) -> str:
    """Return the email's key, which stays the same however often the same news is sent."""
    return f"listing.{venue.slug}.{at:%Y%m%dT%H%M%S%f}"


def _live(submission: Submission, venue: Venue) -> EmailBody:
    words = _(
        "Guests can find and book your venue now. We’ll email you about each new booking and add it to your calendar."
    )
    return EmailBody(
        subject=_("%(venue)s is live", venue=venue.name),
        preview=words,
        title=_("%(venue)s is live.", venue=venue.name),
        blocks=[
            Text(words),
            *_note(submission.note),
            ActionLink(_("View as guest"), _page(venue), main=True),
            ActionLink(_("View calendar"), link("calendar.day")),
        ],
        why=str(WHY),
    )


def _changed(submission: Submission, venue: Venue) -> EmailBody:
    words = _("Guests see your change now. Links to your old page lead to the new one.")
    return EmailBody(
        subject=_("Your change to %(venue)s is live", venue=venue.name),
        preview=words,
        title=_("Your change is live."),
        blocks=[
            Text(words),
            Facts(_pairs(submission, venue)),
            *_note(submission.note),
            ActionLink(_("View as guest"), _page(venue), main=True),
        ],
        why=str(WHY),
    )


def _changes_requested(submission: Submission, venue: Venue) -> EmailBody:
    words = _("Almost there. Make the changes described below, then submit your listing again.")
    return EmailBody(
        subject=_("%(venue)s needs changes before it goes live", venue=venue.name),
        preview=words,
        title=_("Your listing needs changes."),
        blocks=[
            Text(words),
            *_reason(submission),
            *_note(submission.note),
            ActionLink(_("Edit listing"), _listing(), main=True),
        ],
        why=str(WHY),
    )


def _changes_to_live_requested(submission: Submission, venue: Venue) -> EmailBody:
    words = _("Guests still see your approved listing. You can edit the change and submit it again anytime.")
    return EmailBody(
        subject=_("We didn’t approve your change to %(venue)s", venue=venue.name),
        preview=words,
        title=_("We didn’t approve your change."),
        blocks=[
            Text(words),
            Facts(_pairs(submission, venue)),
            *_reason(submission),
            *_note(submission.note),
            ActionLink(_("View listing"), _listing(), main=True),
        ],
        why=str(WHY),
    )


def _pairs(submission: Submission, venue: Venue) -> list[tuple[str, str]]:
    """Return the proposed values."""
    return [(part_name(part), would) for part, _before, would in differences(submission, live_values(venue))]


def _reason(submission: Submission) -> list[EmailBlock]:
    """Say why changes were requested, and which part of the listing is concerned."""
    reason = [(_("Reason"), submission.reason.label)] if submission.reason else []
    part = [(_("Part of your listing"), part_name(submission.part))] if submission.part else []
    return [Facts([*reason, *part])] if reason or part else []


def _note(words: str) -> list[EmailBlock]:
    return [QuotedText("CozyWish", words)] if words else []


def _to(owner: User) -> Recipient:
    return Recipient(owner.name, owner.email)


def _page(venue: Venue) -> str:
    return link("venue_pages.venue", slug=venue.slug)


def _listing() -> str:
    return link("onboarding.index")

"""The review queue: its contents and order, warnings, and decisions."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import User
from app.admin.actions.approvals import approve_pending
from app.admin.enums import AuditAction
from app.admin.models import AuditEntry
from app.admin.queries.approvals import one_pending, queue
from app.core import clock
from app.core.db import session
from app.deals.enums import DealStatus
from app.onboarding.facts import in_current_words
from app.venues.actions.photos import remove_venue_photo
from app.venues.cancellation import in_general
from app.venues.enums import ChangeReason, SubmissionState, VenueStatus
from app.venues.models import Submission, Venue
from tests.admin.forms.approvals import stamp_of
from tests.admin.waiting import make_changed, make_waiting, make_waiting_deal, rename, submit_listing
from tests.factories import make_add_on, make_member, make_service, make_user, make_venue
from tests.support import NOW, Jobs, sign_in, statements
from tests.venue_factories import make_venue_photo

SAFE = "Four treatment rooms above a bakery."
RISKY = "A massage that cures back pain."


def decide(client: FlaskClient, key: str, decision: str, **data: str) -> int:
    """Submit the form on an approval page."""
    given = {"decision": decision, "stamp": stamp_of(key), **data}
    return client.post(f"/admin/approvals/{key}", data=given).status_code


def request_changes(client: FlaskClient, key: str, note: str = "Please mend the text.") -> int:
    return decide(client, key, "request-changes", reason="health", part="About", note=note)


def words_of(html: str) -> str:
    """Return the text of a page without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub("</?bdi>", "", html.split("<main")[1]))).split())


def test_empty_queue_says_all_caught_up(client: FlaskClient, dana: User) -> None:
    assert "You’re all caught up." in client.get("/admin/approvals").text


def test_queue_shows_the_longest_wait_first_unless_asked_otherwise(client: FlaskClient, dana: User) -> None:
    for hours, name in ((2, "Birch Spa"), (30, "Alder Spa"), (72, "Cedar Spa")):
        with clock.pinned(NOW - timedelta(hours=hours)):
            make_waiting(name=name)
    session.commit()
    for query, first, order in (("", "Cedar Spa", "CAB"), ("?order=newest", "Birch Spa", "BAC")):
        text = words_of(client.get(f"/admin/approvals{query}").text)
        listed = re.findall(r"(\w)\w+ Spa New listing, submitted", text)
        assert "".join(listed) == order
        assert f"{first} New listing. Portland, OR." in text
    assert "New listing, submitted 2 hr ago" in text
    assert "New listing, submitted 3 days ago" in text


def test_new_listing_is_shown_in_full(client: FlaskClient, dana: User) -> None:
    venue = make_waiting(name="Hazel & <b>Bodywork</b>")
    session.commit()
    shown = client.get(f"/admin/approvals/{venue.slug}").text
    assert "Hazel &amp; &lt;b&gt;Bodywork&lt;/b&gt;" in shown
    text = words_of(shown)
    for part in ("3128 SE Division St, Portland, OR 97202", "Unwinding massage, 1 hr, $110", "June Castellano"):
        assert part in text
    assert "Submitted today, 10:00 AM." in text
    assert "Check 1 thing" not in text


def test_new_listing_shows_its_pin_rules_add_ons_and_member_prices(client: FlaskClient, dana: User) -> None:
    venue = make_venue(status=VenueStatus.DRAFT, cancel_free_hours=48, cancel_keep_percent=50)
    venue.reschedule_hours = None
    june = make_member(venue)
    service = make_service(venue, members=[june], own={june.slug: {"price_cents": 13000, "duration_minutes": 75}})
    make_add_on(service)
    whole = submit_listing(venue)
    session.commit()
    text = words_of(client.get(f"/admin/approvals/{whole.slug}").text)
    for part in (
        "from the center of ZIP code 97202",
        "Free cancellation up to 48 hours before the start. After that, you get a 50% refund.",
        "Guests can’t reschedule online",
        "With June Castellano: 1 hr 15 min, $130",
        "Add-on: Hot stones, 15 min, $20",
    ):
        assert part in text
    assert "Check 1 thing" not in text


def test_rules_stored_in_earlier_words_are_compared_in_current_words() -> None:
    stored = [
        ("Name", "Bookings are confirmed at once, we say"),
        (
            "Booking rules",
            "Free cancellation until 1 hour before the start, then no refund\nBookings are confirmed at once",
        ),
        ("Services", "Facial, 1 hr, $90\nFree cancellation until 48 hours before the start, then a 50% refund"),
        ("Sauna", "Free cancellation until the start time"),
    ]
    assert [text for _, text in in_current_words(stored)] == [
        "Bookings are confirmed at once, we say",
        f"{in_general(1, 100)}\nBookings are confirmed automatically",
        f"Facial, 1 hr, $90\n{in_general(48, 50)}",
        in_general(24, 0),
    ]


def test_second_review_marks_new_and_removed_photos(client: FlaskClient, dana: User) -> None:
    venue = make_venue(status=VenueStatus.DRAFT)
    kept, complained = (make_venue_photo(venue, alt=alt) for alt in ("The door", "A blurred room"))
    make_service(venue, members=[make_member(venue)])
    slug = submit_listing(venue).slug
    session.commit()
    assert (
        decide(client, slug, "request-changes", reason="photos", part="Photos", note="The second one is blurred.")
        == 303
    )
    remove_venue_photo(venue=session.get_one(Venue, venue.id), shown=complained)
    make_venue_photo(venue, alt="The same room in daylight")
    session.expire_all()
    submit_listing(venue)
    session.commit()
    text = words_of(client.get(f"/admin/approvals/{slug}").text)
    assert "The door New photo The same room in daylight Removed photo A blurred room" in text
    assert "Photos 2" in words_of(client.get(f"/admin/venues/{slug}").text), "removed photos are not counted"
    assert kept.position == 1


def test_risky_phrases_are_listed_above_and_marked_in_the_text(client: FlaskClient, dana: User) -> None:
    venue = make_waiting(summary=RISKY)
    session.commit()
    shown = client.get(f"/admin/approvals/{venue.slug}").text
    assert "Check 1 thing. “Description” makes a health claim (“cures”)." in words_of(shown)
    assert re.search(r'<mark class="risky">.*?cures</mark>', shown)
    assert f'value="{venue.slug}"' not in shown, "it cannot be ticked for approving several"


def test_change_is_shown_beside_the_live_value(client: FlaskClient, dana: User) -> None:
    venue = make_changed("Hazel Rest House", name="Hazel House")
    session.commit()
    shown = client.get(f"/admin/approvals/{venue.slug}").text
    assert "1 change, submitted" in words_of(shown)
    assert '<ins><span class="visually-hidden">Added: </span>Rest</ins>' in shown
    assert client.get(f"/venues/{venue.slug}").status_code == 200


def test_deal_in_review_is_described_in_words(client: FlaskClient, dana: User) -> None:
    deal = make_waiting_deal()
    session.commit()
    text = words_of(client.get(f"/admin/approvals/{deal.public_id}").text)
    assert "30% off" in text
    assert "All services" in text
    assert "Live deals at this venue No live deals" in text


def test_approving_publishes_emails_the_owner_and_leads_to_the_next(
    client: FlaskClient, dana: User, jobs: Jobs
) -> None:
    first, second = make_waiting(slug="first"), make_waiting(slug="second")
    session.commit()
    answer = client.post("/admin/approvals/first", data={"decision": "approve", "stamp": stamp_of("first")})
    assert answer.headers["Location"] == "/admin/approvals/second"
    session.expire_all()
    assert (first.status, second.status) == (VenueStatus.LIVE, VenueStatus.IN_REVIEW)
    assert "venues.email_decided" in jobs.waiting()
    assert "Hazel Bodywork is approved and live." in client.get("/admin/approvals/second").text
    assert decide(client, "second", "approve") == 303
    assert "You’re all caught up." in client.get("/admin/approvals").text


def test_requesting_changes_stores_the_note_word_for_word(client: FlaskClient, dana: User) -> None:
    venue = make_waiting(summary=RISKY)
    session.commit()
    note = "Please take out “cures back pain”;\n“for sore backs” is fine."
    assert request_changes(client, venue.slug, note) == 303
    assert "You requested changes to Hazel Bodywork." in client.get("/admin/approvals").text
    submission = session.scalars(select(Submission)).one()
    assert (submission.state, submission.reason, submission.part) == (
        SubmissionState.REJECTED,
        ChangeReason.HEALTH,
        "About",
    )
    assert submission.note == note
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.reason) == (AuditAction.VENUE_REQUEST_CHANGES, note)
    assert entry.after == {"status": "changes_requested", "about": "health", "part": "About"}


def test_changes_and_deals_are_decided_like_listings(client: FlaskClient, dana: User) -> None:
    changed, refused, deal = make_changed("Hazel Rest"), make_changed("Cures All"), make_waiting_deal()
    session.commit()
    assert decide(client, changed.slug, "approve") == 303
    assert decide(client, refused.slug, "request-changes", reason="health", part="Name", note="Mend it.") == 303
    assert decide(client, deal.public_id, "request-changes", reason="other", note="Say for which days.") == 303
    session.expire_all()
    assert (changed.name, refused.name) == ("Hazel Rest", "Hazel Bodywork")
    assert (deal.status, deal.note) == (DealStatus.CHANGES_REQUESTED, "Say for which days.")
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == [
        AuditAction.VENUE_APPROVE_CHANGE,
        AuditAction.VENUE_REQUEST_CHANGES_TO_LIVE,
        AuditAction.DEAL_REQUEST_CHANGES,
    ]


def test_resubmission_shows_what_the_owner_changed(client: FlaskClient, dana: User) -> None:
    venue = make_waiting(summary=RISKY)
    session.commit()
    request_changes(client, venue.slug)
    session.refresh(venue)
    venue.summary = "A massage for sore backs."
    submit_listing(venue)
    session.commit()
    shown = client.get(f"/admin/approvals/{venue.slug}").text
    text = words_of(shown)
    assert "New listing, resubmitted" in text
    assert "Changes requested today, 10:00 AM, about “Description”: Please mend the text." in text
    assert "Removed: that cures back pain" in text
    assert re.search(r"Unchanged \(\d+\)", text)
    assert "Check 1 thing" not in text


def test_resubmitted_change_shows_what_was_proposed_before(client: FlaskClient, dana: User) -> None:
    venue = make_changed("Hazel Cures", name="Hazel")
    session.commit()
    assert (
        decide(client, venue.slug, "request-changes", reason="name", part="Name", note="As on your door, please.")
        == 303
    )
    rename(venue, "Hazel Rooms")
    session.commit()
    text = words_of(client.get(f"/admin/approvals/{venue.slug}").text)
    assert "As on your door, please." in text
    assert re.search(r"Since the last request Proposed before Proposed now Name .*Removed: Cures .*Added: Rooms", text)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose Approve or Request changes."),
        ({"decision": "burn"}, "Choose Approve or Request changes."),
        ({"decision": "request-changes", "note": "Mend it."}, "Choose a reason."),
        ({"decision": "request-changes", "reason": "ugly", "note": "Mend it."}, "Choose an option from the list."),
        ({"decision": "request-changes", "reason": "other"}, "Tell the owner what to change."),
        ({"decision": "request-changes", "reason": "health", "note": "  "}, "Check the note we filled in"),
        ({"decision": "request-changes", "reason": "health", "note": "a" * 1001}, "Shorten this to 1,000 characters."),
        ({"decision": "approve", "part": "Basement"}, "Choose an option from the list."),
    ],
)
def test_invalid_decision_is_explained_and_keeps_the_note(
    client: FlaskClient, dana: User, data: dict[str, str], message: str
) -> None:
    venue = make_waiting()
    session.commit()
    answer = client.post(f"/admin/approvals/{venue.slug}", data={"stamp": stamp_of(venue.slug), **data})
    assert answer.status_code == 422
    assert message in answer.text
    if data.get("note", "").strip():
        assert data["note"] in answer.text
    session.refresh(venue)
    assert venue.status is VenueStatus.IN_REVIEW


def test_missing_note_is_filled_with_the_usual_advice(client: FlaskClient, dana: User) -> None:
    venue = make_waiting()
    session.commit()
    data = {"stamp": stamp_of(venue.slug), "decision": "request-changes", "reason": "address"}
    assert str(ChangeReason.ADDRESS.advice) in unescape(client.post(f"/admin/approvals/{venue.slug}", data=data).text)


def test_decision_on_an_outdated_version_shows_the_new_one(client: FlaskClient, dana: User) -> None:
    venue = make_waiting()
    session.commit()
    stamp = stamp_of(venue.slug)
    venue.summary = RISKY
    session.commit()
    data = {"stamp": stamp, "decision": "request-changes", "reason": "other", "note": "A note of my own."}
    answer = client.post(f"/admin/approvals/{venue.slug}", data=data)
    assert answer.status_code == 409
    assert f"{venue.name} changed while you were reading." in answer.text
    assert "A note of my own." in answer.text
    assert "cures" in answer.text
    again = re.search(r'name="stamp"[^>]*value="(\w+)"', answer.text)
    assert again is not None
    assert client.post(f"/admin/approvals/{venue.slug}", data={**data, "stamp": again[1]}).status_code == 303


def test_second_admin_reads_who_decided_first(client: FlaskClient, dana: User) -> None:
    venue, other = make_waiting(slug="first"), make_waiting(slug="second")
    lee = make_user(role=Role.ADMIN, name="Lee Park")
    stamp = stamp_of("first")
    approve_pending(waiting=one_pending(queue(), "first"), admin=lee)
    session.commit()
    answer = client.post(
        "/admin/approvals/first", data={"stamp": stamp, "decision": "request-changes", "reason": "other", "note": "No."}
    )
    assert answer.status_code == 409
    text = words_of(answer.text)
    assert "Lee Park: Approved a venue, today, 10:00 AM. Your decision wasn’t saved." in text
    assert "/admin/approvals/second" in answer.text
    session.expire_all()
    assert (venue.status, other.status) == (VenueStatus.LIVE, VenueStatus.IN_REVIEW)
    assert len(session.scalars(select(AuditEntry)).all()) == 1


def stamps(*keys: str) -> list[str]:
    """Return the stamps in the form of the bulk approval page."""
    return [f"{key}~{stamp_of(key)}" for key in keys]


def test_bulk_approval_skips_a_venue_that_changed_after_the_list(client: FlaskClient, dana: User) -> None:
    one, two = make_waiting(slug="one"), make_waiting(slug="two")
    session.commit()
    listed = client.get("/admin/approve-several?key=one&key=two").text
    sent = re.findall(r'name="stamp" value="([^"]+)"', listed)
    assert sent == stamps("one", "two")
    two.summary = "A text that nobody has read."
    session.commit()
    client.post("/admin/approve-several", data={"key": ["one", "two"], "stamp": sent})
    session.expire_all()
    assert [venue.status for venue in (one, two)] == [VenueStatus.LIVE, VenueStatus.IN_REVIEW]
    client.post("/admin/approve-several", data={"key": ["two"]})
    session.expire_all()
    assert two.status is VenueStatus.IN_REVIEW


def test_bulk_approval_asks_for_confirmation_first(client: FlaskClient, dana: User) -> None:
    one, two, risky = make_waiting(slug="one"), make_waiting(slug="two"), make_waiting(slug="risky", summary=RISKY)
    session.commit()
    query = "key=one&key=two&key=risky&key=nobody"
    page = words_of(client.get(f"/admin/approve-several?{query}").text)
    assert "Approve 2 items?" in page
    assert "1 of them is no longer in review." in page
    assert "This one needs a closer look." in page
    answer = client.post(
        "/admin/approve-several",
        data={"key": ["one", "two", "risky", "nobody"], "stamp": stamps("one", "two", "risky")},
    )
    assert answer.headers["Location"] == "/admin/approvals"
    session.expire_all()
    assert [venue.status for venue in (one, two, risky)] == [
        VenueStatus.LIVE,
        VenueStatus.LIVE,
        VenueStatus.IN_REVIEW,
    ]
    assert "2 items approved. Each owner gets an email. 2 items weren’t approved" in client.get("/admin/approvals").text


def test_unknown_keys_in_the_queue_are_not_found(client: FlaskClient, dana: User) -> None:
    make_waiting()
    draft = make_waiting(slug="again")
    draft.status = VenueStatus.DRAFT
    session.scalars(select(Submission).where(Submission.venue_id == draft.id)).one().state = SubmissionState.WITHDRAWN
    session.commit()
    for key in ("nobody", "D-0000-0000", "again"):
        assert client.get(f"/admin/approvals/{key}").status_code == 404, key


@pytest.mark.parametrize("number", [1, 3])
def test_queue_takes_the_same_number_of_statements_for_one_or_many(
    client: FlaskClient, dana: User, number: int
) -> None:
    for _ in range(number):
        make_changed()
        make_waiting()
        make_waiting_deal()
    sign_in(client, dana)
    with statements() as sent:
        assert client.get("/admin/approvals").status_code == 200
    # The admin; the queue; the first one, a deal, with its text and its effect on prices; the number in review.
    assert len(sent) == 13


def test_names_in_any_script_are_shown_in_full(client: FlaskClient, dana: User) -> None:
    names = ("温泉" * 30, "حمام" * 20, "Ə̃" * 40, "W" * 120)
    venues: list[Venue] = [make_waiting(name=name[:120]) for name in names]
    session.commit()
    for venue in venues:
        assert venue.name in unescape(client.get(f"/admin/approvals/{venue.slug}").text)


@pytest.mark.parametrize(
    ("confirmed", "says"),
    [(True, "The owner says this pin is at their front door."), (False, "The owner hasn’t confirmed this pin.")],
)
def test_the_admin_sees_whether_the_owner_confirmed_the_pin(
    client: FlaskClient, dana: User, confirmed: bool, says: str
) -> None:
    venue = make_waiting(position_confirmed=confirmed)
    session.commit()
    assert says in words_of(client.get(f"/admin/approvals/{venue.slug}").text)

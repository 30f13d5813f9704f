"""Deals as owners create them: the list, the form, and changes of status."""

import html
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.enums import Role
from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.deals.actions.review import approve_deal, reject_deal
from app.deals.copy import facts
from app.deals.enums import DealKind, DealStatus
from app.deals.models import Deal
from app.deals.queries.deals import deal_of_id, deals_of
from app.venues.models import Venue
from tests.factories import make_booking, make_deal, make_service, make_user, make_venue
from tests.support import NOW, Jobs, sign_in, statements, utc

HOME = "/venue/deals/"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
NASTY = '<script>alert("x")</script>'
TUESDAYS = {"windows-0": "1", "windows-0-days": ["1", "2"], "windows-0-opens": "1 pm", "windows-0-closes": "4"}
AT = utc("2026-05-19 20:00")

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue(slug="hazel-bodywork")
    make_service(venue, capacity=2, price_cents=11000, slug="massage")
    make_service(venue, capacity=2, price_cents=5800, title="Foot soak", slug="foot-soak")
    sign_in(client, session.get_one(User, venue.owner_id))
    return venue


def sent(**values: object) -> dict[str, object]:
    return {"kind": "percent", "amount": "20", "title": "Off-peak", "operation": "send", **values}


def only(venue: Venue) -> Deal:
    session.expire_all()
    (deal,) = deals_of(venue)
    return deal


def live(venue: Venue, **values: object) -> Deal:
    deal = make_deal(venue=venue, percent=30, **values)  # type: ignore[arg-type]
    session.commit()
    return deal


def test_an_empty_deal_list_says_what_to_do(client: FlaskClient, venue: Venue) -> None:
    page = client.get(HOME).text
    assert "No deals yet." in page
    assert "appear here after about four weeks of bookings" in page


def test_a_deal_is_submitted_with_its_hours(client: FlaskClient, venue: Venue) -> None:
    done = client.post(HOME + "new", data=sent(**TUESDAYS, service="massage"))
    assert done.location == HOME
    deal = only(venue)
    assert (deal.status, deal.amount, deal.service_id is not None) == (DealStatus.IN_REVIEW, 20, True)
    assert [(one.weekday, one.opens, one.closes) for one in deal.windows] == [(1, 780, 960), (2, 780, 960)]
    assert deal.valid_from == utc("2026-05-14 07:00")  # the most recent midnight in Portland
    page = client.get(HOME).text
    assert "is in review" in page
    assert "20% off" in page
    assert "Tue, Wed, 1:00 PM – 4:00 PM" in page


def test_a_deal_in_dollars_has_a_promo_code_and_a_booking_limit(client: FlaskClient, venue: Venue) -> None:
    given = sent(kind="fixed", amount="8", title="Only one", code="only1", max_uses="1")
    assert client.post(HOME + "new", data=given).location == HOME
    deal = only(venue)
    assert (deal.status, deal.kind, deal.amount) == (DealStatus.IN_REVIEW, DealKind.FIXED, 800)
    assert (deal.code, deal.max_uses) == ("ONLY1", 1)
    assert "“Only one” is in review." in client.get(HOME).text


def test_a_saved_deal_stays_a_draft(client: FlaskClient, venue: Venue) -> None:
    client.post(HOME + "new", data=sent(operation="save"))
    assert only(venue).status is DealStatus.DRAFT


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"amount": ""}, "Enter a discount, like 20."),
        ({"amount": "0"}, "Enter a discount from 1% to 90%."),
        ({"amount": "91"}, "Enter a discount from 1% to 90%."),
        ({"amount": "-5"}, "Enter the percentage as a whole number"),
        ({"amount": "a fifth"}, "Enter the percentage as a whole number"),
        ({"kind": "fixed", "amount": "-5"}, "without a minus sign"),
        ({"kind": "fixed", "amount": "0"}, "Enter the discount in dollars"),
        ({"kind": "fixed", "amount": "58"}, "$58 off would make Foot soak ($58) free."),
        ({"kind": "fixed", "amount": "55"}, "$55 is more than 90% off Foot soak ($58)."),
        ({"kind": "fixed", "amount": "200"}, "would make Foot soak ($58) and Unwinding massage ($110) free."),
        ({"kind": "gift"}, "Choose percent or dollars."),
        ({"service": "of-another"}, "Choose an option from the list."),
        ({"title": ""}, "Enter a name for guests to see"),
        ({"title": "x" * 61}, "Use 60 characters or fewer."),
        ({"first": "2026-05-13"}, "This day has passed."),
        ({"last": "2026-05-13"}, "This day has passed."),
        (
            {"first": "2026-06-10", "last": "2026-06-09"},
            "end before it starts. Choose Wednesday, June 10",
        ),
        ({"last": "2029-06-09"}, "more than two years ahead"),
        ({"last": "never"}, "Choose a date on the calendar"),
        ({"last_minute": "169"}, "Enter a number from 1 to 168."),
        ({"last_minute": "-1"}, "Enter a whole number, like"),
        ({"max_uses": "0"}, "Enter a number from 1 to 100,000."),
        ({"code": "a b"}, "Enter a promo code of 3 to 24 letters and digits"),
        ({"code": "TAKEN"}, "Another deal uses the promo code TAKEN."),
        ({"stacks": "y"}, "Only a promo code can combine"),
        ({**TUESDAYS, "windows-0-days": []}, "Choose at least one day for these hours."),
        ({**TUESDAYS, "windows-0-opens": ""}, "Enter a start time"),
        ({**TUESDAYS, "windows-0-closes": "soon"}, "“soon” isn’t a time of day."),
        (
            {
                **TUESDAYS,
                "windows-1": "1",
                "windows-1-days": "2",
                "windows-1-opens": "3 pm",
                "windows-1-closes": "6 pm",
            },
            "Wed 1:00 PM – 4:00 PM and Wed 3:00 PM – 6:00 PM overlap.",
        ),
    ],
)
def test_invalid_deals_are_refused_with_a_message_at_the_field(
    client: FlaskClient, venue: Venue, values: dict[str, object], message: str
) -> None:
    make_deal(venue=make_venue(), percent=10, code="TAKEN")
    session.commit()
    answer = client.post(HOME + "new", data=sent(**{"title": "Quiet " + NASTY[:20], **values}))
    assert answer.status_code == 422
    assert answer.text.count(message) >= 2, "in the summary and at the field"
    assert NASTY[:20] not in answer.text
    assert deals_of(venue) == []


def test_deal_form_buttons_work_without_javascript(client: FlaskClient, venue: Venue) -> None:
    more = client.post(HOME + "new", data=sent(**TUESDAYS, operation="add"))
    assert (more.status_code, more.text.count("data-range")) == (200, 2)
    assert 'value="1:00 PM"' in more.text
    less = client.post(HOME + "new", data=sent(**TUESDAYS, operation="remove:0"))
    assert (less.status_code, '1:00 PM"' in less.text.replace('placeholder="1:00 PM"', "")) == (200, False)
    assert deals_of(venue) == []


def test_the_deal_preview_shows_prices_before_and_after(client: FlaskClient, venue: Venue) -> None:
    seen = client.post(HOME + "preview", data=sent(**TUESDAYS), headers=HTMX)
    assert seen.status_code == 200
    for phrase in ("$110", "$88", "$58", "$46.40", "20% off", "Off-peak 1:00 PM – 4:00 PM"):
        assert phrase in seen.text
    assert "<html" not in seen.text


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("6 am", "8 am", "These hours are outside your weekly business hours: Tue, Wed, 6:00 AM – 8:00 AM."),
        ("6 pm", "5 pm", "These hours run overnight: Tue, Wed, 6:00 PM to 5:00 PM the next day, 23 hours."),
    ],
)
def test_unlikely_deal_hours_are_saved_only_once_they_are_confirmed(
    client: FlaskClient, venue: Venue, opens: str, closes: str, expected: str
) -> None:
    typed = sent(**TUESDAYS) | {"windows-0-opens": opens, "windows-0-closes": closes}
    assert expected in client.post(HOME + "preview", data=typed, headers=HTMX).text
    first_answer = client.post(HOME + "new", data=typed)
    assert (first_answer.status_code, f'name="sure" value="{expected}"' in first_answer.text, deals_of(venue)) == (
        409,
        True,
        [],
    )
    assert client.post(HOME + "new", data={**typed, "sure": "other hours"}).status_code == 409
    assert client.post(HOME + "new", data={**typed, "sure": expected}).status_code == 303
    saved = client.get(f"{HOME}{only(venue).public_id}").text
    seen = saved.split('name="seen"')[1].split('value="')[1].split('"')[0]
    again = client.post(
        f"{HOME}{only(venue).public_id}", data={**typed, "seen": html.unescape(seen), "operation": "save"}
    )
    assert again.status_code == 303, "saved hours aren't asked about"


@pytest.mark.parametrize(
    ("amount", "kind", "expected"),
    [
        ("20", "percent", "guests get the price from “Slow days” because it’s lower."),
        ("40", "percent", "guests get the price from this deal because it’s lower."),
        ("25", "fixed", "from this deal for Foot soak, from “Slow days” for Unwinding massage."),
    ],
)
def test_the_preview_says_which_of_two_deals_applies(
    client: FlaskClient, venue: Venue, amount: str, kind: str, expected: str
) -> None:
    live(venue, title="Slow days", windows=[(1, 600, 800)])
    assert expected in client.post(HOME + "preview", data=sent(amount=amount, kind=kind, **TUESDAYS), headers=HTMX).text


def test_the_preview_ignores_deals_at_other_hours(client: FlaskClient, venue: Venue) -> None:
    live(venue, title="Slow days", windows=[(1, 960, 1080)])
    assert "Slow days" not in client.post(HOME + "preview", data=sent(**TUESDAYS), headers=HTMX).text


def test_the_preview_says_how_a_promo_code_combines_with_another_deal(client: FlaskClient, venue: Venue) -> None:
    live(venue, title="Slow days")
    top = client.post(HOME + "preview", data=sent(code="SPRING", stacks="y", amount="10"), headers=HTMX).text
    assert "combines with “Slow days” (30% off): Unwinding massage would cost $69.30." in top
    alone = client.post(HOME + "preview", data=sent(code="SPRING"), headers=HTMX).text
    assert "works only if the promo code gives the lower price" in alone


def test_a_live_deal_stays_live_until_its_change_is_approved(client: FlaskClient, venue: Venue, jobs: Jobs) -> None:
    deal = live(venue, code="HAZEL")
    page = client.get(f"{HOME}{deal.public_id}").text
    assert "Guests see it without your changes until we approve them." in page
    changed = {**typed(client, deal), "amount": "40", "operation": "send"}
    assert client.post(f"{HOME}{deal.public_id}", data=changed).status_code == 303
    session.expire_all()
    change = next(one for one in deals_of(venue) if one.replaces_id == deal.id)
    assert (deal.status, deal.amount, change.status, change.code) == (
        DealStatus.APPROVED,
        30,
        DealStatus.IN_REVIEW,
        "HAZEL",
    )
    assert client.get(f"{HOME}{deal.public_id}").location == f"{HOME}{change.public_id}"
    approve_deal(deal=change, by=make_user(role=Role.ADMIN))
    session.commit()
    assert (deal.status, deal.ended_at, change.status) == (DealStatus.ENDED, clock.now(), DealStatus.APPROVED)


def typed(client: FlaskClient, deal: Deal) -> dict[str, object]:
    """Return the values that the form of a deal submits if nothing is changed."""
    page = client.get(f"{HOME}{deal.public_id}").text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    return {
        "kind": "percent",
        "amount": str(deal.amount),
        "title": deal.title,
        "code": deal.code or "",
        "first": "2026-05-13",
        "seen": seen,
    }


def test_a_second_tab_sees_the_deal_values_that_the_first_saved(client: FlaskClient, venue: Venue) -> None:
    deal = make_deal(venue=venue, percent=30, status=DealStatus.DRAFT, live_at=None)
    session.commit()
    first = second = typed(client, deal)
    client.post(f"{HOME}{deal.public_id}", data={**first, "amount": "40", "operation": "save"})
    answer = client.post(f"{HOME}{deal.public_id}", data={**second, "title": "Slow", "operation": "save"})
    assert answer.status_code == 422
    assert "Saved value: <q>40</q>" in answer.text


def test_a_deal_with_changes_requested_is_edited_and_submitted_again(client: FlaskClient, venue: Venue) -> None:
    deal = make_deal(venue=venue, percent=50, status=DealStatus.IN_REVIEW, live_at=None)
    reject_deal(
        deal=deal, by=make_user(role=Role.ADMIN), note="Say for which hours.", facts=facts(deal_of_id(deal.id), venue)
    )
    session.commit()
    assert "<q>Say for which hours.</q>" in client.get(HOME).text
    client.post(f"{HOME}{deal.public_id}", data={**typed(client, deal), **TUESDAYS, "operation": "send"})
    assert only(venue).status is DealStatus.IN_REVIEW
    assert only(venue).returned_facts[1] == ["Discount", "50% off"]


def act(client: FlaskClient, deal: Deal, what: str) -> int:
    session.expire_all()
    return client.post(f"{HOME}{deal.public_id}/{what}").status_code


def test_a_draft_deal_can_be_submitted_withdrawn_removed_and_restored(client: FlaskClient, venue: Venue) -> None:
    deal = make_deal(venue=venue, percent=30, status=DealStatus.DRAFT, live_at=None)
    session.commit()
    assert (act(client, deal, "send"), only(venue).status) == (303, DealStatus.IN_REVIEW)
    assert act(client, deal, "send") == 409
    assert (act(client, deal, "withdraw"), only(venue).status) == (303, DealStatus.DRAFT)
    assert act(client, deal, "withdraw") == 409
    assert (act(client, deal, "remove"), list(deals_of(venue))) == (303, [])
    assert (act(client, deal, "restore"), only(venue).status) == (303, DealStatus.DRAFT)


def test_an_ended_deal_can_be_resumed_for_15_minutes(client: FlaskClient, venue: Venue, jobs: Jobs) -> None:
    deal = live(venue)
    assert act(client, deal, "remove") == 409
    assert (act(client, deal, "end"), only(venue).status) == (303, DealStatus.ENDED)
    assert (act(client, deal, "resume"), only(venue).status) == (303, DealStatus.APPROVED)
    act(client, deal, "end")
    with clock.pinned(NOW + timedelta(minutes=16)):
        assert act(client, deal, "resume") == 409
    assert client.get(f"{HOME}{deal.public_id}").status_code == 409


def test_a_copied_deal_is_a_draft_without_the_promo_code(client: FlaskClient, venue: Venue) -> None:
    deal = live(venue, code="HAZEL", windows=[(1, 780, 960)])
    act(client, deal, "end")
    made = client.post(f"{HOME}{deal.public_id}/copy").location
    copied = next(one for one in deals_of(venue) if one.id != deal.id)
    assert made == f"{HOME}{copied.public_id}"
    assert (copied.status, copied.code, len(copied.windows)) == (DealStatus.DRAFT, None, 1)


def test_the_deal_list_shows_sales_and_remaining_uses(client: FlaskClient, venue: Venue) -> None:
    deal = live(venue, max_uses=20)
    service = make_service(venue, capacity=4)
    for state in ("confirmed", "completed", "canceled"):
        make_booking(service, AT, deal_id=deal.id, state=state, discount_cents=3300, price_cents=7700)
    session.commit()
    page = client.get(HOME).text
    assert "2 bookings, $154 sold" in page
    assert "18 of 20 left" in page


def test_deals_of_other_venues_are_not_found(client: FlaskClient, venue: Venue) -> None:
    other = make_deal(venue=make_venue(), percent=30)
    session.commit()
    assert client.get(f"{HOME}{other.public_id}").status_code == 404
    for what in ("send", "withdraw", "end", "resume", "copy", "remove", "restore"):
        assert act(client, other, what) == 404


def test_a_url_can_suggest_hours_for_a_deal(client: FlaskClient, venue: Venue) -> None:
    page = client.get(HOME + "new?days=1&days=2&begins=780&ends=960&percent=20").text
    assert 'value="1:00 PM"' in page
    assert page.count("checked") >= 3
    assert client.get(HOME + "new?days=9&begins=x&ends=99999&percent=200").status_code == 200


@pytest.mark.parametrize("number", [1, 8])
def test_deal_pages_take_as_many_statements_for_many_deals_as_for_one(
    client: FlaskClient, venue: Venue, number: int
) -> None:
    for _ in range(number):
        live(venue, windows=[(1, 780, 960)])
    with statements() as seen:
        client.get(HOME)
    assert len(seen) == 9
    with statements() as seen:
        client.get(HOME + "new")
    assert len(seen) == 10

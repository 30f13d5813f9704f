"""Background jobs of memberships."""

from app.core.db import session
from app.core.jobs import email_task, periodic, task
from app.email.mailer import send
from app.memberships import copy, emails, gateway_flows
from app.memberships.actions import read_soon, remind_members, tell_members
from app.memberships.enums import MembershipState
from app.memberships.queries import load, must_end, to_read
from app.packages import copy as package_copy
from app.packages.queries import covered_by


@task("memberships.read")
def read(*, subscription_id: str) -> None:
    """Read a membership of which an event said that it changed."""
    gateway_flows.read_subscription(subscription_id)


@task("memberships.read_again")
def read_again(*, membership_id: int) -> None:
    """Read a membership, and end it with its month if its guest or venue is gone."""
    gateway_flows.read_membership(membership_id)
    if must_end(membership_id):
        gateway_flows.set_end(membership_id, with_period=True)


@periodic("memberships.read_everything", cron="41 8 * * *")
def read_everything() -> None:
    """Read every membership each night, in case an event was lost."""
    for member in to_read():
        read_soon(member)
    session.flush()


@email_task("memberships.email_joined")
def email_joined(*, membership_id: int) -> None:
    member = load(membership_id)
    services = package_copy.services(member.price, covered_by([member.price]))
    send(emails.joined(member, copy.includes(member.price, services)))


@email_task("memberships.email_past_due")
def email_past_due(*, membership_id: int) -> None:
    """Tell a member that their payment failed, unless it is made good already."""
    member = load(membership_id)
    if member.state is MembershipState.PAST_DUE:
        send(emails.past_due(member))


@email_task("memberships.email_canceled")
def email_canceled(*, membership_id: int) -> None:
    send(emails.canceled(load(membership_id)))


@email_task("memberships.email_ended")
def email_ended(*, membership_id: int) -> None:
    send(emails.ended(load(membership_id)))


@email_task("memberships.email_reminder")
def email_reminder(*, membership_id: int) -> None:
    send(emails.reminder(load(membership_id)))


@email_task("memberships.email_changed")
def email_changed(*, membership_id: int) -> None:
    """Tell a member what changes and when, unless the venue has changed its mind."""
    member = load(membership_id)
    if member.next_price is not None and member.next_price_at is not None:
        services = package_copy.services(member.next_price, covered_by([member.next_price]))
        send(emails.changed(member, member.next_price, copy.includes(member.next_price, services)))


@periodic("memberships.remind", cron="17 16 * * *")
def remind() -> None:
    """Remind members once a year of what they pay, and how to cancel, and tell them of changes in time."""
    remind_members()
    tell_members()

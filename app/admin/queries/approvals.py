"""The review queue: new venues, changes to approved ones, and deals. A fixed number of statements."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.admin.enums import PendingKind
from app.admin.errors import AdminErrorCode
from app.admin.risks import Risk, risks_in
from app.catalog.models import Service
from app.core.db import session
from app.core.errors import NotFound
from app.deals.enums import DealStatus
from app.deals.models import Deal
from app.faqs.models import Faq
from app.team.models import TeamMember
from app.venues.enums import SubmissionKind, SubmissionState
from app.venues.models import Submission, Venue

# At most this many of each are loaded; more may be waiting.
MOST = 60

Text = tuple[str, str]  # label and text
Concern = tuple[str, Sequence[Risk]]  # the label of a text, and what to check in it


@dataclass(frozen=True, slots=True)
class PendingApproval:
    """One thing in review, a submission or a deal. `concerns` are the risks in its texts."""

    kind: PendingKind
    venue: Venue
    sent_at: datetime
    submission: Submission | None = None
    deal: Deal | None = None
    change_requests: int = 0
    concerns: Sequence[Concern] = ()

    @property
    def key(self) -> str:
        """The key in its URL: the venue's slug or the deal's public id."""
        return self.deal.public_id if self.deal else self.venue.slug

    @property
    def title(self) -> str:
        return f"{self.deal.title}, {self.venue.name}" if self.deal else self.venue.name


def queue(*, newest_first: bool = False) -> list[PendingApproval]:
    """List everything in review, the longest wait first by default. Ten statements at most, whatever the number."""
    submissions, deals = _submissions(newest_first=newest_first), _deals(newest_first=newest_first)
    new = [sent.venue for sent in submissions if sent.kind is SubmissionKind.NEW]
    texts, change_requests = texts_of(new), _change_requests([sent.venue_id for sent in submissions])
    found = [_of_submission(sent, texts.get(sent.venue_id, []), change_requests[sent.venue_id]) for sent in submissions]
    found += [_of_deal(deal) for deal in deals]
    return sorted(found, key=lambda one: (one.sent_at, one.key), reverse=newest_first)[:MOST]


def number_waiting() -> int:
    """Count everything in review. One statement."""
    submissions = select(func.count()).where(Submission.state == SubmissionState.WAITING).scalar_subquery()
    deals = (
        select(func.count()).where(Deal.status == DealStatus.IN_REVIEW, Deal.venue_id.is_not(None)).scalar_subquery()
    )
    return session.scalar(select(submissions + deals)) or 0


def one_pending(found: Iterable[PendingApproval], key: str) -> PendingApproval:
    """Return the one in the queue with this key. Raises NotFound."""
    for one in found:
        if one.key == key:
            return one
    raise NotFound(AdminErrorCode.NOTHING_IN_REVIEW)


def last_decision(key: str) -> Submission | Deal | None:
    """Return the latest decision about this key, for when nothing with it is in review anymore."""
    deal = session.scalar(select(Deal).where(Deal.public_id == key).options(joinedload(Deal.venue)))
    if deal is not None:
        return deal
    return session.scalar(
        select(Submission)
        .join(Submission.venue)
        .where(Venue.slug == key, Submission.decided_at.is_not(None))
        .options(contains_eager(Submission.venue))
        .order_by(Submission.id.desc())
        .limit(1)
    )


def previous_change_request(submission: Submission) -> Submission | None:
    """Return the previous decided submission of the same venue and kind if it was rejected, which this one revises."""
    before = session.scalar(
        select(Submission)
        .where(
            Submission.venue_id == submission.venue_id,
            Submission.kind == submission.kind,
            Submission.id < submission.id,
            Submission.decided_at.is_not(None),
        )
        .order_by(Submission.id.desc())
        .limit(1)
    )
    return before if before is not None and before.state is SubmissionState.REJECTED else None


def live_deals(venue: Venue) -> Sequence[Deal]:
    """List the venue's live deals in order of creation. Two statements."""
    return session.scalars(
        select(Deal)
        .where(Deal.venue_id == venue.id, Deal.status == DealStatus.APPROVED)
        .options(joinedload(Deal.service))
        .order_by(Deal.id)
    ).all()


def texts_of(venues: Sequence[Venue]) -> dict[int, list[Text]]:
    """Return all texts that owners wrote, which may promise too much, by venue id. Three statements."""
    texts: dict[int, list[Text]] = defaultdict(list)
    if not venues:
        return texts
    for venue in venues:
        finding = f"{venue.directions}\n{venue.arrival_note}"
        texts[venue.id] += [("Name", venue.name), ("About", venue.summary), ("Finding it", finding)]
    ids = [venue.id for venue in venues]
    for service in session.scalars(select(Service).where(Service.venue_id.in_(ids), Service.active)):
        texts[service.venue_id].append(("Services", f"{service.title}\n{service.description}"))
    for member in session.scalars(
        select(TeamMember).where(TeamMember.venue_id.in_(ids), TeamMember.removed_at.is_(None))
    ):
        texts[member.venue_id].append(("Team", f"{member.name}\n{member.title}\n{member.bio}"))
    for faq in session.scalars(select(Faq).where(Faq.venue_id.in_(ids))):
        texts[faq.venue_id].append(("Questions", f"{faq.question}\n{faq.answer}"))
    return texts


def concerns_in(texts: Iterable[Text]) -> list[Concern]:
    """List the risks in texts, with texts of the same label grouped."""
    together: dict[str, list[str]] = defaultdict(list)
    for name, text in texts:
        together[name].append(text)
    found = [(name, [risk for text in each for risk in risks_in(text)]) for name, each in together.items()]
    return [(name, risks) for name, risks in found if risks]


_SHOWN = (joinedload(Venue.owner), joinedload(Venue.category), selectinload(Venue.photos))


def _submissions(*, newest_first: bool) -> Sequence[Submission]:
    order = Submission.sent_at.desc() if newest_first else Submission.sent_at
    return session.scalars(
        select(Submission)
        .join(Submission.venue)
        .where(Submission.state == SubmissionState.WAITING)
        .options(contains_eager(Submission.venue).options(*_SHOWN))
        .order_by(order, Submission.id)
        .limit(MOST)
    ).all()


def _deals(*, newest_first: bool) -> Sequence[Deal]:
    order = Deal.sent_at.desc() if newest_first else Deal.sent_at
    return session.scalars(
        select(Deal)
        .join(Deal.venue)
        .where(Deal.status == DealStatus.IN_REVIEW)
        .options(contains_eager(Deal.venue).options(*_SHOWN), joinedload(Deal.service))
        .order_by(order, Deal.id)
        .limit(MOST)
    ).all()


def _change_requests(venue_ids: Collection[int]) -> Counter[int]:
    """Count each venue's rejected submissions since the last approved one. One statement."""
    counts: Counter[int] = Counter()
    decided = session.execute(
        select(Submission.venue_id, Submission.state)
        .where(Submission.venue_id.in_(venue_ids), Submission.decided_at.is_not(None))
        .order_by(Submission.id)
    )
    for venue_id, state in decided:
        counts[venue_id] = counts[venue_id] + 1 if state is SubmissionState.REJECTED else 0
    return counts


def _of_submission(sent: Submission, texts: Iterable[Text], change_requests: int) -> PendingApproval:
    is_new = sent.kind is SubmissionKind.NEW
    proposed = [("Name", str(sent.proposed.get("name", ""))), ("Address", str(sent.proposed.get("street", "")))]
    return PendingApproval(
        kind=PendingKind.NEW if is_new else PendingKind.CHANGE,
        venue=sent.venue,
        sent_at=sent.sent_at,
        submission=sent,
        change_requests=change_requests,
        concerns=concerns_in(texts if is_new else proposed),
    )


def _of_deal(deal: Deal) -> PendingApproval:
    assert deal.venue is not None  # joined  # noqa: S101
    concerns = concerns_in([("Title", deal.title)])
    return PendingApproval(kind=PendingKind.DEAL, venue=deal.venue, sent_at=deal.sent_at, deal=deal, concerns=concerns)

"""Links to invitations: a signature proves that we emailed the link, so who has it reads that mailbox."""

from itsdangerous import BadSignature

from app.core.errors import NotFound
from app.core.signing import signer
from app.staff.errors import StaffErrorCode
from app.staff.models import StaffInvitation
from app.staff.queries import invitation_called

PURPOSE = "staff"


def token_for(invitation: StaffInvitation) -> str:
    return str(signer(PURPOSE).dumps(invitation.key))


def invitation_of(token: str) -> StaffInvitation:
    """Return the invitation of a token. Raises NotFound for tokens that we did not sign."""
    try:
        key = signer(PURPOSE).loads(token)
    except (BadSignature, ValueError, TypeError):
        raise NotFound(StaffErrorCode.LINK_INCOMPLETE) from None
    return invitation_called(str(key))

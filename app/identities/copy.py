"""What pages say about connected accounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.formats import full_date
from app.core.zone_names import in_zone
from app.identities.enums import Provider
from app.identities.models import ExternalIdentity


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """A provider on the security page: the connected account, or that there is none."""

    provider: Provider
    text: str
    is_connected: bool


def provider_lines(offered: Sequence[Provider], connected: Sequence[ExternalIdentity], zone: str) -> list[ProviderLine]:
    """Describe the providers that people can connect, and those that are connected."""
    by_provider = {identity.provider: identity for identity in connected}
    shown = [provider for provider in Provider if provider in offered or provider in by_provider]
    return [_line(provider, by_provider.get(provider), zone) for provider in shown]


def _line(provider: Provider, identity: ExternalIdentity | None, zone: str) -> ProviderLine:
    if identity is None:
        return ProviderLine(provider, _("Not connected"), False)
    date = full_date(in_zone(identity.created_at, zone).date())
    return ProviderLine(provider, _("%(email)s, connected %(date)s", email=identity.email, date=date), True)

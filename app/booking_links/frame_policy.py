"""Which websites may show a response in a frame. Every response outside this feature says: none."""

from collections.abc import Iterable

# Nothing but our styles and fonts: no script, and no form that could be sent.
OWN_CONTENT = (
    "default-src 'none'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
)
NOBODY = ("'none'",)
# The owner's page shows a preview.
OURSELVES = "'self'"


def policy(ancestors: Iterable[str] = NOBODY) -> str:
    """Return the Content-Security-Policy of a page in a frame, for the frames that may show it."""
    return "; ".join((*OWN_CONTENT, f"frame-ancestors {' '.join(ancestors)}"))

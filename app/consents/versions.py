"""The versions of the texts that people agree to, in one place.

Raise a number together with its text, so that people are asked again. When an admin changes a page and asks people
again, `TextVersion.raised` is added to it.
"""

from app.consents.enums import ConsentKind

BUILT_IN = {
    ConsentKind.TERMS: 1,
    ConsentKind.PRIVACY: 1,
    ConsentKind.HEALTH_ANSWERS: 1,
    ConsentKind.CARE_NOTE: 1,
}
# The pages that everyone with an account agrees to, by their kind.
PAGES = {ConsentKind.TERMS: "terms", ConsentKind.PRIVACY: "privacy"}

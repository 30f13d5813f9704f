"""The gender requested of the team member in a sentence. The person a service is for ("men's haircut") doesn't
count."""

from app.search_pages.phrases.base import PhraseRule, rule
from app.team.enums import Gender

_ROLES = r"""(?:(?:massage\s|nail\s|hair\s|lash\s|brow\s|yoga\s|licensed\s|certified\s)*
    (?:therapists?|masseuses?|masseurs?|providers?|practitioners?|stylists?|hairdressers?|hairstylists?|barbers?|estheticians?|
    aestheticians?|technicians?|techs?|specialists?|staff|team\smembers?|instructors?|teachers?|trainers?|artists?|
    professionals?|manicurists?|acupuncturists?|workers?))"""
_BY = r"(?:by|with|from)\s(?:a|an)\s"


def _of(gender: Gender, adjectives: str, nouns: str) -> tuple[PhraseRule, ...]:
    values = {"gender": gender}
    return (
        # The role is not removed: "male massage therapist" is still about massage.
        rule(rf"(?:{_BY}|a\s|only\s|prefer(?:red|ably)?\s)*(?:{adjectives})(?:\sonly)?(?=[\s-]{_ROLES}(?!\w))", values),
        rule(rf"{_BY}(?:{nouns})|(?:{nouns})\s(?:only\s)?(?:please|preferred)", values),
        rule(rf"{_ROLES}\s(?:who\sis\s|is\s)(?:a\s)?(?:{adjectives}|{nouns})", values),
    )


GENDERS: tuple[PhraseRule, ...] = (
    *_of(Gender.WOMAN, r"female|woman|women|lady|ladies", r"woman|women|lady|female"),
    *_of(Gender.MAN, r"male|man|men", r"man|men|guy|male"),
    *_of(Gender.NONBINARY, r"non-?\s?binary|enby", r"non-?\s?binary\sperson"),
)

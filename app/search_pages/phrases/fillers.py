"""Words that don't change what is searched for."""

from app.search_pages.phrases.base import PhraseRule, rule
from search.documents import Sort

NEARNESS: tuple[PhraseRule, ...] = (
    rule(
        r"(?:closest|nearest)(?:\s(?:to\s)?(?:me|here|my\slocation|us|my\s(?:place|home|house|hotel)))?",
        {"near_me": True, "sort": Sort.NEAREST},
    ),
    rule(
        r"""(?:very\s)?(?:near\s?by|close[\s-]?by|close|near|around|next)\s?(?:to\s)?
        (?:me|here|us|my\s(?:place|home|house|hotel|location|area|office))|
        near\s?by|close[\s-]by|in\smy\s(?:area|city|town|neighborhood)|around\s(?:here|town)|in\s(?:the|this)\sarea|local|
        within\swalking\sdistance|walking\sdistance|near(?=$)""",
        {"near_me": True},
    ),
)

COUNTRY: tuple[PhraseRule, ...] = (rule(r"(?:in\s)?(?:the\s)?(?:usa|u\.s\.a|united\sstates(?:\sof\samerica)?)", {}),)

GIFT_CARDS: tuple[PhraseRule, ...] = (
    rule(
        r"""(?:(?:give|send)(?:ing)?\s)?(?:an?\s)?(?:digital\s|electronic\s|online\s|e-?)?
        (?:gift[\s-]?(?:cards?|certificates?|vouchers?)|vouchers?)(?:\sfor)?""",
        {"gift_cards": True},
    ),
)

FILLERS: tuple[PhraseRule, ...] = (
    rule(
        r"""(?:i\s(?:am|'m)|i'm|im|we\sare|we're)\s(?:looking|searching|trying)\s(?:for|to\s(?:find|book|get))|
        looking\s(?:for|to\s(?:find|book|get))|searching\sfor|(?:i|we)(?:'d|\swould)\s(?:like|love)(?:\sto\s(?:find|book|get|have|try))?|
        (?:i|we)\s(?:really\s)?(?:want|need|wanna)(?:\sto\s(?:find|book|get|have|try))?|can\s(?:i|we|you)\s(?:get|find|book|have)|
        where\s(?:can|do|could)\s(?:i|we)\s(?:get|find|book|have|go\sfor)|where\sto\s(?:get|find|book|go\sfor)|
        (?:please\s)?(?:find|show|give|get|book|recommend|suggest)\s(?:me|us)|(?:who|which\svenues?)\s(?:does|do|has|have|offers?)|
        is\sthere|are\sthere|any(?:one|body)\s(?:doing|offering|with)|help\sme\sfind|how\smuch\s(?:is|are|does|for)|what's""",
        {},
    ),
    rule(
        r"""(?:the\s)?(?:very\s)?(?:best(?:[\s-]rated)?|top(?:[\s-]rated)?|highly[\s-]rated|highest[\s-]rated|well[\s-]reviewed|
        (?:4|5|four|five)[\s-]stars?|great|good|nice|amazing|awesome|excellent|fantastic|perfect|favorite|popular|
        recommended|trusted|reputable|legit|quality|high[\s-]quality|decent|wonderful|lovely|really)""",
        {},
    ),
    rule(
        r"walk[\s-]?ins?(?:\s(?:welcome|only|ok|okay|available|accepted))?|no\sappointments?(?:\s(?:needed|necessary))?|drop[\s-]?ins?",
        {},
    ),
    rule(
        r"""(?:make\s|get\s|book\s)?(?:an\s)?(?:appointments?|appts?|reservations?|bookings?|openings?|availabilit(?:y|ies)|
        available(?:\s(?:times?|slots?))?|time\sslots?|slots?)(?:\sfor)?|book(?:\sonline)?|online|schedule|please|pls|plz|thanks|thank\syou|
        hi|hello|hey|any\s?(?:day|time)|whenever|sometime|soon|prices?|pricing|rates?|costs?|reviews?|options?|
        places?(?:\s(?:for|to\s(?:get|go|have)))?|spots?|shops?|parlou?rs?|business(?:es)?|venues?|stores?|somewhere|someone|some|
        any|need|want|find|get|buy|purchase|open|that\s(?:is|are|has|have|does|do|offers?)|which\s(?:is|are|has|have)|who\s(?:is|are)|there|
        (?:for\s)?(?:my\s|our\s|the\s)(?:mom|mother|dad|father|parents?|wife|husband|spouse|partner|boyfriend|girlfriend|fianc[eé]e?|
        sister|brother|daughter|son|grandma|grandmother|aunt|friends?|boss|birthday|anniversary)|
        nothing\s(?:fancy|special|crazy)|(?:get|getting)\s(?:my|our)\s(?=\w+\sdone)|done|
        licensed|certified|professional|experienced|nearest|in\stown|experience|city\scenter|each|per\s(?:person|guest)|total|only""",
        {},
    ),
)

# Words after a service that add nothing to it: a massage therapist, a nail tech, a facial treatment.
_ROLES = """
    therapist practitioner provider technician tech specialist expert pro staff worker session appointment
    treatment service person lady guy artist member team
"""
ROLES = frozenset(_ROLES.split())
# Treated like ROLES if only a category is left: a nail salon, a yoga studio, a massage spa.
_HOUSES = "salon studio spa center centre bar clinic room class lesson instructor teacher stylist"
HOUSES = frozenset(_HOUSES.split())
# Professions, with what they offer.
TRADES = {
    "esthetician": "facial",
    "aesthetician": "facial",
    "estetician": "facial",
    "facialist": "facial",
    "masseuse": "massage",
    "masseur": "massage",
    "manicurist": "manicure",
    "pedicurist": "pedicure",
    "waxer": "waxing",
    "colorist": "hair color",
    "yogi": "yoga",
}

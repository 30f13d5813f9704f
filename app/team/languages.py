"""Languages that a team member may speak with guests: the most spoken in the USA, and sign language."""

from collections.abc import Iterable

from app.core.sentences import listed

# By ISO 639 code, in display order: English, then by name.
LANGUAGES = {
    "en": "English",
    "ase": "American Sign Language",
    "ar": "Arabic",
    "hy": "Armenian",
    "bn": "Bengali",
    "yue": "Cantonese",
    "hr": "Croatian",
    "nl": "Dutch",
    "fr": "French",
    "de": "German",
    "el": "Greek",
    "gu": "Gujarati",
    "ht": "Haitian Creole",
    "he": "Hebrew",
    "hi": "Hindi",
    "hmn": "Hmong",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "km": "Khmer",
    "ko": "Korean",
    "lo": "Lao",
    "zh": "Mandarin",
    "nv": "Navajo",
    "ne": "Nepali",
    "fa": "Persian",
    "pl": "Polish",
    "pt": "Portuguese",
    "pa": "Punjabi",
    "ro": "Romanian",
    "ru": "Russian",
    "sr": "Serbian",
    "so": "Somali",
    "es": "Spanish",
    "sw": "Swahili",
    "sv": "Swedish",
    "tl": "Tagalog",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "yi": "Yiddish",
}


def known(codes: Iterable[str]) -> list[str]:
    """Return the codes that are known languages, each once, in our order."""
    wanted = set(codes)
    return [code for code in LANGUAGES if code in wanted]


def in_words(codes: Iterable[str]) -> str:
    """Join the names of languages: English, Korean, and Spanish. Empty without languages."""
    names = [LANGUAGES[code] for code in known(codes)]
    return listed(names) if names else ""

"""Codes of the rules that this feature's actions and queries enforce. Their texts are in `error_texts`."""

from enum import auto

from app.core.errors import ErrorCode


class TaxonomyErrorCode(ErrorCode):
    CATEGORY_IN_USE = auto()
    CATEGORY_NAME_TAKEN = auto()
    CATEGORY_URL_NAME = auto()
    CATEGORY_URL_NAME_TAKEN = auto()
    HAS_SUBCATEGORIES = auto()
    LIST_CHANGED = auto()
    MERGES_SUBCATEGORIES = auto()
    NO_SUCH_CATEGORY = auto()
    NO_SUCH_TAG = auto()
    PARENT_IS_SUBCATEGORY = auto()
    SAME_CATEGORY = auto()
    SAME_TAG = auto()
    TAG_IN_USE = auto()
    TAG_NAME_TAKEN = auto()
    TAG_URL_NAME = auto()
    TAG_URL_NAME_TAKEN = auto()
    TOO_MANY_SYNONYMS = auto()
    URL_NAME_IS_PAGE = auto()

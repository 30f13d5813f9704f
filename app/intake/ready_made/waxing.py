from flask_babel import lazy_gettext as _l

from app.intake.enums import QuestionKind
from app.intake.ready_made.shared import ANYTHING_ELSE, NONE, PREGNANT, SIGNATURE, UP_TO_DATE
from app.intake.starters import Starter, StarterQuestion

WAXING = Starter(
    name="waxing",
    label=_l("Waxing"),
    title=_l("Before your waxing"),
    intro=_l("Wax can lift thin or irritated skin. Your answers help us keep yours safe."),
    about=_l("Skin, products, health, aftercare, and consent."),
    categories=frozenset({"waxing", "hair-removal"}),
    words=("wax", "sugaring"),
    asks=(
        StarterQuestion(QuestionKind.YES_NO, _l("Have you been waxed before?"), is_required=True),
        StarterQuestion(
            QuestionKind.LONG_TEXT,
            _l("How did your skin react last time?"),
            _l("For example, ingrown hairs, bumps or bruises."),
        ),
        StarterQuestion(
            QuestionKind.CHOOSE_SEVERAL,
            _l("Have you used any of these on the area in the past 2 weeks?"),
            choices=(
                *(_l("Retinol, tretinoin or adapalene"), _l("Glycolic, lactic or salicylic acid")),
                *(_l("Benzoyl peroxide"), _l("Self-tanner"), NONE),
            ),
            is_required=True,
        ),
        StarterQuestion(
            QuestionKind.YES_NO,
            _l("Have you taken isotretinoin (Accutane) in the past 12 months?"),
            _l("We don’t wax during this time, because wax can tear the skin."),
            is_required=True,
            is_health=True,
        ),
        StarterQuestion(
            QuestionKind.CHOOSE_SEVERAL,
            _l("Has the area had any of these in the past 4 weeks?"),
            choices=(
                *(_l("Sunburn"), _l("Chemical peel"), _l("Laser treatment"), _l("Surgery"), _l("A new tattoo")),
                NONE,
            ),
            is_required=True,
            is_health=True,
        ),
        StarterQuestion(
            QuestionKind.CHOOSE_SEVERAL,
            _l("Do you have any of these?"),
            choices=(
                *(_l("Diabetes"), _l("Poor circulation"), _l("Varicose veins in the area")),
                *(
                    _l("Eczema or psoriasis in the area"),
                    _l("Cold sores or herpes"),
                    _l("Moles or skin tags in the area"),
                ),
                *(_l("A rash, open wound or skin infection"), _l("A bleeding disorder"), NONE),
            ),
            is_required=True,
            is_health=True,
        ),
        StarterQuestion(
            QuestionKind.SHORT_TEXT,
            _l("Which medications should we know about?"),
            _l("For example, blood thinners, steroids or antibiotics. They can make skin more fragile."),
            is_health=True,
        ),
        StarterQuestion(
            QuestionKind.SHORT_TEXT,
            _l("What are you allergic or sensitive to?"),
            _l("For example, rosin, beeswax, latex or fragrance."),
            is_health=True,
        ),
        PREGNANT,
        ANYTHING_ELSE,
        StarterQuestion(
            QuestionKind.STATEMENT,
            _l("I understand how my skin may react"),
            _l(
                "Redness, bumps, ingrown hairs, bruises or lifted skin can happen. For 24 hours, I’ll avoid hot water,"
                " sweat, sun and tight clothes on the area. I can stop at any time."
            ),
            is_required=True,
        ),
        UP_TO_DATE,
        SIGNATURE,
    ),
)

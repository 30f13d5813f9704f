from flask_babel import lazy_gettext as _l

from app.intake.enums import QuestionKind
from app.intake.ready_made.shared import ANYTHING_ELSE, NONE, PREGNANT, SIGNATURE, UP_TO_DATE
from app.intake.starters import Starter, StarterQuestion

FACIAL = Starter(
    name="facial",
    label=_l("Facial"),
    title=_l("Before your facial"),
    intro=_l("Your answers help us choose products that suit your skin, and skip those that could irritate it."),
    about=_l("Skin, products, recent treatments, health, and consent."),
    categories=frozenset({"facial"}),
    words=("facial", "peel", "microdermabrasion"),
    asks=(
        StarterQuestion(
            QuestionKind.CHOOSE_ONE,
            _l("How would you describe your skin?"),
            choices=(_l("Dry"), _l("Oily"), _l("Combination"), _l("Normal"), _l("I’m not sure")),
            is_required=True,
        ),
        StarterQuestion(
            QuestionKind.CHOOSE_SEVERAL,
            _l("What would you like to improve?"),
            choices=(
                *(_l("Breakouts"), _l("Dryness"), _l("Redness"), _l("Dark spots"), _l("Fine lines")),
                *(_l("Large pores"), _l("Dullness"), _l("I just want to relax")),
            ),
        ),
        StarterQuestion(
            QuestionKind.LONG_TEXT,
            _l("Which products do you use on your face?"),
            _l("For example, cleanser, moisturizer, sunscreen and serums."),
        ),
        StarterQuestion(
            QuestionKind.CHOOSE_SEVERAL,
            _l("Have you used any of these in the past 2 weeks?"),
            choices=(
                *(_l("Retinol, tretinoin or adapalene"), _l("Glycolic, lactic or salicylic acid")),
                *(_l("Benzoyl peroxide"), _l("Hydroquinone"), NONE),
            ),
            is_required=True,
        ),
        StarterQuestion(
            QuestionKind.CHOOSE_SEVERAL,
            _l("Have you had any of these on your face in the past 4 weeks?"),
            choices=(
                *(_l("Chemical peel"), _l("Laser or light treatment"), _l("Microneedling")),
                *(_l("Botox or fillers"), _l("Waxing or threading"), _l("Surgery"), _l("Sunburn"), NONE),
            ),
            is_required=True,
            is_health=True,
        ),
        StarterQuestion(
            QuestionKind.YES_NO,
            _l("Have you taken isotretinoin (Accutane) in the past 6 months?"),
            _l("Skin is more fragile during this time, so we don’t use peels or wax."),
            is_required=True,
            is_health=True,
        ),
        PREGNANT,
        StarterQuestion(
            QuestionKind.CHOOSE_SEVERAL,
            _l("Do you have any of these?"),
            choices=(
                *(_l("Rosacea"), _l("Eczema or psoriasis"), _l("Cold sores"), _l("Open wounds on the face")),
                *(_l("Diabetes"), _l("Epilepsy or seizures"), _l("A pacemaker or metal implants"), NONE),
            ),
            is_required=True,
            is_health=True,
        ),
        StarterQuestion(
            QuestionKind.SHORT_TEXT,
            _l("What are you allergic or sensitive to?"),
            _l("For example, aspirin, nuts, shellfish, latex or fragrance."),
            is_health=True,
        ),
        ANYTHING_ELSE,
        StarterQuestion(
            QuestionKind.YES_NO,
            _l("Do you wear contact lenses?"),
            _l("You may want to take them out before your facial."),
        ),
        StarterQuestion(
            QuestionKind.STATEMENT,
            _l("I understand how my skin may react"),
            _l(
                "Redness, tingling and small breakouts can happen after a facial. I’ll say so right away if anything"
                " burns. I’ll use sunscreen and avoid strong sun for at least 48 hours."
            ),
            is_required=True,
        ),
        UP_TO_DATE,
        SIGNATURE,
    ),
)

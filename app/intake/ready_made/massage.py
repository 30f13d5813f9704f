from flask_babel import lazy_gettext as _l

from app.intake.enums import QuestionKind
from app.intake.ready_made.shared import ANYTHING_ELSE, EMERGENCY, NONE, PREGNANT, SIGNATURE, UP_TO_DATE
from app.intake.starters import Starter, StarterQuestion

MASSAGE = Starter(
    name="massage",
    label=_l("Massage"),
    title=_l("Before your massage"),
    intro=_l("Your answers help us choose the right pressure, and avoid what isn’t safe for you."),
    about=_l("Pressure, areas to focus on or avoid, health, and consent."),
    categories=frozenset({"massage"}),
    words=("massage", "bodywork"),
    asks=(
        StarterQuestion(
            QuestionKind.CHOOSE_ONE,
            _l("How much pressure do you like?"),
            choices=(_l("Light"), _l("Medium"), _l("Firm"), _l("I’m not sure yet")),
            is_required=True,
        ),
        StarterQuestion(
            QuestionKind.CHOOSE_SEVERAL,
            _l("Where would you like us to focus?"),
            choices=(
                *(_l("Neck"), _l("Shoulders"), _l("Upper back"), _l("Lower back"), _l("Arms and hands")),
                *(_l("Hips"), _l("Legs"), _l("Feet")),
            ),
        ),
        StarterQuestion(
            QuestionKind.CHOOSE_SEVERAL,
            _l("Where should we not touch you?"),
            choices=(_l("Scalp"), _l("Face"), _l("Chest"), _l("Abdomen"), _l("Glutes"), _l("Inner thighs"), _l("Feet")),
        ),
        PREGNANT,
        StarterQuestion(
            QuestionKind.CHOOSE_SEVERAL,
            _l("Do you have, or have you had, any of these?"),
            choices=(
                *(_l("High or low blood pressure"), _l("A heart condition or a pacemaker"), _l("Blood clots")),
                *(_l("Stroke"), _l("Cancer"), _l("Diabetes"), _l("Epilepsy or seizures"), _l("Osteoporosis")),
                *(_l("Numbness or tingling"), _l("Varicose veins"), _l("A rash, open wound or skin infection")),
                *(_l("Fever or a contagious illness right now"), NONE),
            ),
            is_required=True,
            is_health=True,
        ),
        StarterQuestion(
            QuestionKind.YES_NO,
            _l("Have you had surgery or a serious injury in the past 12 months?"),
            is_required=True,
            is_health=True,
        ),
        StarterQuestion(
            QuestionKind.SHORT_TEXT,
            _l("Which medications should we know about?"),
            _l("For example, blood thinners or pain medication."),
            is_health=True,
        ),
        StarterQuestion(
            QuestionKind.SHORT_TEXT,
            _l("What are you allergic or sensitive to?"),
            _l("For example, nut oils, latex or fragrance."),
            is_health=True,
        ),
        ANYTHING_ELSE,
        EMERGENCY,
        StarterQuestion(
            QuestionKind.STATEMENT,
            _l("I understand what massage is for"),
            _l(
                "Massage is for relaxation and muscle tension. It doesn’t replace medical care, and my team member"
                " doesn’t diagnose illness. I’ll say so if anything hurts or feels uncomfortable. I can stop at any"
                " time."
            ),
            is_required=True,
        ),
        UP_TO_DATE,
        SIGNATURE,
    ),
)

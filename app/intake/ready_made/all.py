from app.intake.ready_made.facial import FACIAL
from app.intake.ready_made.massage import MASSAGE
from app.intake.ready_made.waxing import WAXING
from app.intake.starters import Starter

STARTERS = (MASSAGE, FACIAL, WAXING)


def starter_called(name: str) -> Starter | None:
    return next((starter for starter in STARTERS if starter.name == name), None)

"""Risky phrases in owners' texts."""

import time

import pytest

from app.admin.risks import RiskKind, risks_in, sentences


@pytest.mark.parametrize(
    ("text", "kind", "phrase"),
    [
        ("A massage that cures back pain.", RiskKind.HEALTH, "cures"),
        ("It HEALS the body.", RiskKind.HEALTH, "HEALS"),
        ("Healing hands.", RiskKind.HEALTH, "Healing"),
        ("Our sauna treats chronic pain.", RiskKind.HEALTH, "treats chronic"),
        ("A treatment for anxiety.", RiskKind.HEALTH, "treatment for anxiety"),
        ("It relieves your lower back pain.", RiskKind.HEALTH, "relieves your lower back pain"),
        ("Clinically proven.", RiskKind.HEALTH, "Clinically proven"),
        ("It boosts your immune system.", RiskKind.HEALTH, "boosts your immune system"),
        ("Results guaranteed.", RiskKind.PROMISE, "guaranteed"),
        ("A 100% natural glow.", RiskKind.PROMISE, "100%"),
        ("Lose 10 pounds in a week.", RiskKind.PROMISE, "Lose 10 pounds"),
        ("Book at https://example.com/book?now=1.", RiskKind.LINK, "https://example.com/book?now=1"),
        ("See www.example.org for more", RiskKind.LINK, "www.example.org"),
        ("hazel-bodywork.com has it", RiskKind.LINK, "hazel-bodywork.com"),
        ("Follow @hazel.bodywork!", RiskKind.LINK, "@hazel.bodywork"),
        ("Write to maren@example.com.", RiskKind.EMAIL, "maren@example.com"),
        ("Call (503) 555-0142.", RiskKind.PHONE, "(503) 555-0142"),
        ("Text 503.555.0142", RiskKind.PHONE, "503.555.0142"),
        ("+44 20 7946 0958", RiskKind.PHONE, "+44 20 7946 0958"),
    ],
)
def test_risky_phrases_are_found(text: str, kind: RiskKind, phrase: str) -> None:
    (risk,) = risks_in(text)
    assert (risk.kind, risk.phrase) == (kind, phrase)
    assert text[risk.begins : risk.ends] == phrase


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Four treatment rooms above a bakery. Unhurried massage, for sore backs.",
        "Treat yourself. A treat for two, and sweet treats after.",
        "Open 10:00 AM – 8:00 PM, since 2004. $138, 75 min.",
        "3128 SE Division St, Portland, OR 97202-1234",
        "We secure your things in lockers; the procurer of our tea is local.",
        "No.1 in town. Tea, etc. Come in.",
        "The weekend ends on Sunday.",
    ],
)
def test_harmless_texts_have_no_risks(text: str) -> None:
    assert risks_in(text) == []


def test_each_kind_of_risk_in_each_text_gets_a_sentence() -> None:
    about = risks_in("It cures and heals and cures. Mail maren@example.com.")
    found = sentences([("About", about), ("Name", risks_in("Hazel"))])
    assert found == [
        "“About” makes a health claim (“cures”, “heals”). Our rules don’t allow health claims.",
        "“About” has an email address (“maren@example.com”). Guests book on CozyWish, so listings can’t include email"
        " addresses.",
    ]


@pytest.mark.parametrize(
    "text", ["@" * 50_000, "a." * 50_000, "1 " * 50_000, "treats " * 10_000, "relief of a " * 8_000]
)
def test_risk_check_is_fast_on_unusual_texts(text: str) -> None:
    began = time.process_time()
    risks_in(text)
    assert time.process_time() - began < 5

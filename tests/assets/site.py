"""A small application with the front end only: no database and no features, just the URLs that layouts link to."""

import time
from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Flask, make_response, render_template, render_template_string, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import EmailField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import Email, InputRequired

from app.login.new_password import NewPassword
from app.web import assets, filters, security, translation
from app.web.extensions import csrf
from tests.database import settings_for

ROOT = Path(__file__).parents[2]
# Pages that the layouts link to. The pages themselves have their own tests.
LINKED = {
    "search_pages.home": "/",
    "search_pages.map_towns": "/search/map/towns.json",
    "search_pages.place": "/place",
    "search_pages.search": "/search",
    "search_pages.search_box": "/search/box",
    "search_pages.suggest_what": "/suggest/what",
    "search_pages.suggest_where": "/suggest/where",
    "cart.index": "/cart",
    "bookings.index": "/bookings",
    "calendar.bookings": "/calendar/bookings",
    "calendar.day": "/calendar",
    "catalog.index": "/venue/services",
    "deals.index": "/venue/deals",
    "guests.index": "/venue/guests",
    "reports.index": "/venue/reports",
    "hours.index": "/venue/hours",
    "onboarding.index": "/venue/",
    "team.index": "/venue/team",
    "login.log_in": "/login",
    "login.register": "/register",
    "login.log_out": "/logout",
    "login.set_theme": "/theme",
    "content.show": "/about/<slug>",
    "gift_cards.index": "/gift-cards",
}

bp = Blueprint("answers", __name__, url_prefix="/_answers")


class GuestForm(FlaskForm):
    email = EmailField("Email", [InputRequired("Enter your email."), Email("Enter an email like name@example.com.")])
    note = TextAreaField("A note", [])
    size = SelectField("Guests", choices=[SelectChoice("1", "One"), SelectChoice("2", "Two")])


class OwnerForm(FlaskForm):
    reason = SelectField(
        "Reason",
        choices=[
            SelectChoice("", "Choose one"),
            SelectChoice("health", "Health", render_kw={"data-advice": "Leave out the cure."}),
            SelectChoice("photos", "Photos", render_kw={"data-advice": "Add a photo."}),
        ],
    )
    advice = TextAreaField("Words to the owner")


class LoginForm(FlaskForm):
    password = NewPassword("New password")


def make_site(static: Path = ROOT / "static") -> Flask:
    site = Flask("look", static_folder=str(static), static_url_path="/static")
    translation.init_app(site, settings_for("postgresql://nowhere/none"))
    site.jinja_env.loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent / "templates")]
    )
    site.config.update(SECRET_KEY="look", TESTING=True, WTF_CSRF_ENABLED=False)
    csrf.init_app(site)
    security.init_app(site, settings_for("postgresql://nowhere/none"))
    assets.init_app(site)
    filters.init_app(site)
    site.context_processor(lambda: {"theme": request.cookies.get("theme"), "cart_count": 3})
    for endpoint, rule in LINKED.items():
        site.add_url_rule(rule, endpoint, arrived, methods=["GET", "POST"])
    site.register_blueprint(bp)
    return site


def arrived(slug: str = "") -> ResponseReturnValue:
    return render_template_string(
        "{% extends 'layouts/site.html' %}{% block title %}Arrived{% endblock %}{% block content %}"
        "<h1>Arrived</h1>{{ slug }}{% endblock %}",
        slug=slug,
    )


@bp.get("/")
def playground() -> ResponseReturnValue:
    seconds = int(request.args.get("seconds", 1634))
    made = assets.SAMPLE_NOW
    ends = made + timedelta(seconds=seconds)
    forms = {"form": GuestForm(), "owner": OwnerForm(), "login": LoginForm()}
    return render_template("playground.html", **forms, made=made, ends=ends)


@bp.get("/sheet")
def sheet() -> ResponseReturnValue:
    return render_template("_sheet.html")


@bp.post("/guest")
def guest() -> ResponseReturnValue:
    form = GuestForm()
    status = 200 if form.validate() else 422
    return render_template("_guest.html", form=form), status


@bp.post("/toast")
def toast() -> ResponseReturnValue:
    words = f"You pressed {request.form['asked']}"
    return render_template_string(
        "{% from 'components/toast.html' import toast_oob %}"
        "{{ toast_oob(words, way={'label': 'Look', 'href': '/cart'}) }}",
        words=words,
    )


@bp.post("/slow")
def slow() -> ResponseReturnValue:
    time.sleep(2.0)
    return toast()


@bp.post("/echo")
def echo() -> ResponseReturnValue:
    time.sleep(0.3)
    return f"<title>Echo</title>sent by {request.form['by']}"


@bp.post("/broken")
def broken() -> ResponseReturnValue:
    html = render_template(
        "errors/error.html",
        status=500,
        title="That went wrong on our side",
        message="Try again in a minute.",
        way_on=[("Find a time", "/search"), ("Go to home page", "/")],
        request_id="8f2-c41",
    )
    return make_response(html, 500)

"""The outbox pages, and a JSON version for tests."""

import re
from io import BytesIO

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from sandbox import assets
from sandbox.mail.mailbox import Attachment, Mailbox, Message

bp = Blueprint("outbox", __name__)

EXTENSION = "mail_sandbox"
SHOWN = 200
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# A message may use its own styles and its links may open new tabs, but it cannot run scripts or submit forms.
MESSAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: http: https:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


def create_app(mailbox: Mailbox) -> Flask:
    app = Flask(__name__)
    app.extensions[EXTENSION] = mailbox
    app.add_template_filter(moment)
    app.register_blueprint(bp)
    app.register_blueprint(assets.bp)
    app.register_error_handler(HTTPException, not_there)
    app.after_request(guard)
    return app


@bp.get("/")
def index() -> ResponseReturnValue:
    to = request.args.get("to") or None
    messages = box().messages(limit=SHOWN, to=to)
    return render_template("outbox.html", messages=messages, total=len(box().identities()), to=to, limit=SHOWN)


@bp.get("/messages/<identity>")
def show(identity: str) -> ResponseReturnValue:
    return render_template("message.html", message=find(identity))


@bp.get("/messages/<identity>/html")
def html(identity: str) -> ResponseReturnValue:
    message = find(identity)
    return Response(framed(message), content_type="text/html; charset=utf-8")


@bp.get("/messages/<identity>/source")
def source(identity: str) -> ResponseReturnValue:
    return send_file(BytesIO(find(identity).raw), "message/rfc822", True, f"{identity}.eml")


@bp.get("/messages/<identity>/attachments/<int:number>")
def attachment(identity: str, number: int) -> ResponseReturnValue:
    parts = {part.number: part for part in find(identity).attachments}
    part = parts.get(number) or abort(404)
    return send_file(BytesIO(part.data), part.type, not part.type.startswith("image/"), part.name)


@bp.post("/clear")
def clear() -> ResponseReturnValue:
    box().clear()
    return redirect(url_for(".index"), 303)


@bp.get("/api/messages")
def messages() -> ResponseReturnValue:
    """Return messages as JSON, newest first; ?to=address filters by recipient."""
    found = box().messages(limit=SHOWN, to=request.args.get("to") or None)
    return jsonify({"messages": [as_json(message) for message in found]})


@bp.delete("/api/messages")
def clear_messages() -> ResponseReturnValue:
    box().clear()
    return "", 204


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    return jsonify({"status": "ok"})


def box() -> Mailbox:
    mailbox = current_app.extensions[EXTENSION]
    if not isinstance(mailbox, Mailbox):
        raise TypeError(f"extensions[{EXTENSION!r}] is not a Mailbox")
    return mailbox


def find(identity: str) -> Message:
    """Return the message, or abort the request with a 404."""
    return box().message(identity) or abort(404)


def attachment_url(message: Message, part: Attachment) -> str:
    return url_for("outbox.attachment", identity=message.identity, number=part.number)


def framed(message: Message) -> str:
    """Return the message's HTML with its embedded images resolved and its links opening in a new tab."""
    page = message.html
    for part in message.attachments:
        if part.content_id:
            page = page.replace(f"cid:{part.content_id}", attachment_url(message, part))
    base = '<base target="_blank">'
    opened, found = re.subn(r"(?i)<head\b[^>]*>", lambda head: head[0] + base, page, count=1)
    return opened if found else base + page


def as_json(message: Message) -> dict[str, object]:
    parts = [
        {"name": part.name, "type": part.type, "size": len(part.data), "url": attachment_url(message, part)}
        for part in message.attachments
    ]
    return {
        "id": message.identity,
        "received_at": message.received_at.isoformat(),
        "from": message.sender,
        "to": message.recipients,
        "subject": message.subject,
        "headers": [[name, str(value)] for name, value in message.parsed.items()],
        "text": message.text,
        "html": message.html,
        "attachments": parts,
    }


def moment(message: Message) -> str:
    """Format the arrival time in this machine's time zone, as in "Sat, Nov 21, 9:09 AM PST"."""
    at = message.received_at.astimezone()
    return f"{at:%a, %b} {at.day}, {at.hour % 12 or 12}:{at:%M %p %Z}"


def guard(response: Response) -> Response:
    inside = request.endpoint == "outbox.html"
    response.headers["Content-Security-Policy"] = MESSAGE_POLICY if inside else PAGE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint and not request.endpoint.endswith("static"):
        response.headers["Cache-Control"] = "no-store"
    return response


def not_there(error: HTTPException) -> ResponseReturnValue:
    return render_template("error.html", status=error.code), error.code or 500

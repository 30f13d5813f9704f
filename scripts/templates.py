"""`make check`: every template compiles, and names only templates and pages that exist."""

import re
import sys
from collections.abc import Iterator

from flask import Flask
from jinja2 import TemplateSyntaxError, meta

from app import create_app
from config import Settings

ENDPOINT = re.compile(r"""url_for\(\s*["']([\w.]+)["']""")
# No adapter is called: nothing is rendered.
PLACEHOLDERS = {
    "COZYWISH_ENV": "test",
    "database_url": "postgresql://nowhere/none",
    "secret_key": "templates-are-compiled-without-secrets",
    "stripe_secret_key": "none",
    "stripe_webhook_secret": "none",
    "smtp_url": "smtp://nowhere:25",
}


def problems(app: Flask) -> Iterator[str]:
    known = set(app.jinja_env.list_templates())
    for name in sorted(known):
        source = app.jinja_env.loader.get_source(app.jinja_env, name)[0] if app.jinja_env.loader else ""
        try:
            app.jinja_env.get_template(name)
            referenced = meta.find_referenced_templates(app.jinja_env.parse(source))
        except TemplateSyntaxError as error:
            yield f"templates/{error.filename or name}:{error.lineno}: {error.message}"
            continue
        yield from (f"templates/{name}: there is no {other}" for other in referenced if other and other not in known)
        for endpoint in ENDPOINT.findall(source):
            if not endpoint.startswith(".") and endpoint not in app.view_functions:
                yield f"templates/{name}: there is no page {endpoint}"


def main() -> int:
    app = create_app(Settings(**PLACEHOLDERS))  # type: ignore[arg-type]  # by alias and by name
    found = list(problems(app))
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"{len(app.jinja_env.list_templates())} templates, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

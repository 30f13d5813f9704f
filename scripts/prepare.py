"""Preparation of the database: schema migrations, demo data (once; the Stripe sandbox hears of it) and search index.

All in one process, because importing the application takes longer than finding out that there is nothing to do.
"""

import sys

from click import ClickException
from flask.cli import ScriptInfo

from wsgi import app

COMMANDS = (["db", "upgrade"], ["demo"], ["demo-payments"], ["reindex", "--missing"])


def main() -> int:
    for command in COMMANDS:
        try:
            with app.app_context():
                app.cli.main(command, "flask", standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))
        except ClickException as error:
            error.show()
            return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Start the stand-in: python -m sandbox.identity --port 8005 --site http://127.0.0.1:8000"""

import argparse
import os
from pathlib import Path

from sandbox.identity.web import create_app
from sandbox.process import fail, listen, port_of, refuse_production, serve

NEEDED = (
    "GOOGLE_CLIENT_ID",
    "GOOGLE_CLIENT_SECRET",
    "APPLE_CLIENT_ID",
    "APPLE_TEAM_ID",
    "APPLE_KEY_ID",
    "APPLE_PRIVATE_KEY",
)


def arguments() -> argparse.Namespace:
    description = "A stand-in for the login with Google and Apple."
    parser = argparse.ArgumentParser(prog="python -m sandbox.identity", description=description)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8005, help="0 takes any free one")
    parser.add_argument("--site", default="http://127.0.0.1:8000", help="the address of the application")
    parser.add_argument("--data", type=Path, help="the folder of its state; without one, it remembers nothing")
    return parser.parse_args()


def main() -> None:
    refuse_production("identity")
    chosen = arguments()
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        fail(f"Set {', '.join(missing)}, to the values that the application has.")
    # Authlib refuses requests without encryption otherwise.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    listener = listen(chosen.host, chosen.port, "--port")
    print(f"Identity sandbox on http://{chosen.host}:{port_of(listener)}", flush=True)
    serve(create_app(os.environ, site=chosen.site, data=chosen.data), listener)


if __name__ == "__main__":
    main()

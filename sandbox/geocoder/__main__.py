"""Start the stand-in: python -m sandbox.geocoder --port 8004"""

import argparse

from sandbox.geocoder.matches import matches
from sandbox.geocoder.web import create_app
from sandbox.process import listen, port_of, refuse_production, serve


def main() -> None:
    refuse_production("geocoder")
    parser = argparse.ArgumentParser(prog="python -m sandbox.geocoder", description="A stand-in for a geocoder.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8004, help="0 takes any free one")
    chosen = parser.parse_args()
    matches("1 Main St, Portland, OR 97202")  # the first one reads all ZIP codes, for which nobody should wait
    listener = listen(chosen.host, chosen.port, "--port")
    print(f"Geocoder sandbox on http://{chosen.host}:{port_of(listener)}", flush=True)
    serve(create_app(), listener)


if __name__ == "__main__":
    main()

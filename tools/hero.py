"""The home page image, redrawn for day and night into static/src/img by `python -m tools.hero`.

Both files are in the repository: the front end is built without Python, and the image is part of the design, not of the
demo data that share its code.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image

from tools.illustrations import hero, render

FOLDER = Path(__file__).parent.parent / "static" / "src" / "img"
WIDTH = 1200
QUALITY = 82
FILES = {"hero.webp": False, "hero-night.webp": True}


def drawn(*, night: bool, width: int = WIDTH) -> Image.Image:
    # Drawn at twice the size and scaled down, for softer edges than the renderer's own.
    large = Image.open(BytesIO(render(hero(night=night), 2 * width))).convert("RGB")
    return large.resize((width, large.height * width // large.width), Image.Resampling.LANCZOS)


def main() -> None:
    for name, night in FILES.items():
        drawn(night=night).save(FOLDER / name, "WEBP", quality=QUALITY, method=6)
        print(f"{FOLDER / name}: {(FOLDER / name).stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()

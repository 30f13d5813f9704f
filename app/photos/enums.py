from enum import StrEnum


class PictureState(StrEnum):
    WAITING = "waiting"  # taken in; its files are about to be made
    READY = "ready"
    FAILED = "failed"  # it cannot be shown, and its row says why


class Format(StrEnum):
    """What a picture is served as; the value is how its files' names end. The lightest first, as browsers choose."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpg"

    @property
    def mimetype(self) -> str:
        return {Format.JPEG: "image/jpeg"}.get(self, f"image/{self.value}")

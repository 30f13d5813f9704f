from enum import StrEnum


class PhotoState(StrEnum):
    WAITING = "waiting"  # stored; its files have not been made yet
    READY = "ready"
    FAILED = "failed"  # cannot be shown; its row says why


class Format(StrEnum):
    """The formats in which a photo is served; the value is the file extension. Smallest first, as browsers choose."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpg"

    @property
    def mimetype(self) -> str:
        return {Format.JPEG: "image/jpeg"}.get(self, f"image/{self.value}")

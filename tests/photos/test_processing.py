"""Processing of photos: any upload results in clean files or an error message."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from app.photos.enums import Format
from app.photos.processing import Processed, process
from app.photos.sizes import rendition_widths
from app.photos.validation import MAX_BYTES, MAX_SCANS, START_OF_SCAN, PhotoRejected, examine
from tests.photos.samples import BLUE, RED, decoded, encoded, from_a_phone, halves, png_that_claims
from tests.sizes import sized


def near(left: object, right: tuple[int, ...], *, by: int = 12) -> bool:
    assert isinstance(left, tuple)
    return all(abs(a - b) <= by for a, b in zip(left, right, strict=True))


def only(processed: Processed) -> Image.Image:
    """Return the largest WebP, decoded."""
    return decoded(processed.renditions[widths(processed)[-1], Format.WEBP])


def widths(processed: Processed) -> list[int]:
    return sorted({width for width, _ in processed.renditions})


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_four_formats_are_read_and_converted_to_three(file_format: str) -> None:
    processed = process(encoded(halves(), file_format, quality=95))
    assert (processed.width, processed.height) == (600, 400)
    assert set(processed.renditions) == {(width, format) for width in (400, 600) for format in Format}
    names = {Format.AVIF: "AVIF", Format.WEBP: "WEBP", Format.JPEG: "JPEG"}
    for (width, format), data in processed.renditions.items():
        image = decoded(data)
        assert (image.format, image.size, image.mode) == (names[format], (width, round(width * 2 / 3)), "RGB")
        assert near(image.getpixel((width // 6, width // 3)), RED)
        assert near(image.getpixel((width * 5 // 6, width // 3)), BLUE)


def test_browsers_that_support_newer_formats_load_smaller_files() -> None:
    photo = Image.effect_noise((100, 75), 90).resize((1600, 1200), Image.Resampling.BICUBIC).convert("RGB")
    renditions = process(encoded(photo, "JPEG", quality=95)).renditions
    for width in (400, 800, 1200, 1600):
        avif, webp, jpeg = (len(renditions[width, format]) for format in Format)
        assert avif < webp < jpeg


@pytest.mark.parametrize(
    ("width", "kept"),
    [
        (1, (1,)),
        (399, (399,)),
        (400, (400,)),
        (401, (400, 401)),
        (1000, (400, 800, 1000)),
        (1600, (400, 800, 1200, 1600)),
    ],
)
def test_photo_is_never_enlarged(width: int, kept: tuple[int, ...]) -> None:
    assert rendition_widths(width) == kept
    assert tuple(widths(process(encoded(halves(width, width))))) == kept


def test_large_photo_is_shrunk_and_its_own_size_is_stored() -> None:
    processed = process(encoded(halves(4000, 3000), "JPEG"))
    assert (processed.width, processed.height) == (4000, 3000)
    sizes = {400: (400, 300), 800: (800, 600), 1200: (1200, 900), 1600: (1600, 1200)}
    assert {(width, decoded(data).size) for (width, _), data in processed.renditions.items()} == set(sizes.items())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a photo",
        b"PK\x03\x04" + bytes(100),
        b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script></html>",
        b"GIF89a" + bytes(100),
        encoded(halves(), "GIF"),
        encoded(halves(), "BMP"),
        encoded(halves(), "TIFF"),
    ],
    ids=["empty", "text", "archive", "html-as-png", "gif-header", "gif", "bmp", "tiff"],
)
def test_unsupported_files_are_refused_by_their_content(data: bytes) -> None:
    for look in (examine, process):
        with pytest.raises(PhotoRejected, match="Choose a JPEG, PNG, WebP, or AVIF file"):
            look(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG drawing.*Export it as a PNG"),
        (
            b"<?xml version='1.0'?>\n<!-- pond -->\n<SVG><script>alert(1)</script></SVG>",
            "SVG drawing.*Export it as a PNG",
        ),
        (b"%PDF-1.7\n", "PDF.*Save its photo as a JPEG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC.*Export it as a JPEG"),
    ],
    ids=["svg", "svg-after-xml", "pdf", "heic"],
)
def test_common_unsupported_formats_are_named_with_advice(data: bytes, expected: str) -> None:
    for look in (examine, process):
        with pytest.raises(PhotoRejected, match=expected):
            look(data)


def test_examining_a_photo_returns_its_upright_size() -> None:
    found = examine(from_a_phone(6))
    assert (found.width, found.height) == (400, 600)


def test_content_other_than_pixels_is_dropped_from_polyglot_files() -> None:
    """The upload is a JPEG with a program in its comment and an archive at its end.

    Served files come only from its pixels.
    """
    upload = encoded(halves(), "JPEG", comment=b"*/=1;alert(1);/*") + b"PK\x03\x04<script>alert(1)</script>"
    for data in process(upload).renditions.values():
        assert not any(part in data for part in (b"alert", b"PK\x03\x04", b"<script"))


def test_jpeg_with_too_many_scans_is_refused() -> None:
    upload = encoded(halves(), "JPEG", progressive=True)
    scan = upload[upload.index(START_OF_SCAN) : upload.index(START_OF_SCAN, upload.index(START_OF_SCAN) + 2)]
    head, tail = upload.split(scan, 1)
    assert examine(head + scan + tail)
    with pytest.raises(PhotoRejected, match="save it again"):
        examine(head + scan * MAX_SCANS + scan + tail)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_truncated_file_is_refused_with_advice(file_format: str) -> None:
    data = encoded(Image.effect_noise((600, 400), 80).convert("RGB"), file_format)
    with pytest.raises(PhotoRejected, match=r"damaged or incomplete.*save it again|Choose a JPEG"):
        process(data[: len(data) // 2])


@pytest.mark.parametrize(("width", "height"), [(8000, 8001), (40_000, 40_000), (60_000, 60_000)])
def test_decompression_bomb_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    for look in (examine, process):
        with pytest.raises(PhotoRejected, match="more than 64 megapixels"):
            look(png_that_claims(width, height))


def test_file_that_is_too_large_is_refused_before_it_is_opened() -> None:
    for look in (examine, process):
        with pytest.raises(PhotoRejected, match="larger than 15 MB"):
            look(bytes(MAX_BYTES + 1))


@pytest.mark.parametrize("size", [(100, 801), (801, 100), (1, 30_000)])
def test_photo_that_is_too_narrow_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(PhotoRejected, match="too narrow"):
        process(encoded(Image.new("RGB", size)))


def test_metadata_is_removed_from_every_file() -> None:
    upload = from_a_phone()
    assert b"Secret Phone" in upload
    assert b"Secret note" in upload
    for data in process(upload).renditions.values():
        assert not any(secret in data for secret in (b"Secret", b"EXIF", b"ICCP", b"ICC_PROFILE", b"XMP ", b"Exif"))
        assert not decoded(data).getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & decoded(data).info.keys()


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (600, 400), (100, 200)),
        (2, (600, 400), (500, 200)),
        (3, (600, 400), (500, 200)),
        (6, (400, 600), (200, 100)),
        (8, (400, 600), (200, 500)),
    ],
)
def test_photo_is_turned_upright(orientation: int, size: tuple[int, int], red_at: tuple[int, int]) -> None:
    processed = process(from_a_phone(orientation))
    assert (processed.width, processed.height) == size
    assert only(processed).size == size
    assert near(only(processed).getpixel(red_at), RED)


def test_large_photo_on_its_side_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    processed = process(encoded(halves(5000, 4000), "JPEG", exif=exif))
    assert (processed.width, processed.height) == (4000, 5000)
    assert only(processed).size == (1600, 2000)


def test_transparent_pixels_become_white() -> None:
    image = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    image.paste((*RED, 255), (25, 0, 50, 50))
    result = only(process(encoded(image)))
    assert near(result.getpixel((10, 25)), (255, 255, 255))
    assert near(result.getpixel((40, 25)), RED)


def test_transparent_color_of_a_palette_becomes_white() -> None:
    image = halves(50, 50, "P")
    transparent = image.getpixel((10, 25))
    result = only(process(encoded(image, transparency=transparent)))
    assert near(result.getpixel((10, 25)), (255, 255, 255))
    assert near(result.getpixel((40, 25)), BLUE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png_of_every_mode_is_read(mode: str) -> None:
    image = Image.new("I;16", (20, 20), 32_896) if mode == "I;16" else halves(20, 20, mode)
    assert only(process(encoded(image))).size == (20, 20)


def test_16_bit_gray_is_scaled_instead_of_clipped() -> None:
    assert near(only(process(encoded(Image.new("I;16", (20, 20), 32_896)))).getpixel((10, 10)), (128, 128, 128), by=3)


def test_cmyk_jpeg_is_read() -> None:
    assert near(only(process(encoded(halves(mode="CMYK"), "JPEG", quality=95))).getpixel((100, 200)), RED, by=20)


def test_colors_of_another_color_space_become_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A color space with red and blue swapped.
    swapped = profile.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
    for mode in ("RGB", "RGBA"):
        result = only(process(encoded(halves(mode=mode), icc_profile=swapped)))
        assert near(result.getpixel((100, 200)), BLUE)
        assert near(result.getpixel((500, 200)), RED)


def test_damaged_color_profile_is_ignored() -> None:
    result = only(process(encoded(halves(), icc_profile=b"no profile at all")))
    assert near(result.getpixel((100, 200)), RED)


def test_only_the_first_frame_of_an_animation_is_used() -> None:
    frames = [Image.new("RGB", (30, 30), color) for color in (RED, BLUE)]
    data = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100)
    result = process(data).renditions[30, Format.WEBP]
    assert b"ANIM" in data
    assert b"ANIM" not in result
    assert near(decoded(result).getpixel((15, 15)), RED)


def test_photo_of_one_pixel_is_processed() -> None:
    processed = process(encoded(Image.new("RGB", (1, 1), RED)))
    assert (processed.width, processed.height, widths(processed)) == (1, 1, [1])


def test_key_depends_only_on_the_pixels() -> None:
    plain = process(encoded(halves(), "PNG"))
    assert process(encoded(halves(), "PNG", compress_level=1)) == plain
    assert process(encoded(halves(), "WEBP", lossless=True)).key == plain.key
    assert process(encoded(halves(601, 400), "PNG")).key != plain.key
    assert process(encoded(halves().transpose(Image.Transpose.ROTATE_180), "PNG")).key != plain.key


def test_smaller_widths_have_smaller_files() -> None:
    renditions = process(encoded(Image.effect_noise((2000, 1500), 60).convert("RGB"), "JPEG")).renditions
    for format in Format:
        weights = [len(renditions[width, format]) for width in (400, 800, 1200, 1600)]
        assert all(small < large for small, large in pairwise(weights))


SEEDS = [from_a_phone(6), *(encoded(halves(60, 40), kind) for kind in ("PNG", "WEBP", "AVIF"))]


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow warns about damaged EXIF
@settings(max_examples=sized(150, 40), deadline=None)
@given(
    st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6)), max_size=8)
)
def test_file_damaged_anywhere_gives_a_photo_or_a_refusal(data: bytes, damage: list[tuple[float, bytes]]) -> None:
    broken = bytearray(data)
    for place, noise in damage:
        at = int(place * len(broken))
        broken[at : at + len(noise)] = noise
    with suppress(PhotoRejected):
        assert process(bytes(broken)).renditions

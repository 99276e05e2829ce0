"""What a file is, by its bytes: its name and what Telegram says of it are anybody's. Nothing is ever unpacked.

`puremagic` knows the signatures; office files, which are all zips or all OLE to it, are told apart here.
"""

import io
import zipfile
from dataclasses import dataclass

from storage.model.evidence import Why

MOST_UNPACKED = 300 * 2**20
"""Bytes that an office file says it holds; one of 20 MB with pictures holds little more."""
MOST_MEMBERS = 5_000
MOST_LISTED = MOST_MEMBERS * 200
"""Bytes of the list of them: 46 each and a name."""
JPEG, PNG, WEBP, HEIC, TIFF = "image/jpeg", "image/png", "image/webp", "image/heic", "image/tiff"
PDF, MP4, OFD = "application/pdf", "video/mp4", "application/ofd"
_XML = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX, PPTX = (
    f"{_XML}.wordprocessingml.document",
    f"{_XML}.spreadsheetml.sheet",
    f"{_XML}.presentationml.presentation",
)
DOC, XLS, PPT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
_ENDINGS = {
    JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    PNG: ("png",),
    WEBP: ("webp",),
    HEIC: ("heic", "heif"),
    TIFF: ("tif", "tiff"),
    PDF: ("pdf",),
    MP4: ("mp4", "m4v", "mov"),
    OFD: ("ofd",),
    DOCX: ("docx",),
    XLSX: ("xlsx",),
    PPTX: ("pptx",),
    DOC: ("doc", "wps"),
    XLS: ("xls", "et"),
    PPT: ("ppt", "dps"),
}
"""What is taken, and how it may be called; wps, et and dps are what WPS calls its own OLE files."""
ENDINGS = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
_SAME = {
    "image/jpeg": JPEG,
    "image/png": PNG,
    "image/webp": WEBP,
    "image/heic": HEIC,
    "image/heif": HEIC,
    "image/tiff": TIFF,
    "application/pdf": PDF,
    "video/mp4": MP4,
    "video/quicktime": MP4,
}
"""puremagic's names for what needs no second look."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_STREAMS = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS), ("PowerPoint Document", PPT))
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_MAIN = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX, "OFD.xml": OFD}
_ZIP = b"PK\x03\x04"
_END, _LOCATOR, _LONG_END = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_END_BYTES, _LOCATOR_BYTES, _LONG_END_BYTES = 22, 20, 56
_LONGEST_COMMENT = 65_535
"""The end of a zip (PKWARE APPNOTE 4.3.14-16), which says where the list is and how long."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is: its type, or why it is not taken (then `type` may still say what it is)."""

    type: str = ""
    why: Why | None = None


def ending_of(name: str) -> str:
    """The ending of a file's name, without the dot; '' where it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def usual_ending(kind: str) -> str:
    """What a file of this type is usually called at the end, without the dot."""
    return _ENDINGS[kind][0] if kind in _ENDINGS else "bin"


def may_be_called(name: str) -> bool:
    """Whether a file with this name may be taken at all. One without an ending is judged by its bytes alone."""
    return not ending_of(name) or ending_of(name) in ENDINGS


def look(name: str, content: bytes) -> Found:
    """What a file is, by its bytes."""
    if not content:
        return Found(why=Why.EMPTY)
    if not may_be_called(name):
        return Found(why=Why.TYPE)
    if content.startswith(_ZIP):
        found = _zipped(content)
    elif content.startswith(_OLE):
        found = _ole(content)
    else:
        found = _told(content)
    if found.why is Why.TYPE and ending_of(name):
        return Found(found.type, Why.MISMATCH)
    return found


def _told(content: bytes) -> Found:
    import puremagic  # here: its table of signatures is only needed once there is a file

    try:
        matches = puremagic.magic_string(content)
    except Exception:  # it knows none, or stumbles over what somebody made up
        return Found(why=Why.TYPE)
    best = max((one.confidence for one in matches), default=0)
    named = [one.mime_type for one in matches if one.confidence == best]
    kind = next((_SAME[one] for one in named if one in _SAME), "")
    return Found(kind) if kind else Found(next(iter(named), ""), Why.TYPE)


def _zipped(content: bytes) -> Found:
    """An office file, by the list of what is in it; that list is all that is read."""
    if _listed(content) > MOST_LISTED:
        return Found("application/zip", Why.BOMB)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except Exception:  # whatever the parser stumbles over
        return Found("application/zip", Why.TYPE)
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        return Found("application/zip", Why.BOMB)
    names = {member.filename for member in members}
    kind = next((found for name, found in _MAIN.items() if name in names), "")
    if not kind or (kind != OFD and "[Content_Types].xml" not in names):
        return Found("application/zip", Why.TYPE)
    if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names):
        return Found(kind, Why.MACROS)
    return Found(kind)


def _listed(content: bytes) -> int:
    """How long a zip says its list of members is (bytes), found as `zipfile` finds it: a long one takes seconds to read."""
    end = len(content) - _END_BYTES
    if not (content[end:].startswith(_END) and content.endswith(b"\0\0")):
        end = content.rfind(_END, max(0, end - _LONGEST_COMMENT))
    if end < 0:
        return 0
    long = end - _LOCATOR_BYTES - _LONG_END_BYTES
    if long >= 0 and content.startswith(_LOCATOR, end - _LOCATOR_BYTES) and content.startswith(_LONG_END, long):
        return int.from_bytes(content[long + 40 : long + 48], "little")
    return int.from_bytes(content[end + 12 : end + 16], "little")


def _ole(content: bytes) -> Found:
    if _LOCKED in content:
        return Found("application/x-ole-storage", Why.LOCKED)
    kind = next((found for stream, found in _STREAMS if stream.encode("utf-16-le") in content), "")
    if not kind:
        return Found("application/x-ole-storage", Why.TYPE)
    return Found(kind, Why.MACROS) if _MACROS in content else Found(kind)

"""Files on this Telegram: kept by id, shown as documents and photos, handed out again by path."""

import struct
from dataclasses import dataclass
from itertools import count
from typing import NoReturn

from bot.standin.params import Params, Upload
from bot.standin.refusals import Json, Refused, bad_request

LARGEST_DOCUMENT = 50 * 1000 * 1000
"""Bytes of a file a bot may send (Bot API, "Sending files")."""
LARGEST_PHOTO = 10 * 1000 * 1000
LARGEST_DOWNLOAD = 20 * 1024 * 1024
"""Bytes of a file a bot may fetch with getFile."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was sent; `kind` is document, photo, video, voice or sticker."""

    id: str
    kind: str
    name: str
    data: bytes
    mime: str

    @property
    def path(self) -> str:
        """Where getFile says it is."""
        ending = self.name.rsplit(".", 1)[-1] if "." in self.name else "bin"
        return f"{self.kind}s/file_{int(self.id[-8:])}.{ending}"

    def brief(self) -> Json:
        """What every kind of file says of itself."""
        return {"file_id": self.id, "file_unique_id": f"U{self.id[-8:]}", "file_size": len(self.data)}

    def body(self) -> Json:
        """The part of a Message that is this file."""
        if self.kind == "photo":
            width, height = picture_size(self.data) or (0, 0)
            scale = min(1.0, 90 / max(width, height, 1))
            small = {"width": max(1, int(width * scale)), "height": max(1, int(height * scale))}
            return {"photo": [{**self.brief(), **small}, {**self.brief(), "width": width, "height": height}]}
        named = {**self.brief(), "file_name": self.name, "mime_type": self.mime}
        if self.kind == "video":
            named |= {"width": 640, "height": 360, "duration": 1}  # nobody here looks into it
        return {self.kind: named}


class Files:
    """Every file that was ever sent here."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._paths: dict[str, File] = {}
        self._numbers = count(1)

    def keep(self, kind: str, name: str, data: bytes, mime: str) -> File:
        """Store a file and give it its id."""
        number = next(self._numbers)
        prefix = "AgAC" if kind == "photo" else "BQAC"
        file = File(f"{prefix}AgUAAx{number:08d}", kind, name, data, mime)
        self._files[file.id] = file
        return file

    def get(self, file_id: str) -> File | None:
        """The file of that id, or None."""
        return self._files.get(file_id)

    def download(self, path: str) -> File | None:
        """The file at a path that getFile named, or None."""
        return self._paths.get(path)

    def sent(self, params: Params, kind: str, reference: str, field: str) -> File:
        """The file a call sends: uploaded under `field`, attached by name, or known by id. Raises `Refused`."""
        upload = params.uploads.get(reference.removeprefix("attach://") if reference else field)
        upload = upload or params.uploads.get(field)
        if upload is not None:
            return self._uploaded(kind, upload)
        if not reference or reference.startswith("attach://"):
            raise bad_request(f"there is no {kind} in the request")
        if "://" in reference:
            raise bad_request("failed to get HTTP URL content")  # this machine fetches nothing
        file = self._files.get(reference)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind != kind:
            raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
        return file

    def _uploaded(self, kind: str, upload: Upload) -> File:
        name, data, mime = upload
        if not data:
            raise bad_request("file must be non-empty")
        if kind == "photo":
            if len(data) > LARGEST_PHOTO:
                _too_large()
            size = picture_size(data)
            if size is None:
                raise bad_request("IMAGE_PROCESS_FAILED")
            if sum(size) > 10_000 or max(size) > 20 * min(size):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
        elif len(data) > LARGEST_DOCUMENT:
            _too_large()
        return self.keep(kind, name or "file", data, mime)

    def get_file(self, params: Params) -> Json:
        """The Bot API's getFile: from now on the file can be downloaded at the path it names."""
        file = self._files.get(params.text("file_id"))
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(file.data) > LARGEST_DOWNLOAD:
            raise bad_request("file is too big")
        self._paths[file.path] = file
        return {**file.brief(), "file_path": file.path}


def _too_large() -> NoReturn:
    raise Refused(413, "Request Entity Too Large")


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF, WebP or JPEG; None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:6] in {b"GIF87a", b"GIF89a"} and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp_size(data)
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    match data[12:16]:
        case b"VP8X":
            return (
                int.from_bytes(data[24:27], "little") + 1,
                int.from_bytes(data[27:30], "little") + 1,
            )
        case b"VP8 ":
            width, height = struct.unpack("<HH", data[26:30])
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # a frame header
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None

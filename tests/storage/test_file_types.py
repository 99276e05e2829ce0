"""What a file is, by its bytes, whatever it is called: hostile ones too."""

import io
import struct
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.file_types import ENDINGS, Found, look, may_be_called
from storage.model.evidence import LONGEST_NAME, Why, clean_name

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(100)
PDF = b"%PDF-1.7\n" + bytes(100)


def packed(*names: str, content: bytes = b"<a/>") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return stream.getvalue()


TYPES = "[Content_Types].xml"
GOOD = {
    "a.png": (PNG, "image/png"),
    "a.jpg": (JPEG, "image/jpeg"),
    "a.webp": (b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(100), "image/webp"),
    "a.heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100), "image/heic"),
    "a.mp4": (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42" + bytes(100), "video/mp4"),
    "a.tif": (b"II*\x00" + bytes(100), "image/tiff"),
    "a.pdf": (PDF, "application/pdf"),
    "a.docx": (packed(TYPES, "word/document.xml"), "wordprocessingml"),
    "a.xlsx": (packed(TYPES, "xl/workbook.xml"), "spreadsheetml"),
    "a.pptx": (packed(TYPES, "ppt/presentation.xml"), "presentationml"),
    "a.ofd": (packed("OFD.xml"), "ofd"),
    "a.doc": (OLE + "WordDocument".encode("utf-16-le"), "msword"),
    "a.wps": (OLE + "WordDocument".encode("utf-16-le"), "msword"),
    "a.xls": (OLE + "Workbook".encode("utf-16-le"), "ms-excel"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken_is_known_by_its_bytes(name: str) -> None:
    content, kind = GOOD[name]
    found = look(name, content)
    assert found.why is None
    assert kind in found.type
    assert look("", content) == found  # a photo has no name


def test_an_image_under_another_image_s_name_is_taken_for_what_it_is() -> None:
    assert look("a.jpg", PNG) == Found("image/png")


EVIL = {
    "exe": (b"MZ" + bytes(3000), Why.MISMATCH),
    "elf": (b"\x7fELF" + bytes(100), Why.MISMATCH),
    "html": (b"<html><script>alert(1)</script>", Why.MISMATCH),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()">', Why.MISMATCH),
    "script": (b"#!/bin/sh\nrm -rf /\n", Why.MISMATCH),
    "text": ("甲乙丙".encode(), Why.MISMATCH),
    "zip": (packed("a.exe"), Why.MISMATCH),
    "rar": (b"Rar!\x1a\x07\x00" + bytes(50), Why.MISMATCH),
    "half a zip": (b"PK\x03\x04" + bytes(50), Why.MISMATCH),
    "an exe before a pdf": (b"MZ" + bytes(200) + PDF, Why.MISMATCH),
    "macros": (packed(TYPES, "word/document.xml", "word/vbaProject.bin"), Why.MACROS),
    "macros in ole": (OLE + "WordDocument".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le"), Why.MACROS),
    "a password": (OLE + "EncryptedPackage".encode("utf-16-le"), Why.LOCKED),
    "many members": (packed(TYPES, "word/document.xml", *(f"{n}" for n in range(5_000))), Why.BOMB),
    "nothing": (b"", Why.EMPTY),
}


@pytest.mark.parametrize("case", EVIL)
def test_what_only_says_it_is_a_document_is_refused(case: str) -> None:
    content, why = EVIL[case]
    assert look("证书.pdf", content).why is why


def test_a_bomb_is_seen_by_its_list_and_never_unpacked() -> None:
    bomb = bytearray(packed(TYPES, "word/document.xml", "word/media/1.bmp", content=bytes(2**20)))
    assert len(bomb) < 2**13
    assert look("证书.docx", bytes(bomb)).why is None
    struct.pack_into("<I", bomb, bomb.rindex(b"PK\x01\x02") + 24, 2**31)  # what its last member unpacks to, by the list
    assert look("证书.docx", bytes(bomb)) == Found("application/zip", Why.BOMB)


@pytest.mark.parametrize("long", [False, True])
def test_a_list_of_millions_is_not_read(long: bool) -> None:
    listed = 200_000 * (struct.pack("<4s24xH16x", b"PK\x01\x02", 1) + b"a")
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 2**32 - 1 if long else len(listed), 30, 0)
    if long:
        record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(listed), 30)
        end = record + struct.pack("<4sLQL", b"PK\x06\x07", 0, 30 + len(listed), 1) + end
    began = time.process_time()
    assert look("证书.docx", b"PK\x03\x04" + bytes(26) + listed + end).why is Why.BOMB
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize("name", ["a.exe", "a.pdf.exe", "a.html", "a.SVG", "a.zip", "a.lnk", "a.docm"])
def test_some_names_are_enough(name: str) -> None:
    assert not may_be_called(name)
    assert look(name, PDF).why is Why.TYPE


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.sampled_from([content for content, _ in GOOD.values()]), st.just(b"")),
    st.binary(max_size=60),
    st.data(),
)
def test_nothing_made_up_breaks_the_look(start: bytes, more: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, min(len(start), 80)))
    found = look(data.draw(st.sampled_from(["", "a.pdf", "a.docx", "a"])), start[:cut] + more)
    assert (found.why is None) == (found.type in ENDINGS.values() and found.why is None)


@given(st.text(max_size=300))
def test_a_name_is_one_short_line_without_folders(name: str) -> None:
    clean = clean_name(name)
    assert len(clean) <= LONGEST_NAME
    assert not set(clean) & set("/\\:\n\r\t\0\u202e\u2028")
    assert clean not in (".", "..")
    assert clean_name(clean) == clean


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\证书.pdf", "证书.pdf"),
        ("专利\u202efdp.exe", "专利 fdp.exe"),
        ("  证书 .pdf ", "证书 .pdf"),
        ("长" * 200 + ".pdf", "长" * 75 + "….pdf"),
        ("....", ""),
        ("<b>&.pdf", "b &.pdf"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == clean

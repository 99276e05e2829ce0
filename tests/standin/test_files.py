"""Files sent both ways."""

import json
import struct

import pytest

from bot.standin.files import picture_size
from bot.standin.phone import Phone
from bot.standin.telegram import TOKEN, Telegram
from tests.standin.conftest import PNG, Api


async def test_a_file_goes_out_and_comes_back(api: Api, telegram: Telegram, worker: Phone) -> None:
    files = {"document": ("名单.xlsx", b"content", "application/vnd.ms-excel")}
    sent = await api("sendDocument", files, chat_id=900001, caption="表")
    document = sent["document"]
    assert (document["file_name"], document["file_size"], sent["caption"]) == ("名单.xlsx", 7, "表")
    assert telegram.download(TOKEN, "documents/file_1.xlsx") is None  # not before getFile
    path = (await api("getFile", file_id=document["file_id"]))["file_path"]
    file = telegram.download(TOKEN, path)
    assert file is not None
    assert file.data == b"content"
    assert telegram.download("other", path) is None
    again = await api("sendDocument", chat_id=900001, document=document["file_id"])
    assert again["document"]["file_id"] == document["file_id"]


async def test_a_person_sends_files(api: Api, telegram: Telegram, worker: Phone) -> None:
    worker.document("名单.csv", "名称\n甲".encode(), "请导入")
    worker.photo("p.png", PNG, "现场")
    document, photo = (update["message"] for update in await api("getUpdates"))
    assert document["document"]["mime_type"] == "text/csv"
    assert document["caption"] == "请导入"
    assert photo["photo"][-1]["width"] == 16
    path = (await api("getFile", file_id=photo["photo"][-1]["file_id"]))["file_path"]
    assert telegram.download(TOKEN, path).data == PNG  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("method", "files", "params", "reason"),
    [
        ("sendDocument", None, {}, "there is no document in the request"),
        ("sendPhoto", None, {"photo": "attach://p"}, "there is no photo in the request"),
        ("sendDocument", {"document": ("x", b"", "text/plain")}, {}, "file must be non-empty"),
        ("sendPhoto", {"photo": ("x.png", b"no picture", "image/png")}, {}, "IMAGE_PROCESS_FAILED"),
        ("sendDocument", None, {"document": "nothing"}, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", None, {"document": "https://e.com/a"}, "failed to get HTTP URL content"),
        ("getFile", None, {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
    ],
)
async def test_files_that_are_refused(
    api: Api,
    worker: Phone,
    method: str,
    files: dict[str, tuple[str, bytes, str]] | None,
    params: dict[str, str],
    reason: str,
) -> None:
    assert await api(method, files, chat_id=900001, **params) == f"Bad Request: {reason}"


async def test_sizes_and_kinds_that_are_refused(api: Api, telegram: Telegram, worker: Phone) -> None:
    long = PNG[:16] + struct.pack(">II", 4000, 100) + PNG[24:]
    assert await api("sendPhoto", {"photo": ("p.png", long, "image/png")}, chat_id=900001) == (
        "Bad Request: PHOTO_INVALID_DIMENSIONS"
    )
    heavy = PNG + bytes(10_000_000)
    said = await api("sendPhoto", {"photo": ("p.png", heavy, "image/png")}, chat_id=900001)
    assert (said, said.status) == ("Request Entity Too Large", 413)
    photo = (await api("sendPhoto", {"photo": ("p.png", PNG, "image/png")}, chat_id=900001))["photo"]
    assert await api("sendDocument", chat_id=900001, document=photo[0]["file_id"]) == (
        "Bad Request: can't use file of type Photo as Document"
    )
    big = telegram.files.keep("document", "big", bytes(21 * 1024**2), "text/plain")
    assert await api("getFile", file_id=big.id) == "Bad Request: file is too big"


async def test_albums(api: Api, worker: Phone) -> None:
    media = [{"type": "photo", "media": f"attach://p{number}", "caption": "图"} for number in range(2)]
    files = {f"p{number}": ("p.png", PNG, "image/png") for number in range(2)}
    sent = await api("sendMediaGroup", files, chat_id=900001, media=json.dumps(media))
    assert len({message["media_group_id"] for message in sent}) == 1
    assert await api("sendMediaGroup", chat_id=900001, media=[]) == "Bad Request: there are no messages to send"
    assert await api("sendMediaGroup", files, chat_id=900001, media=media * 6) == (
        "Bad Request: too many messages to send as an album"
    )
    worker.album([("a.png", PNG), ("b.png", PNG)], "两张")
    received = [update["message"] for update in await api("getUpdates")]
    assert [message.get("caption") for message in received] == ["两张", None]
    assert len({message["media_group_id"] for message in received}) == 1


def test_sizes_of_pictures() -> None:
    assert picture_size(PNG) == (16, 8)
    assert picture_size(b"GIF89a" + struct.pack("<HH", 3, 4)) == (3, 4)
    frame = b"\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20, 30) + bytes(20)
    assert picture_size(b"\xff\xd8" + frame) == (30, 20)
    webp = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0" + (99).to_bytes(3, "little") + (49).to_bytes(3, "little")
    assert picture_size(webp) == (100, 50)
    assert picture_size(b"%PDF") is None

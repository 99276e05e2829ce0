"""PTB's `BaseRequest` calling the stand-in in process: the house with it differs from `run` in nothing else."""

import json
import re
from typing import Any
from urllib.parse import unquote

from telegram.error import TimedOut
from telegram.request import BaseRequest, RequestData

from bot.standin.faults import AnswerLost, Unreachable
from bot.standin.params import Upload
from bot.standin.telegram import Telegram
from bot.transport import NotSent

_URL = re.compile(r".*?/(?P<file>file/)?bot(?P<token>[^/]*)/(?P<rest>.*)")


class StandinRequest(BaseRequest):
    """Takes the calls to the stand-in. Faults become the errors that `bot.transport` makes of the same thing."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float | None:
        """No limit: the stand-in always answers."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_timeouts: Any,
        **_named_timeouts: Any,
    ) -> tuple[int, bytes]:
        """One call: HTTP status and body. Raises `NotSent` and `TimedOut`."""
        read = _URL.fullmatch(url)
        if read is None:
            return 404, b""
        if read["file"] and method == "GET":
            # PTB quotes the path of a file, the colon in the token too; a server reads it unquoted
            file = self._telegram.download(unquote(read["token"]), unquote(read["rest"]))
            return (200, file.data) if file else (404, b"{}")
        params = request_data.parameters if request_data else {}
        files = {name: _upload(part) for name, part in (request_data.multipart_data if request_data else {}).items()}
        try:
            status, body = await self._telegram.call(read["token"], read["rest"], params, files)
        except Unreachable as error:
            raise NotSent(f"not sent: {error}") from None
        except AnswerLost as error:
            raise TimedOut(f"no answer in time: {error}") from None
        return status, json.dumps(body).encode()


def _upload(part: tuple[str, bytes | Any, str]) -> Upload:
    name, content, mime = part
    return name, content if isinstance(content, bytes) else content.read(), mime

"""The people who hold the phones: the sample's, whose numbers are fixed, and newcomers the bot has not met."""

import csv
import functools
import zlib
from dataclasses import dataclass
from pathlib import Path

from bot.standin.refusals import Json

SAMPLE = Path(__file__).parent / "sample" / "people.csv"
APP_LANGUAGES = {"": "zh-hans", "zh": "zh-hans"}
"""What a Telegram app reports as its language (IETF tags), where that differs from our short name."""


@dataclass(frozen=True, slots=True)
class Account:
    """A Telegram account. `role` and `studio` are what the sample data says of it, '' for a newcomer."""

    key: str
    id: int
    name: str
    language: str = APP_LANGUAGES[""]
    username: str = ""
    role: str = ""
    studio: str = ""

    def user(self) -> Json:
        """As a Bot API User."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.name}
        if self.username:
            user["username"] = self.username
        if self.language:
            user["language_code"] = self.language
        return user

    def chat(self) -> Json:
        """As the Bot API Chat that is the private chat with it."""
        chat: Json = {"id": self.id, "type": "private", "first_name": self.name}
        if self.username:
            chat["username"] = self.username
        return chat


def newcomer(word: str) -> Account:
    """The account a new word stands for: the same word is always the same account."""
    return Account(key=word, id=1_000_000_000 + zlib.crc32(word.encode()) % 10**9, name=word)


@functools.cache
def sample() -> tuple[Account, ...]:
    """The people of the sample data, in the file's order."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Account(
                key=row["key"],
                id=int(row["telegram_id"]),
                name=row["name"],
                language=APP_LANGUAGES.get(row["language"], row["language"]),
                role=row["role"],
                studio=row["studio"],
            )
            for row in csv.DictReader(file)
        )

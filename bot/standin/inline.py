"""Inline mode: what somebody types behind the bot's name in any chat, the bot's results, and sharing one of them.

Refusals are the Bot API server's (TDLib, `InlineQueriesManager.cpp`) as far as they are known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.standin.chats import Chat, Chats, Post, Sight
from bot.standin.entities import render, units
from bot.standin.keyboards import reply_markup
from bot.standin.params import Params
from bot.standin.people import Account
from bot.standin.refusals import Json, bad_request
from bot.standin.sending import LONGEST_TEXT, written

ANSWERED_WITHIN_MS = 10_000
"""How long a query can be answered. Telegram publishes no number; clients give up after about ten seconds."""
MOST_RESULTS = 50
"""Bot API, answerInlineQuery."""
LONGEST_ID = 64
"""Bytes of a result's id (Bot API, InlineQueryResultArticle)."""
LONGEST_QUERY = 256
"""Characters (Bot API, InlineQuery)."""

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True)
class Result:
    """One result as it is offered, and the message it becomes."""

    id: str
    title: str
    description: str
    body: Json
    markup: Json


@dataclass(frozen=True, slots=True)
class _Query:
    chat: Chat
    user: int
    until: int


class Inline:
    """The queries that wait for their results, and what everybody was offered last."""

    def __init__(self, chats: Chats, now: Callable[[], int]) -> None:
        self._chats = chats
        self._now = now
        self._open: dict[str, _Query] = {}
        self._offered: dict[int, list[Result]] = {}
        self._numbers = count(6_000_000_000_000_000)

    def open(self, account: Account, text: str, kind: str) -> Json:
        """Note a query typed in a chat of this kind; the Bot API's InlineQuery."""
        number = str(next(self._numbers))
        chat = self._chats.private(account)
        self._open = {key: one for key, one in self._open.items() if one.until >= self._now()}
        self._open[number] = _Query(chat, account.id, self._now() + ANSWERED_WITHIN_MS)
        self._offered.pop(account.id, None)
        query = text[:LONGEST_QUERY]
        return {"id": number, "from": account.user(), "query": query, "offset": "", "chat_type": kind}

    def answer(self, params: Params) -> bool:
        """The Bot API's answerInlineQuery, for articles: once, and in time."""
        results = params.json("results", "inline query results")
        if not isinstance(results, list | tuple):
            raise bad_request("can't parse inline query results: Array expected")
        if len(results) > MOST_RESULTS:
            raise bad_request("RESULTS_TOO_MUCH")
        read = [_article(one) for one in results]
        if len({one.id for one in read}) < len(read):
            raise bad_request("RESULT_ID_DUPLICATE")
        query = self._open.pop(params.text("inline_query_id"), None)
        if query is None or self._now() > query.until:
            raise bad_request(_TOO_OLD)
        self._offered[query.user] = read
        shown = "\n".join(f"{one.title} · {one.description}" if one.description else one.title for one in read)
        self._chats.show(Sight("inline", query.chat, text=shown, user=query.user))
        return True

    def offered(self, user: int) -> list[Result]:
        """What an account was offered last."""
        return self._offered.get(user, [])

    def share(self, account: Account, result: Result, chat: Chat) -> Post:
        """Send a result into a chat: the account's own message, through the bot."""
        html = render(result.body["text"], result.body.get("entities") or [])
        body = {"from": account.user(), "via_bot": self._chats.bot, **result.body}
        if result.markup:
            body["reply_markup"] = result.markup
        post = self._chats.post(chat, body, html, by_bot=False, markup=result.markup)
        self._chats.show(Sight("own", chat, post, user=account.id))
        return post


def _article(one: Any) -> Result:
    if not isinstance(one, Mapping) or one.get("type") != "article":
        raise bad_request("can't parse inline query result: only articles are known here")
    number, title = str(one.get("id") or ""), str(one.get("title") or "")
    if not 0 < len(number.encode()) <= LONGEST_ID:
        raise bad_request("RESULT_ID_INVALID")
    if not title:
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = one.get("input_message_content")
    if not isinstance(content, Mapping):
        raise bad_request("can't parse inline query result: input message content is not specified")
    text, entities = written(Params({**content, "text": content.get("message_text")}))
    if units(text) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    body = {"text": text, **({"entities": entities} if entities else {})}
    return Result(number, title, str(one.get("description") or ""), body, reply_markup(Params(one)))

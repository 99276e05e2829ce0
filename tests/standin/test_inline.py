"""Inline mode: what is typed behind the bot's name, what may be answered, and what sharing a result makes."""

from typing import Any

import pytest
from telegram import Update

from bot.standin.chats import MEMBER
from bot.standin.clocks import FrozenClock
from bot.standin.inline import ANSWERED_WITHIN_MS, MOST_RESULTS
from bot.standin.phone import Phone
from bot.standin.telegram import Telegram
from tests.standin.conftest import Api

ARTICLE: dict[str, Any] = {
    "type": "article",
    "id": "course_1",
    "title": "焊接实操课",
    "description": "12月5日 周六",
    "input_message_content": {"message_text": "<b>焊接实操课</b>", "parse_mode": "HTML"},
    "reply_markup": {
        "inline_keyboard": [[{"text": "去报名", "url": "https://t.me/studio_standin_bot?start=course_1"}]]
    },
}


async def asked(api: Api, phone: Phone, text: str = "焊接") -> str:
    """The id of a query that somebody typed."""
    phone.type_inline(text)
    [update] = await api("getUpdates")
    assert Update.de_json(update, None).inline_query.query == text
    await api("getUpdates", offset=update["update_id"] + 1)
    return str(update["inline_query"]["id"])


async def test_a_result_is_shared_into_a_group_and_the_bot_hears_of_it(
    telegram: Telegram, api: Api, worker: Phone
) -> None:
    query = await asked(api, worker)
    assert await api("answerInlineQuery", inline_query_id=query, results=[ARTICLE], cache_time=30) is True
    [result] = telegram.inline.offered(worker.account.id)
    group = telegram.group("车间群", [worker.account], bot=MEMBER)
    post = worker.share(result, group)
    assert post.text == "焊接实操课"
    assert post.body["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert post.keyboard[0][0]["url"].endswith("start=course_1")
    [update] = await api("getUpdates")
    message = Update.de_json(update, None).message
    assert message.via_bot.username == "studio_standin_bot"
    assert message.from_user.id == worker.account.id


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ("x", "JSON"),
        ([{**ARTICLE, "id": ""}], "RESULT_ID_INVALID"),
        ([{**ARTICLE, "id": "字" * 22}], "RESULT_ID_INVALID"),
        ([ARTICLE, ARTICLE], "RESULT_ID_DUPLICATE"),
        ([{**ARTICLE, "title": ""}], "ARTICLE_TITLE_EMPTY"),
        ([{**ARTICLE, "input_message_content": {"message_text": ""}}], "message text is empty"),
        ([{**ARTICLE, "input_message_content": {"message_text": "<b>", "parse_mode": "HTML"}}], "can't parse entities"),
        ([{**ARTICLE, "id": str(number)} for number in range(MOST_RESULTS + 1)], "RESULTS_TOO_MUCH"),
    ],
)
async def test_what_telegram_refuses(api: Api, worker: Phone, results: Any, said: str) -> None:
    query = await asked(api, worker)
    refused = await api("answerInlineQuery", inline_query_id=query, results=results)
    assert (refused.status, said in refused) == (400, True), refused


async def test_an_answer_counts_once_and_in_time(clock: FrozenClock, api: Api, worker: Phone) -> None:
    query = await asked(api, worker)
    clock.move(ANSWERED_WITHIN_MS + 1)
    assert "query is too old" in await api("answerInlineQuery", inline_query_id=query, results=[])
    query = await asked(api, worker)
    assert await api("answerInlineQuery", inline_query_id=query, results=[]) is True
    assert (await api("answerInlineQuery", inline_query_id=query, results=[])).status == 400

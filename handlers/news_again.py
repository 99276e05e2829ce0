"""What is said of news after they were saved: 「发明专利授权改成2项」, 「第一条少报了5人」, 「我写错了」.

While nothing else is open, and within a day of what happened to them last, it opens what was saved with what would change;
nothing changes without a tap.
"""

import re
from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update
from telegram.ext import filters

from handlers.cards.my_news import news_card, own_line, record_page
from handlers.cards.news_change import begin
from handlers.cards.news_form import in_form
from handlers.cards.own_news import answering, own_news
from handlers.cards.records import changed_fields, fields_of
from handlers.cards.withdrawing import ask
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.kit.taps import Stale, Tap
from handlers.language.news_fix import Fixed, read_fix
from handlers.language.news_line import read_news
from handlers.language.saved_news import corrects, states, without_reference
from handlers.language.time_readings import read_shape, shaped
from storage import dialogues, records
from storage.model.records import OPEN, Facts, News, Record, State

MEANT = Tap("news.meant", int, int)
"""Which record a typed correction means: the news, the place in it (0 first)."""
SAID = "news_said"
"""The dialogue that keeps the correction meanwhile."""
FRESH_MS = 24 * 3600 * 1000
NEWEST, A_ROW = 6, 4
_NUMBERED = re.compile(r"(?:第 ?[\d一二两三四五六七八九十]{1,3} ?[条项]|最后一?条)")
_ELSEWHERE = re.compile("课|报名|名额|报告|[季月年]报|比赛|竞赛|通知|工作室|公告|问题|提醒")

FIELD = re.compile(r"(?:它的|那个)?(?:编号|专利号|证书号|题目|名称|日期|人数|数量|金额|依据)(?:是|:|\uff1a)")
SLIPPED = re.compile(
    "[写打说弄搞报填算记][得的]?[错多少漏]|[错多少漏重][写打说报填算记]|不对|有误|(?:数|金额|日期|时间)错|不是"
)

room = Room("news_again")


def _is_said(update: Update, context: Context) -> bool:
    text = update.message.text if update.message is not None else None
    if (
        not text
        or not context.may("news.write")
        or in_form(context)
        or answering(context)
        or dialogue.is_key(context, text)
    ):
        return False
    line = read_news(text, context.now, context.office.zone)
    if line.sure:
        return states(text)  # 「专利是3项」 is rather a correction than one more
    return line.corrects or corrects(text) or _points_back(text) or states(text) or FIELD.match(text) is not None


def _points_back(text: str) -> bool:
    return without_reference(text) is not None or _NUMBERED.match(read_shape(shaped(text.strip()))) is not None


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="news.write", name="news corrected", when=_is_said)
async def correct(update: Update, context: Context) -> Pass | None:
    """The newest news that the words say something of; where they only say that something is wrong, the newest."""
    assert update.message is not None  # the door's `when`
    text = update.message.text or ""
    found, _ = await records.page_of(context.tx, context.person.studios(), NEWEST, 0)
    newest = [one for one in found if _fresh(context, one)]
    closed = None
    for news in newest:
        fix = read_fix(text, [one.facts for one in news.records], context.now, context.office.zone)
        if fix is None or not (fix.unclear or fix.changed or fix.dropped) or _strange(news, fix):
            continue
        places = fix.unclear or [fix.origins[place] or 0 for place in fix.changed] or fix.dropped
        if meant := [place for place in places if await _changeable(context, news.records[place])]:
            await _show(context, news, text, meant)
            return None
        closed = closed or news.records[places[0]]
    if closed is not None:
        await context.say(*await record_page(context, closed))
        return None
    line = read_news(text, context.now, context.office.zone)
    about_them = not line.sure and (_NUMBERED.match(text) or (line.corrects and line.facts) or SLIPPED.search(text))
    if not newest or not about_them or _ELSEWHERE.search(text):
        return PASS
    card, rows = await news_card(context, newest[0])
    said = context.t("说的是刚保存的这份吗?要改哪一条,点它的编号;也可以直接说,例如「第1条是3项」。")
    await context.say(Markup("{}\n\n{}").format(said, card), rows)
    return None


def _fresh(context: Context, news: News) -> bool:
    """Whether the person may still speak of it as of what they just told, or of what just came back."""
    since = context.now - FRESH_MS
    back = any(one.state is State.RETURNED and one.changed_at >= since for one in news.records)
    own = news.author == context.person.id and any(one.changed_at >= since for one in news.records)
    return own or back


def _strange(news: News, fix: Fixed) -> bool:
    """Whether it adds a record, or gives one what its kind has not (a patent people)."""
    if None in fix.origins:
        return True
    for place in fix.changed:
        before, after = news.records[fix.origins[place] or 0].facts, fix.facts[place]
        if set(changed_fields(before, after)) - set(fields_of(Facts(after.kind, benefit=after.benefit))):
            return True
    return False


async def _show(context: Context, news: News, text: str, meant: Sequence[int]) -> None:
    """What would change of the one that is meant; where it may be several, which of them."""
    if len(meant) == 1:
        await _open(context, news.records[meant[0]], _facts_at(context, news, text, meant[0]))
        return
    await dialogues.begin(context.tx, context.person.id, SAID, SAID, {"text": text}, context.now)
    lines = [context.t("「{said}」说的是哪一条?一次改一条。", said=text)]
    lines += [Markup("{}. {}").format(news.records[at].position, own_line(context, news.records[at])) for at in meant]
    keys = [
        MEANT.button(context.label("第 {number} 条", number=news.records[at].position), news.id, at) for at in meant
    ]
    await context.say(Markup("\n").join(lines), _rows(keys))


def _rows(keys: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    return [list(keys[at : at + A_ROW]) for at in range(0, len(keys), A_ROW)]


async def _changeable(context: Context, record: Record) -> bool:
    if record.void:
        return False
    approved = record.state is State.APPROVED and record.corrects is None
    return record.state in OPEN or (approved and await records.correction_of(context.tx, record.id) is None)


def _facts_at(context: Context, news: News, text: str, place: int) -> Facts | None:
    """What the words make of the record at this place; None where they drop it."""
    before = [one.facts for one in news.records]
    for said in (text, f"第{place + 1}条{text}"):
        fix = read_fix(said, before, context.now, context.office.zone)
        if fix is not None and not fix.unclear:
            return fix.facts[fix.origins.index(place)] if place in fix.origins else None
    return before[place]


async def _open(context: Context, record: Record, facts: Facts | None, *, below: bool = True) -> None:
    if facts is None:
        await ask(context, record, below=below)
    else:
        await begin(context, record, facts=facts, below=below)


@room.on_tap(MEANT, action="news.write")
async def choose(update: Update, context: Context) -> None:
    """The one that is meant, below the question: the others can still be tapped."""
    number, place = context.tap
    news = await own_news(context, number)
    waiting = await dialogues.named(context.tx, context.person.id, SAID)
    if news is None:
        return
    if waiting is None or not 0 <= place < len(news.records):
        raise Stale(context.tap)
    await _open(context, news.records[place], _facts_at(context, news, str(waiting.answers["text"]), place))

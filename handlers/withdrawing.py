"""撤回 and 申请作废: what a studio reported is taken back, by its button or in words (「撤回第2条」); it is asked once."""

import re
from collections.abc import Sequence

from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.cards.my_news import VOID, WITHDRAW, news_card, own_line, record_page
from handlers.cards.news_form import NEW, in_form
from handlers.cards.own_news import answering, own_record, seen_record
from handlers.cards.records import RECORD
from handlers.cards.withdrawing import REALLY, TAKING_BACK, ask
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.room import TYPED, Pass, Room
from handlers.language.amounts import number
from handlers.language.time_readings import read_shape, shaped
from storage import records
from storage.model.records import OPEN, News, Record

_ONE = r"(?:第 ?(?P<place>\d{1,2}|[一二两三四五六七八九十]{1,3}) ?[条个份]|(?P<receipt>n\d{8}-\d{4,}))"
_LAST = (
    r"(?:刚才|刚刚|刚|上面|最后|最近|这|那|上)?(?:报|发|写|提交|保存|存)?的?(?:那|这)?(?:一?[条个份])?(?:的?快报|记录)?"
)
SAID = re.compile(
    rf"(?:请|麻烦|帮我|我要|我想|想|要|把|将)*(?:撤回|作废)(?:一下|掉)?(?:{_ONE}|{_LAST})(?:的?快报|记录)?(?:吧|了|谢谢)*"
    rf"|(?:请|麻烦|帮我|我要|我想|想|要|把|将)*(?:{_ONE.replace('place', 'place2').replace('receipt', 'receipt2')}|{_LAST})"
    r"(?:快报|记录)?(?:撤回|作废)(?:一下|掉)?(?:吧|了|谢谢)*"
    r"|(?:刚才|刚刚|刚|上面|最后)(?:我?[报发写存]的?)?那?一?[条个份](?:快报|记录)?(?:都|全)?(?:不要|不报|删掉?|去掉|撤掉)(?:吧|了|谢谢)*"
)
NEWEST = 6
"""News in which a number is looked for: a page of the list."""

room = Room("withdrawing")


@room.on_tap(WITHDRAW, action="news.write")
@room.on_tap(VOID, action="news.write")
async def take_back(update: Update, context: Context) -> None:
    """Whether to, in place."""
    record = await seen_record(context)
    if record is not None:
        await ask(context, record)


@room.on_tap(REALLY, action="news.write")
async def withdraw(update: Update, context: Context) -> None:
    """Take it back while it is open."""
    record = await seen_record(context)
    if record is None:
        return
    changed = await records.withdraw(context.tx, record, context.acting, context.now)
    await context.toast(context.label("已撤回,不会再审") if changed else context.label("刚被改过,现在是这样"))
    now = await own_record(context)
    if now is not None:
        await context.edit(*await record_page(context, now))


def _says_so(update: Update, context: Context) -> bool:
    text = update.message.text if update.message is not None else None
    if not text or not context.may("news.write") or answering(context):
        return False
    at_draft = in_form(context) and dialogue.present(context, NEW) is not None  # nothing is saved yet
    return not at_draft and _found(text) is not None


def _found(text: str) -> "re.Match[str] | None":
    return SAID.fullmatch(read_shape(shaped(text.strip())).strip(" ,.!~\u3002"))


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="news.write", name="take back", when=_says_so)
async def take_back_as_said(update: Update, context: Context) -> Pass | None:
    """「撤回」, 「撤回第2条」: the one that is meant is shown, and asked about; where it may be several, which of them."""
    assert update.message is not None  # the door's `when`
    said = _found(update.message.text or "")
    assert said is not None
    newest, _ = await records.page_of(context.tx, context.person.studios(), NEWEST, 0)
    if receipt := said["receipt"] or said["receipt2"]:
        named = await records.by_receipt(context.tx, receipt.upper())
        newest = [named] if named is not None and context.may("news.write", named.studio) else []
    if not newest:
        await context.say(context.t("没有可以撤回的快报。"))
        return None
    if place := said["place"] or said["place2"]:
        meant = _numbered(newest, number(place))
    else:
        meant = [one for one in newest[0].records if one.state in OPEN] or list(newest[0].records)
    if len(meant) == 1:
        await ask(context, meant[0], below=True)
    elif meant:
        await _which(context, meant)
    else:
        text, rows = await news_card(context, newest[0])
        await context.say(Markup("{}\n\n{}").format(context.t("没有这一条。要撤回哪一条,点它的编号。"), text), rows)
    return None


def _numbered(newest: Sequence[News], place: int) -> list[Record]:
    """What a number may mean: a record of the last news, and the news at this place of the list."""
    found = [one for one in newest[0].records if one.position == place]
    of_list = newest[place - 1].records if 1 < place <= len(newest) else ()
    return found + [one for one in of_list if one not in found]


async def _which(context: Context, meant: Sequence[Record]) -> None:
    lines = [context.t("要撤回哪一条?点它的编号。")]
    lines += [Markup("{}. {}").format(place, own_line(context, one)) for place, one in enumerate(meant, 1)]
    keys = [
        WITHDRAW.button(str(place), one.id, one.version) if one.state in OPEN else RECORD.button(str(place), one.id)
        for place, one in enumerate(meant, 1)
    ]
    await context.say(Markup("\n").join(lines), [keys[at : at + 7] for at in range(0, len(keys), 7)])


dialogue.add_form(room, TAKING_BACK)

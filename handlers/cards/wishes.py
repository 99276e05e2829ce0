"""点单 in words: the question, what came of it, and one's own wishes."""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.courses import LIST, WISH
from handlers.kit.context import Context
from handlers.kit.taps import MOST_BYTES, Rows, Tap
from handlers.kit.words import Words
from storage import wishes
from storage.model.wishes import MOST_OPEN, Refusal, Wish

WISH_FOR = Tap("course.wish_for", str)
"""点单 with the wish in it, where it is short enough."""
WISHES = Tap("wish.list")
"""我的点单, in place."""
DROP = Tap("wish.drop", int)
"""撤回."""
STILL = Tap("wish.still")
"""还是点单, although there are such courses."""
STOP = Tap("wish.stop")
"""Wish for nothing after all."""


def wish_button(words: Words, text: str = "") -> InlineKeyboardButton:
    """「点单」 under an answer that found no course; with what was asked for in it, one tap keeps the wish."""
    text = " ".join(text.replace(":", " ").split())
    if text and len(f"{WISH_FOR.name}:{text}".encode()) <= MOST_BYTES:
        return WISH_FOR.button(words.label("点单:{text}", text=text), text)
    return WISH.button(words.label("点单"))


def asking(context: Context) -> tuple[Markup, Rows]:
    """What the person would like to learn."""
    text = context.t(
        "想学什么?写几个字发给我,例如「插花」「短视频剪辑」。\n"
        "开了这样的课就告诉您;工作室只看到有几个人想学,看不到是谁。"
    )
    return text, [[STOP.button(context.label("不点了"))]]


def there_are(context: Context, said: str, lines: Sequence[Markup], buttons: Rows) -> tuple[Markup, Rows]:
    """Such courses are to come already; what was said is kept as a wish only if they are not what is meant."""
    text = context.t("「{text}」已经有课可以报:", text=said)
    ends = [STILL.button(context.label("还是点单")), STOP.button(context.label("不点了"))]
    return Markup("\n\n").join([text, *lines]), [*buttons, ends]


def kept(context: Context, wish: Wish) -> tuple[Markup, Rows]:
    """It is noted; how many others wish for it, and the way back."""
    lines = [context.t("记下了,您想学「{text}」。", text=wish.text)]
    if wish.others:
        lines.append(context.count("还有 {number} 人也想学。", "还有 {number} 人也想学。", wish.others))
    lines.append(context.t("开了课就告诉您。"))
    row = [DROP.button(context.label("撤回"), wish.id), WISH.button(context.label("再点一个"))]
    return Markup("").join(lines), [row, [LIST.button(context.label("看课程"), 0, 0, 0)]]


def refusal_words(context: Context, refusal: Refusal) -> str:
    """Why a wish is not kept."""
    match refusal:
        case Refusal.EMPTY:
            return context.label("没看懂想学什么,请写几个字,例如「插花」")
        case Refusal.SHORT:
            return context.label("一个字看不出想学什么,请多写几个字,例如「插花」")
        case Refusal.ALREADY:
            return context.label("这个您已经点过了,开了课就告诉您")
    return context.label("您已经点了 {number} 个,撤回一个再点吧", number=MOST_OPEN)


async def wish_list(context: Context) -> tuple[Markup, Rows]:
    """The person's open wishes, each to be taken back."""
    found = await wishes.of_person(context.tx, context.person.id) if context.person.id else []
    parts = [context.t("<b>我的点单</b>")]
    drops = []
    for number, one in enumerate(found, 1):
        others = context.count("还有 {number} 人也想学", "还有 {number} 人也想学", one.others) if one.others else ""
        parts.append(Markup("{}. {}{}{}").format(number, one.text, " · " if others else "", others))
        drops.append(DROP.button(context.label("撤回 {number}", number=number), one.id))
    if not found:
        parts.append(context.t("还没有点单。想学什么,点下面的「点单」告诉我们。"))
    rows: list[Sequence[InlineKeyboardButton]] = [drops[at : at + 3] for at in range(0, len(drops), 3)]
    if len(found) < MOST_OPEN:
        rows.append([WISH.button(context.label("点单"))])
    return Markup("\n").join(parts), rows

"""What a person wants to be told, as the pages of /settings and their buttons."""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.duties import clock_words, label_words
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import LANGUAGES
from storage import preferences
from storage.model.preferences import (
    COMPETITION,
    COURSE,
    DUTY,
    MOST_INTERESTS,
    MUTABLE,
    NOTICE,
    REVIEW,
    STREET,
    TRADE,
    Preferences,
)
from storage.model.quiet import Quiet

PAGE_TAP = Tap("settings.page")
JOIN = Tap("settings.join")
"""接收通知和提醒: somebody of whom nothing was kept wants to be told."""
SWITCH = Tap("settings.switch", str, int)
"""Tell (1) or do not tell (0) of a kind."""
DIGEST = Tap("settings.digest", int)
HOURS = Tap("settings.hours")
QUIET = Tap("settings.quiet", int, int)
WRITE = Tap("settings.write")
LIST = Tap("settings.list", str, int)
"""The trades or streets to choose from, and a page of them."""
WANT = Tap("settings.want", str, int, int, str)
"""Choose (1) or leave (0) a trade or street, shown on this page."""
NAME = Tap("settings.name", str)
MUTED = Tap("settings.muted", int)
UNMUTE = Tap("settings.unmute", str, int)

QUIET_CHOICES = (Quiet(21 * 60, 8 * 60), Quiet(22 * 60, 7 * 60), Quiet(20 * 60, 9 * 60), Quiet(0, 0))
KIND_NAMES = {NOTICE: "通知", COMPETITION: "竞赛提醒", COURSE: "培训提醒", DUTY: "报告提醒", REVIEW: "审核提醒"}
LIST_NAMES = {TRADE: "工种", STREET: "街道"}
PAGE = 12
"""Trades or streets on one page."""
MUTED_PAGE = 6


def hours_words(context: Context, quiet: Quiet) -> str:
    """「21:00–8:00」, or that there are none."""
    if quiet.begin == quiet.end:
        return context.label("不设")
    return f"{clock_words(quiet.begin)}–{clock_words(quiet.end)}"


async def held(context: Context) -> Preferences:
    """What the person chose; the defaults for a stranger."""
    return await preferences.of(context.tx, context.person.id)


def _kinds(context: Context) -> tuple[str, ...]:
    """What this person can be told: reports only where they have a studio, what waits for judging only where they may."""
    kinds = MUTABLE if context.person.studios() else (NOTICE, COMPETITION, COURSE)
    return (*kinds, REVIEW) if context.may("record.review") else kinds


async def settings_page(context: Context) -> tuple[Markup, Rows]:
    """Everything that can be chosen, and what is."""
    kept = await held(context)
    kinds = _kinds(context)
    known = bool(context.person.id)
    on = [context.label(KIND_NAMES[kind]) for kind in kinds if kept.wants(kind)]
    single = len(await preferences.muted_things(context.tx, context.person.id))
    lines = [
        context.t("<b>提醒设置</b>"),
        context.t("收:{kinds}", kinds=context.label("、").join(on) or context.label("什么都不收"))
        if known
        else context.t("收:还没有开始。点「接收通知和提醒」,工会的通知和竞赛提醒才能发到您这里。"),
        context.t("免打扰:{hours}", hours=hours_words(context, kept.quiet)),
        context.t("一天有几件事:合成一条发") if kept.digest else context.t("一天有几件事:分开发"),
        context.t("语言:{language}(发 /language 可以换)", language=LANGUAGES[context.words.language]),
    ]
    for kind, label in LIST_NAMES.items():
        chosen = context.label("、").join(kept.values(kind)) or context.label("没选")
        lines.append(context.t("关心的{kind}:{values}", kind=context.label(label), values=chosen))
    lines.append(context.t("<i>您一改就记下,记在您的 Telegram 编号下;发 /privacy 可以查看和删除。</i>"))
    switches = [
        SWITCH.button(
            f"{'✓' if kept.wants(kind) else '✗'} {context.label(KIND_NAMES[kind])}", kind, int(not kept.wants(kind))
        )
        for kind in kinds
    ]
    digest = context.label("改成分开发") if kept.digest else context.label("改成合成一条")
    rows = [
        *([switches[:2], switches[2:4], switches[4:]] if known else [[JOIN.button(context.label("接收通知和提醒"))]]),
        [HOURS.button(context.label("免打扰时间")), DIGEST.button(digest, int(not kept.digest))],
        [LIST.button(context.label("关心的工种"), TRADE, 0), LIST.button(context.label("关心的街道"), STREET, 0)],
    ]
    if single:
        rows.append([MUTED.button(context.label("单独关掉的 {number} 件", number=single), 0)])
    return Markup("\n").join(lines), [row for row in rows if row]


def back_button(context: Context) -> InlineKeyboardButton:
    """Back to the page of /settings."""
    return PAGE_TAP.button(context.label("返回设置"))


def quiet_button(context: Context, quiet: Quiet, held: Quiet) -> InlineKeyboardButton:
    """One choice of quiet hours, marked when it is the one that holds."""
    none = quiet.begin == quiet.end
    words = context.label("不设免打扰") if none else hours_words(context, quiet)
    chosen = quiet == held or (none and held.begin == held.end)
    return QUIET.button(f"✓ {words}" if chosen else words, quiet.begin, quiet.end)


async def interest_list(context: Context, kind: str, page: int) -> tuple[Markup, Rows]:
    """A page of trades or streets, those chosen marked; what was typed and is on no list comes first."""
    chosen = (await held(context)).values(kind)
    offered = await preferences.offered(context.tx, kind)
    values = [*(value for value in chosen if value not in offered), *offered]
    last = last_page(len(values), PAGE)
    page = min(max(page, 0), last)
    label = context.label(LIST_NAMES[kind])
    lines = [
        context.t("<b>关心的{kind}</b>", kind=label),
        context.t("点一下选上,再点一下去掉,最多 {most} 个。", most=MOST_INTERESTS)
        + (context.t("有新竞赛和相关的通知,会发给您。") if kind == TRADE else context.t("有相关的通知,会发给您。")),
    ]
    if not values:
        lines.append(context.t("现在还没有可选的,请点「自己写」。"))
    buttons = [
        WANT.button(f"✓ {value}" if value in chosen else value, kind, int(value not in chosen), page, value)
        for value in values[page * PAGE : (page + 1) * PAGE]
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    rows += [turning(context, LIST, page, last, kind)]
    rows += [[NAME.button(context.label("自己写"), kind), back_button(context)]]
    return Markup("\n").join(lines), [row for row in rows if row]


async def muted_list(context: Context, page: int) -> tuple[Markup, Rows]:
    """The single things that are brought to mind no more, each with the way back."""
    things = await preferences.muted_things(context.tx, context.person.id)
    last = last_page(len(things), MUTED_PAGE)
    page = min(max(page, 0), last)
    lines = [context.t("<b>单独关掉的提醒</b>")]
    buttons = []
    for number, thing in enumerate(things[page * MUTED_PAGE : (page + 1) * MUTED_PAGE], page * MUTED_PAGE + 1):
        what = label_words(context.words, thing.label) if thing.label else ""
        name = " · ".join(filter(None, (thing.studio, thing.title, what)))
        lines.append(Markup("{}. {}").format(number, name or context.label(KIND_NAMES[thing.kind])))
        buttons.append(UNMUTE.button(context.label("恢复 {number}", number=number), thing.kind, thing.subject))
    if not things:
        lines.append(context.t("没有单独关掉的。"))
    rows = [buttons[:3], buttons[3:], turning(context, MUTED, page, last), [back_button(context)]]
    return Markup("\n").join(lines), [row for row in rows if row]

"""/settings: what a person wants to be told, and when. Everything on one message, changed in place.

Choosing something is keeping it, and the page says so; nothing is kept of whoever only looks.
"""

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.settings import (
    DIGEST,
    HOURS,
    JOIN,
    KIND_NAMES,
    LIST,
    LIST_NAMES,
    MUTED,
    NAME,
    PAGE_TAP,
    QUIET,
    QUIET_CHOICES,
    SWITCH,
    UNMUTE,
    WANT,
    WRITE,
    back_button,
    held,
    hours_words,
    interest_list,
    muted_list,
    quiet_button,
    settings_page,
)
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step
from handlers.kit.room import Room
from handlers.kit.taps import Stale
from storage import preferences
from storage.dialogues import Answers
from storage.model.preferences import INTERESTS, LONGEST_INTEREST, MOST_INTERESTS, MUTABLE, read_quiet
from storage.model.quiet import Quiet
from storage.model.texts import cleaned

room = Room("settings")


@room.command("settings", action="settings.set", summary="提醒设置:收什么、什么时候收")
@room.words("设置", "提醒设置", action="settings.set")
@room.words("别提醒我了", "不要提醒我", "关闭提醒", "关掉提醒", "免打扰", "晚上不要打扰", action="settings.set")
@room.words("不要再发通知了", "别再发通知了", "别发通知了", "不要发通知", "退订", action="settings.set")
async def show(update: Update, context: Context) -> None:
    """Everything that can be chosen, and what is."""
    await context.say(*await settings_page(context))


@room.on_tap(PAGE_TAP, action="settings.set")
async def back(update: Update, context: Context) -> None:
    """The page again, in place."""
    await context.edit(*await settings_page(context))


@room.on_tap(JOIN, action="settings.set")
async def join(update: Update, context: Context) -> None:
    """Be told what everybody is told: from now on the person is kept."""
    await context.acquainted()
    await context.toast(context.label("好的,有通知和提醒就发给您"))
    await context.edit(*await settings_page(context))


@room.on_tap(SWITCH, action="settings.set")
async def switch(update: Update, context: Context) -> None:
    """Tell of a kind, or no more."""
    kind, wanted = context.tap
    if kind not in KIND_NAMES:
        raise Stale(kind)
    person = await context.acquainted()
    if wanted:
        await preferences.unmute(context.tx, person.id, kind, 0)
    else:
        await preferences.mute(context.tx, person.id, kind, 0, context.now)
    await context.toast(context.label("好的,照常提醒") if wanted else context.label("好的,不再发这一类"))
    await context.edit(*await settings_page(context))


@room.on_tap(DIGEST, action="settings.set")
async def set_digest(update: Update, context: Context) -> None:
    """One message a day for what falls together, or each thing at once."""
    person = await context.acquainted()
    await preferences.set_digest(context.tx, person.id, bool(context.tap[0]))
    await context.toast(context.label("记下了"))
    await context.edit(*await settings_page(context))


@room.on_tap(HOURS, action="settings.set")
async def hours(update: Update, context: Context) -> None:
    """The quiet hours to choose from."""
    present = (await held(context)).quiet
    text = context.t(
        "<b>免打扰时间</b>\n现在:{hours}\n这段时间里不发提醒和通知,过了再发。您提问时,随时照答。",
        hours=hours_words(context, present),
    )
    choices = [quiet_button(context, quiet, present) for quiet in QUIET_CHOICES]
    write = WRITE.button(context.label("自己写"))
    await context.edit(text, [choices[:2], choices[2:], [write, back_button(context)]])


@room.on_tap(QUIET, action="settings.set")
async def set_quiet(update: Update, context: Context) -> None:
    """Keep one of the offered quiet hours."""
    quiet = Quiet(*context.tap)
    if quiet not in QUIET_CHOICES:
        raise Stale(quiet)
    person = await context.acquainted()
    await preferences.set_quiet(context.tx, person.id, quiet)
    await context.toast(context.label("记下了"))
    await context.edit(*await settings_page(context))


@room.on_tap(WRITE, action="settings.set")
async def write_hours(update: Update, context: Context) -> None:
    """Begin to type quiet hours."""
    await context.acquainted()
    await dialogue.begin(context, HOURS_FORM)


@room.on_tap(LIST, action="settings.set")
async def choose(update: Update, context: Context) -> None:
    """The trades or streets, those chosen marked."""
    kind, page = context.tap
    if kind not in INTERESTS:
        raise Stale(kind)
    await context.edit(*await interest_list(context, kind, page))


@room.on_tap(WANT, action="settings.set")
async def want(update: Update, context: Context) -> None:
    """Choose a trade or street, or leave it."""
    kind, wanted, page, value = context.tap
    if kind not in INTERESTS or not 0 < len(value) <= LONGEST_INTEREST:
        raise Stale(kind)
    person = await context.acquainted()
    if not wanted:
        await preferences.remove_interest(context.tx, person.id, kind, value)
    elif not await preferences.add_interest(context.tx, person.id, kind, value):
        await context.toast(context.label("最多选 {most} 个,请先去掉一个", most=MOST_INTERESTS), alert=True)
        return
    await context.toast(context.label("记下了"))
    await context.edit(*await interest_list(context, kind, page))


@room.on_tap(NAME, action="settings.set")
async def name(update: Update, context: Context) -> None:
    """Begin to type trades or streets."""
    (kind,) = context.tap
    if kind not in INTERESTS:
        raise Stale(kind)
    await context.acquainted()
    await dialogue.begin(context, NAMES_FORM, {"kind": kind})


@room.on_tap(MUTED, action="settings.set")
async def muted(update: Update, context: Context) -> None:
    """The single things that are brought to mind no more."""
    await context.edit(*await muted_list(context, context.tap[0]))


@room.on_tap(UNMUTE, action="settings.set")
async def unmute(update: Update, context: Context) -> None:
    """Bring one thing to mind again."""
    kind, subject = context.tap
    if kind not in MUTABLE or not subject:
        raise Stale(kind)
    if context.person.id and await preferences.unmute(context.tx, context.person.id, kind, subject):
        await context.toast(context.label("好的,以后照常提醒"))
    else:
        await context.toast(context.label("这一件已经恢复了"))
    await context.edit(*await muted_list(context, 0))


# typed quiet hours


def _ask_hours(context: Context, answers: Answers) -> Markup:
    return context.t("请写几点到几点不打扰,例如:<code>22:00-7:30</code>\n不要免打扰就写「不要」。")


def _read_hours(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    quiet = read_quiet(message.text or "")
    if quiet is None:
        return Again(
            context.t("没看懂。请写成 <code>22:00-7:30</code> 这样,开始和结束不能一样;不要免打扰就写「不要」。")
        )
    return {**answers, "hours": [quiet.begin, quiet.end]}


def _hours_of(answers: Answers) -> Quiet:
    begin, end = answers["hours"] if isinstance(answers["hours"], list) else (0, 0)
    return Quiet(int(begin), int(end))


def _hours_summary(context: Context, answers: Answers) -> Markup:
    return context.t("免打扰:{hours}", hours=hours_words(context, _hours_of(answers)))


async def _save_hours(context: Context, answers: Answers) -> None:
    await preferences.set_quiet(context.tx, context.person.id, _hours_of(answers))
    await context.edit(*await settings_page(context))


HOURS_FORM = Form(
    name="quiet",
    action="settings.set",
    title="免打扰时间",
    steps=(Step("hours", _ask_hours, _read_hours),),
    summary=_hours_summary,
    finish=_save_hours,
    confirm="就这样",
)

# typed trades and streets


def _ask_names(context: Context, answers: Answers) -> Markup:
    label = context.label(LIST_NAMES[str(answers["kind"])])
    return context.t("请写您关心的{kind},几个用顿号隔开。每个最多 {longest} 字。", kind=label, longest=LONGEST_INTEREST)


def _read_names(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    text = cleaned(message.text or "")
    for mark in ",\uff0c;\uff1b\n ":
        text = text.replace(mark, "、")
    names = list(dict.fromkeys(part.replace(":", "\uff1a") for part in text.split("、") if part))
    if not names:
        return Again(context.t("这一步只收文字。"))
    if len(names) > MOST_INTERESTS:
        return Again(context.t("最多 {most} 个,您写了 {number} 个。", most=MOST_INTERESTS, number=len(names)))
    long = next((one for one in names if len(one) > LONGEST_INTEREST), None)
    if long is not None:
        return Again(context.t("「{name}」太长了,每个最多 {most} 字。", name=long, most=LONGEST_INTEREST))
    return {**answers, "names": names}


def _names_of(answers: Answers) -> list[str]:
    names = answers.get("names")
    return [str(one) for one in names] if isinstance(names, list) else []


def _names_summary(context: Context, answers: Answers) -> Markup:
    label = context.label(LIST_NAMES[str(answers["kind"])])
    return context.t("加上关心的{kind}:{values}", kind=label, values=context.label("、").join(_names_of(answers)))


async def _save_names(context: Context, answers: Answers) -> None:
    kind = str(answers["kind"])
    kept = [await preferences.add_interest(context.tx, context.person.id, kind, name) for name in _names_of(answers)]
    text, rows = await interest_list(context, kind, 0)
    if not all(kept):
        text = (
            context.t("⚠️ 最多 {most} 个,有 {number} 个没记下。", most=MOST_INTERESTS, number=kept.count(False))
            + "\n"
            + text
        )
    await context.edit(text, rows)


NAMES_FORM = Form(
    name="interests",
    action="settings.set",
    title="关心的工种和街道",
    steps=(Step("names", _ask_names, _read_names),),
    summary=_names_summary,
    finish=_save_names,
    confirm="记下",
)
dialogue.add_form(room, HOURS_FORM)
dialogue.add_form(room, NAMES_FORM)

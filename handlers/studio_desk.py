"""/studioedit: an admin changes a studio's unit, leader, level or status: old → new is shown first, and what it was is kept.

Who holds the leader's rights is another matter: that is handed over in /people, and this page leads there.
"""

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.moments import plain
from handlers.cards.roles import PERSON, called, held_words, studio_people, tell_all
from handlers.cards.studios import EDIT, short_name
from handlers.kit.context import Context
from handlers.kit.listening import ear, listen, stop
from handlers.kit.paging import last_page, turning
from handlers.kit.room import PASS, Pass, Room
from handlers.kit.taps import Rows, Stale, Tap
from handlers.kit.words import Words
from handlers.language.course_fix import clearly_asks
from storage import audit, dialogues, roles, studios
from storage.dialogues import Answers
from storage.model.people import LEADER
from storage.model.studios import LEVELS, LONGEST, STATUSES, Studio
from storage.model.texts import cleaned

FIELD = Tap("studiodesk.field", int, str)
"""Change a field of a studio."""
VALUE = Tap("studiodesk.value", int, int, str, int)
"""A value by its place: the studio at the version that was seen, the field."""
CONFIRM = Tap("studiodesk.confirm", int, int)
"""The change that was shown, meant: the studio at its version; what it is stands with the dialogue."""
CHANGES = Tap("studiodesk.changes", int, int)
"""What changed about a studio; the page."""
FIELD_NAMES = {"unit": "单位", "leader": "领军人", "level": "级别", "status": "状态"}
"""Source strings, in the order of the page."""
VALUES = {"level": LEVELS, "status": STATUSES}
WHICH, WRITE = "studio_which", "studio_change"
"""What listens for a studio's name, and for a field's new content."""
MOST_MATCHES = 8
PAGE = 6
MOST_PAGES = 10_000

room = Room("studio_desk")


@room.command("studioedit", action="studio.edit", summary="改工作室资料")
@room.words("改工作室资料", "修改工作室", action="studio.edit")
async def show(update: Update, context: Context) -> None:
    """Which studio? Its name may stand behind the command."""
    if name := cleaned(" ".join(context.args or ())):
        await _find(context, name)
    else:
        await listen(context, WHICH, {})
        await context.say(context.t("改哪家工作室的资料?请发名称,写一部分也行。"))


@ear(room, WHICH, action="studio.edit")
async def hear_which(context: Context, text: str, about: Answers) -> Pass | None:
    """The studio's name, or a part of it."""
    if clearly_asks(text):
        return PASS
    await _find(context, cleaned(text))
    return None


@room.on_tap(EDIT, action="studio.edit")
async def open_studio(update: Update, context: Context) -> None:
    """What can be changed."""
    studio = await _studio(context)
    if studio is not None:
        await context.edit(*_card(context, studio))


@room.on_tap(FIELD, action="studio.edit")
async def choose_field(update: Update, context: Context) -> None:
    """Ask for the new content."""
    field, studio = context.tap[1], await _studio(context)
    if field not in FIELD_NAMES or not context.private:
        raise Stale(field)
    if studio is None:
        return
    name, now = context.label(FIELD_NAMES[field]), getattr(studio, field) or context.label("没有登记")
    back = [EDIT.button(context.label("返回"), studio.id)]
    if field in VALUES:
        buttons = [
            VALUE.button(context.label(value), studio.id, studio.version, field, place)
            for place, value in enumerate(VALUES[field])
            if value != getattr(studio, field)
        ]
        rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
        await context.edit(context.t("{field}现在是「{now}」,改成:", field=name, now=now), [*rows, back])
        return
    await listen(context, WRITE, {"studio": studio.id, "version": studio.version, "field": field})
    text = context.t("{field}现在是「{now}」。请发新的,{most} 字以内。", field=name, now=now, most=LONGEST[field])
    await context.edit(text, [back])


@room.on_tap(VALUE, action="studio.edit")
async def choose_value(update: Update, context: Context) -> None:
    """Show what it would be."""
    number, version, field, place = context.tap
    if field not in VALUES or not 0 <= place < len(VALUES[field]):
        raise Stale(field)
    await _preview(context, number, version, field, VALUES[field][place])


@ear(room, WRITE, action="studio.edit")
async def hear_value(context: Context, text: str, about: Answers) -> Pass | None:
    """The new content, typed."""
    said, field = " ".join(cleaned(text).split()), str(about["field"])
    if field in VALUES:  # chosen by tap, and its confirmation is open: only another of the values is an answer to it
        chosen = [value for value in VALUES[field] if said in (value, context.label(value))]
        if not chosen:
            return PASS
        said = chosen[0]
    elif clearly_asks(said):
        return PASS
    elif not 2 <= len(said) <= LONGEST[field]:
        await context.say(context.t("请写 2 到 {most} 个字。", most=LONGEST[field]))
        return None
    number, version = about["studio"], about["version"]
    assert isinstance(number, int)
    assert isinstance(version, int)
    await _preview(context, number, version, field, said)
    return None


@room.on_tap(CONFIRM, action="studio.edit")
async def confirm(update: Update, context: Context) -> None:
    """Change it, keep what it was, and tell the studio's people."""
    number, version = context.tap
    waiting = await dialogues.named(context.tx, context.person.id, WRITE)
    about = waiting.answers if waiting is not None else {}
    studio = await studios.find(context.tx, number)
    field, new = str(about.get("field", "")), str(about.get("new", ""))
    if studio is None or not new or (about.get("studio"), about.get("version")) != (number, version):
        await context.toast(context.label("这一步已经过去了,请看最新的"))
        if studio is not None:
            await context.edit(*_card(context, studio))
        return
    await stop(context, WRITE)
    changed = None
    if studio.version == version:
        changed = await studios.change(context.tx, studio, field, new, context.person.id, context.now)
    if changed is None:
        await context.toast(context.label("刚被别人改过,请看最新的再改"))
        await context.edit(*_card(context, studio))
        return
    await audit.note(context.tx, context.person.id, "studio.edit", f"studio {number}", context.now, f"changed {field}")
    await context.toast(context.label("已修改,马上生效"))
    text, rows = _card(context, changed)
    leaders = [held for held in await roles.of_studio(context.tx, number) if held.role == LEADER]
    if field == "leader" and leaders:
        said = context.t(
            "⚠️ 这里改的是资料。{name} 在机器人里的领军人身份没有变,要移交请点下面。",
            name=held_words(context.words, leaders[0]),
        )
        text = Markup("{}\n\n{}").format(text, said)
        rows = [[PERSON.button(context.label("移交领军人身份"), leaders[0].person)], *rows]
    await context.edit(text, rows)

    def told(words: Words) -> Markup:
        name = words.label(FIELD_NAMES[field])
        lines = [
            words.t("「{studio}」的资料改了。", studio=studio.name),
            _moved(words, name, getattr(studio, field), new),
        ]
        return Markup("\n").join([*lines, words.t("有误请联系区总工会管理员。")])

    key = f"studio:{number}:{changed.version}"
    await tell_all(context, await studio_people(context, number), key, told)


@room.on_tap(CHANGES, action="studio.edit")
async def show_changes(update: Update, context: Context) -> None:
    """What changed, newest first."""
    page, studio = min(max(context.tap[1], 0), MOST_PAGES), await _studio(context)
    if studio is None:
        return
    found, total = await studios.changes(context.tx, studio.id, PAGE, page * PAGE)
    last = last_page(total, PAGE)
    if page > last:
        page, (found, _) = last, await studios.changes(context.tx, studio.id, PAGE, last * PAGE)
    lines = [context.t("<b>{studio}</b>\n变更记录 · {number} 条", studio=studio.name, number=total)]
    for one in found:
        when = plain(context.words, context.office.zone, one.at, context.now)
        who = await called(context.tx, context.words, one.person) if one.person else context.label("导入")
        lines.append(
            Markup("\n{} {}\n{}").format(
                when, who, _moved(context.words, context.label(FIELD_NAMES[one.field]), one.old, one.new)
            )
        )
    if not found:
        lines.append(context.t("还没有变过。"))
    rows = [turning(context, CHANGES, page, last, studio.id), [EDIT.button(context.label("返回"), studio.id)]]
    await context.edit(Markup("\n").join(lines), [row for row in rows if row])


async def _studio(context: Context) -> Studio | None:
    """The studio that the button names; whatever was being written is left."""
    await stop(context, WHICH)
    await stop(context, WRITE)
    studio = await studios.find(context.tx, context.tap[0])
    if studio is None:
        await context.toast(context.label("这家工作室已经没有了"))
    return studio


async def _find(context: Context, name: str) -> None:
    found = await studios.alike(context.tx, name)
    if len(found) == 1:
        await stop(context, WHICH)
        await context.say(*_card(context, found[0]))
    elif 1 < len(found) <= MOST_MATCHES:
        rows = [[EDIT.button(short_name(one.name), one.id)] for one in found]
        await context.say(context.t("是哪一家?"), rows)
    elif found:
        await context.say(context.t("有 {number} 家都像,请写得再全一点。", number=len(found)))
    else:
        await context.say(context.t("没有找到这家工作室,请核对名称再发一次。"))


def _card(context: Context, studio: Studio) -> tuple[Markup, Rows]:
    lines = [Markup("<b>{}</b>").format(studio.name)]
    fields: list[InlineKeyboardButton] = []
    for field, name in FIELD_NAMES.items():
        label = context.label(name)
        value = getattr(studio, field)
        shown = context.label(value) if field in VALUES and value else value
        lines.append(context.t("{field}:{value}", field=label, value=shown or context.label("没有登记")))
        fields.append(FIELD.button(context.label("改{field}", field=label), studio.id, field))
    lines.append(context.t("别的资料用表格导入来改。"))
    return Markup("\n").join(lines), [
        fields[:2],
        fields[2:],
        [CHANGES.button(context.label("变更记录"), studio.id, 0)],
    ]


async def _preview(context: Context, number: int, version: int, field: str, new: str) -> None:
    """Old → new, to be confirmed; where somebody was faster, how it stands."""
    studio = await studios.find(context.tx, number)
    if studio is None or studio.version != version:
        await stop(context, WRITE)
        await context.toast(context.label("刚被别人改过,请看最新的再改"))
        if studio is not None:
            await _show(context, *_card(context, studio))
        return
    if new == getattr(studio, field):
        await _show(context, context.t("和现在的一样,没有要改的。"), [[EDIT.button(context.label("返回"), number)]])
        return
    await listen(context, WRITE, {"studio": number, "version": version, "field": field, "new": new})
    lines = [
        Markup("<b>{}</b>").format(studio.name),
        _moved(context.words, context.label(FIELD_NAMES[field]), getattr(studio, field), new),
        context.t("确认以后马上生效,旧的留在变更记录里,会告诉这家工作室的同志。"),
    ]
    row = [CONFIRM.button(context.label("确认修改"), number, version), EDIT.button(context.label("不改了"), number)]
    await _show(context, Markup("\n").join(lines), [row])


async def _show(context: Context, text: Markup, rows: Rows) -> None:
    if context.delivery.update.callback_query is not None:
        await context.edit(text, rows)
    else:
        await context.say(text, rows)


def _moved(words: Words, field: str, old: str, new: str) -> Markup:
    return words.t(
        "{field}:{old} → {new}", field=field, old=old or words.label("没有登记"), new=new or words.label("没有登记")
    )

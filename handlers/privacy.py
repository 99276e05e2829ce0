"""/privacy: what is kept of a person, to be seen, exported and erased."""

import json
from dataclasses import replace

from markupsafe import Markup
from telegram import Update

from handlers.cards import people
from handlers.kit.context import Context
from handlers.kit.once import first_of
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import LANGUAGES
from storage import audit, privacy
from storage.model.days import china_date, china_minute
from storage.model.people import ENROL, FOLLOW, QUESTION, REGISTER, ROLE, Person
from storage.model.post import Letter

room = Room("privacy")

EXPORT = Tap("privacy.export")
ERASE = Tap("privacy.erase")
REALLY = Tap("privacy.really", int)
"""Erase; it carries the person's number, so that a second tap finds nobody to erase."""
KEEP = Tap("privacy.keep")


@room.command("privacy", action="privacy.read", summary="我的资料和隐私")
async def show(update: Update, context: Context) -> None:
    """What is kept of the person, row by row."""
    await context.say(*await _overview(context))


@room.command("mydata", action="privacy.read", summary="导出我的资料")
@room.words("导出我的资料", "导出我的数据", action="privacy.read")
async def export_now(update: Update, context: Context) -> None:
    """Everything as a JSON document, at once."""
    if await first_of(context, "export"):
        await _export(context)
    else:
        await context.say(context.t("文件正在发送,请稍等。"))


@room.command("forget", action="privacy.erase", summary="删除我的资料")
@room.words("删除我的资料", "删除我的数据", action="privacy.erase")
async def forget(update: Update, context: Context) -> None:
    """Ask whether to erase, with what goes and what must stay."""
    await context.say(*await _asked(context))


@room.on_tap(KEEP, action="privacy.read")
async def keep(update: Update, context: Context) -> None:
    """Back from the question whether to erase."""
    await context.edit(*await _overview(context))


@room.on_tap(EXPORT, action="privacy.read")
async def export(update: Update, context: Context) -> None:
    """Everything as a JSON document."""
    if not await first_of(context, "export"):
        await context.toast(context.label("文件正在发送,请稍等"))
        return
    await _export(context)


async def _export(context: Context) -> None:
    kept = await privacy.kept(context.tx, context.person)
    document = json.dumps(_dated(kept.document()), ensure_ascii=False, indent=2)
    caption = context.label("我们记着的关于您的全部内容,时间是北京时间。文件要在电脑上打开,想直接看请发 /privacy。")
    name = f"studio-bot-{china_date(context.now)}.json"
    await context.send_file(name, document.encode(), caption)


@room.on_tap(ERASE, action="privacy.erase")
async def ask(update: Update, context: Context) -> None:
    """Say what erasing takes away, and ask whether to."""
    await context.edit(*await _asked(context))


async def _asked(context: Context) -> tuple[Markup, Rows]:
    kept = await privacy.kept(context.tx, context.person)
    text = context.card(
        "erase.html",
        questions=len(kept.questions),
        enrolled=bool(kept.enrolments or kept.entries),
        certificates=len(kept.certificates),
        studio_work=kept.studio_work,
        acts=kept.acts or kept.verdicts,
        roles=kept.roles,
    )
    buttons = [[REALLY.button(context.label("确认删除"), context.person.id), KEEP.button(context.label("不删了"))]]
    return text, buttons


@room.on_tap(REALLY, action="privacy.erase")
async def erase(update: Update, context: Context) -> None:
    """Erase, and say what remains and why."""
    person = context.person
    await context.toast(context.label("已删除"))
    if context.tap != (person.id,):
        return
    studio_work = (await privacy.kept(context.tx, person)).studio_work
    if studio_work:  # withdrawn news goes with its author: a studio's record changes
        await audit.note(context.tx, person.id, "privacy.erase", f"person {person.id}", context.now, "erased")
    gone = await privacy.erase(context.tx, person, context.now)
    context.delivery.dialogue = None
    if gone:
        context.delivery.person = Person(id=0, address=person.address)
        if person.menu and context.private:
            scope = {"type": "chat", "chat_id": int(person.address)}
            await context.put(Letter("settings", "deleteMyCommands", {"scope": scope}))
    else:
        context.delivery.person = replace(person, language="")
    roles = [] if gone else await people.roles(context)
    await context.edit(context.card("erased.html", studio_work=studio_work, roles=roles))


async def _overview(context: Context) -> tuple[Markup, Rows]:
    kept = await privacy.kept(context.tx, context.person)
    purposes = {
        FOLLOW: context.label("关注工作室"),
        QUESTION: context.label("给工会留言"),
        REGISTER: context.label("关注和报名竞赛"),
        ENROL: context.label("把姓名和单位给组织者"),
        ROLE: context.label("担任身份时把姓名给同事看"),
    }
    text = context.card(
        "privacy.html",
        kept=kept,
        since=china_date(kept.since) if kept.since is not None else "",
        language=LANGUAGES.get(kept.language, ""),
        roles=await people.roles(context),
        consents=[f"{purposes[purpose]} {china_date(at)}" for purpose, at in kept.consents.items()],
        follows=[one["name"] for one in kept.follows],
    )
    return text, [[EXPORT.button(context.label("导出")), ERASE.button(context.label("删除"))]]


def _dated(value: object, key: str = "") -> object:
    """The same JSON with points in time written out; what Telegram sent stays as it came."""
    if key in ("update", "parameters", "answers", "answer"):
        return value
    if isinstance(value, dict):
        return {name: _dated(part, "at" if key == "consents" else name) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_dated(part) for part in value]
    if isinstance(value, int) and (key in ("at", "since") or key.endswith("_at")):
        return china_minute(value)
    return value

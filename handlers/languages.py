"""/language: choosing the language; menu and keyboard follow."""

from dataclasses import replace

from telegram import InlineKeyboardButton, Update

from handlers.kit import menu
from handlers.kit.context import Context
from handlers.kit.room import Room
from handlers.kit.taps import Stale, Tap
from handlers.kit.words import LANGUAGES
from storage import people

room = Room("languages")

SET = Tap("language.set", str)
"""Speak this language; it carries the code."""


@room.command("language", action="language.set", summary="语言 / Language")
async def choose(update: Update, context: Context) -> None:
    """Offer the languages."""
    await context.say(*_choice(context))


@room.on_tap(SET, action="language.set")
async def set_language(update: Update, context: Context) -> None:
    """Keep the choice, and speak it from now on."""
    (code,) = context.tap
    if code not in LANGUAGES:
        raise Stale(code)
    person = await context.acquainted()
    before = person.language
    await people.set_language(context.tx, person.id, code)
    context.delivery.person = replace(person, language=code)
    context.delivery.words = context.office.words[code]
    await context.toast(context.label("好的,以后用中文"))
    if before != code:
        await context.edit(*_choice(context))
        await context.say(context.t("语言已换成中文,菜单和下面的按键也换好了。"), keyboard=menu.keyboard(context))


def _choice(context: Context) -> tuple[str, list[list[InlineKeyboardButton]]]:
    now = context.words.language
    row = [SET.button(f"✓ {name}" if code == now else name, code) for code, name in LANGUAGES.items()]
    return context.t("请选择语言。选好后会记在您的 Telegram 编号下,发 /privacy 可以查看和删除。"), [row]

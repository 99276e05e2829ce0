"""Forms: one question after another, kept in a row, with 返回, 跳过, 取消 and a summary to confirm.

A form is data. Its room registers it with `add_form` and begins it with `begin`; everything between is here. A message
that is no answer to the present step (a command, a question at the summary) goes on to the other rooms, and the
form waits.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardButton, Message, Update
from telegram.ext import filters

from handlers.kit.context import Context
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.kit.taps import Tap
from storage import dialogues
from storage.dialogues import Answers, Dialogue

SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Again:
    """An answer that cannot be taken, and the kind sentence that says what to do instead."""

    text: Markup


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a form.

    `ask` gives its words. `read` gives the answers with this message's taken in, `Again` for one that cannot be taken,
    or None for a message that is not meant for the step. `collects` steps take several messages until 完成.
    """

    name: str
    ask: Callable[[Context, Answers], Markup]
    read: Callable[[Context, Message, Answers], Answers | Again | None]
    optional: bool = False
    collects: bool = False


@dataclass(frozen=True)
class Form:
    """A form: its steps, the summary to confirm, and what confirming does (once)."""

    name: str
    action: str
    title: str
    """What it is called on the 继续 button, a source string."""
    steps: Sequence[Step]
    summary: Callable[[Context, Answers], Markup]
    finish: Callable[[Context, Answers], Awaitable[None]]

    def tap(self, what: str) -> Tap:
        """The button back | skip | done | confirm | cancel | resume of this form; it carries dialogue and version."""
        return Tap(f"{self.name}.{what}", int, int)

    def step(self, name: str) -> Step | None:
        """The step of this name; None at the summary."""
        return next((step for step in self.steps if step.name == name), None)


async def begin(context: Context, form: Form, answers: Answers | None = None) -> None:
    """Start the form anew for an acquainted person, at its first step that `answers` does not answer yet."""
    answers = dict(answers or {})
    missing = next((step.name for step in form.steps if step.name not in answers), SUMMARY)
    dialogue = await dialogues.begin(context.tx, context.person.id, form.name, missing, answers, context.now)
    context.delivery.dialogue = dialogue
    await show(context, form, dialogue)


def draft(context: Context, form: Form) -> Dialogue | None:
    """The person's half-filled form, or None."""
    dialogue = context.delivery.dialogue
    return dialogue if dialogue is not None and dialogue.name == form.name else None


async def show(context: Context, form: Form, dialogue: Dialogue) -> None:
    """Put the present question: in place of the tapped message, or as a new one."""
    text, buttons = _drawn(context, form, dialogue)
    if context.delivery.update.callback_query is not None:
        await context.edit(text, buttons)
    else:
        await context.say(text, buttons)


def resume_button(context: Context, form: Form, dialogue: Dialogue) -> InlineKeyboardButton:
    """A button that brings the half-filled form back."""
    return form.tap("resume").button(context.label("继续填写"), dialogue.id, dialogue.version)


def add_form(room: Room, form: Form) -> None:
    """Open the form's doors in its room: one for messages, one for each of its buttons."""

    async def answer(update: Update, context: Context) -> Pass | None:
        dialogue = draft(context, form)
        step = form.step(dialogue.step) if dialogue is not None else None
        if dialogue is None or step is None or update.message is None:
            return PASS
        result = step.read(context, update.message, dict(dialogue.answers))
        if result is None:
            return PASS
        if isinstance(result, Again):
            await context.say(result.text, _navigation(context, form, dialogue, step))
            return None
        following = step.name if step.collects else _after(form, step.name)
        await _move(context, form, dialogue, following, result)
        return None

    room.message(TYPED & ~filters.COMMAND, action=form.action, name=f"{form.name} step")(answer)
    turns: dict[str, Callable[[Dialogue], str | None]] = {
        "back": lambda dialogue: _before(form, dialogue.step),
        "skip": lambda dialogue: _after(form, dialogue.step) if _optional(form, dialogue.step) else None,
        "done": lambda dialogue: _after(form, dialogue.step) if _answered(form, dialogue) else None,
        "resume": lambda dialogue: dialogue.step,
    }
    for what, turn in turns.items():
        room.on_tap(form.tap(what), action=form.action)(_turner(form, turn))

    async def cancel(update: Update, context: Context) -> None:
        dialogue = await _present(context, form)
        if dialogue is not None and await dialogues.finish(context.tx, dialogue):
            await context.edit(context.t("已取消,草稿没有保留。需要时随时可以重新开始。"))

    async def confirm(update: Update, context: Context) -> None:
        dialogue = await _present(context, form)
        if dialogue is None:
            return
        if dialogue.step != SUMMARY:
            await show(context, form, dialogue)
        elif await dialogues.finish(context.tx, dialogue):
            await form.finish(context, dialogue.answers)

    room.on_tap(form.tap("cancel"), action=form.action)(cancel)
    room.on_tap(form.tap("confirm"), action=form.action)(confirm)


def _turner(form: Form, turn: Callable[[Dialogue], str | None]) -> Callable[[Update, Context], Awaitable[Pass | None]]:
    async def go(update: Update, context: Context) -> None:
        dialogue = await _present(context, form)
        if dialogue is None:
            return
        step = turn(dialogue)
        if step is not None:
            await _move(context, form, dialogue, step, dialogue.answers)

    return go


async def _present(context: Context, form: Form) -> Dialogue | None:
    """The dialogue that the tapped button is about, as long as it is at the button's version; else explain and redraw."""
    number, version = context.tap
    dialogue = draft(context, form)
    if dialogue is None or dialogue.id != number:
        await context.toast(context.label("这份表单已经提交或取消了"))
        return None
    if dialogue.version != version:
        await context.toast(context.label("这一步已经过去了,请看最新的一步"))
        await context.say(*_drawn(context, form, dialogue))
        return None
    return dialogue


async def _move(context: Context, form: Form, dialogue: Dialogue, step: str, answers: Answers) -> None:
    moved = await dialogues.move(context.tx, dialogue, step, answers, context.now)
    if moved is not None:
        context.delivery.dialogue = moved
        await show(context, form, moved)


def _drawn(context: Context, form: Form, dialogue: Dialogue) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
    step = form.step(dialogue.step)
    if step is not None:
        return step.ask(context, dialogue.answers), _navigation(context, form, dialogue, step)
    here = (dialogue.id, dialogue.version)
    return form.summary(context, dialogue.answers), [
        [form.tap("confirm").button(context.label("确认提交"), *here)],
        [
            form.tap("back").button(context.label("返回修改"), *here),
            form.tap("cancel").button(context.label("取消"), *here),
        ],
    ]


def _navigation(context: Context, form: Form, dialogue: Dialogue, step: Step) -> list[list[InlineKeyboardButton]]:
    row: list[Any] = []
    here = (dialogue.id, dialogue.version)
    if step.name != form.steps[0].name:
        row.append(form.tap("back").button(context.label("返回"), *here))
    if step.collects and dialogue.answers.get(step.name):
        row.append(form.tap("done").button(context.label("完成"), *here))
    elif step.optional:
        row.append(form.tap("skip").button(context.label("跳过"), *here))
    row.append(form.tap("cancel").button(context.label("取消"), *here))
    return [row]


def _names(form: Form) -> list[str]:
    return [*(step.name for step in form.steps), SUMMARY]


def _after(form: Form, step: str) -> str:
    names = _names(form)
    return names[min(names.index(step) + 1, len(names) - 1)]


def _before(form: Form, step: str) -> str:
    names = _names(form)
    return names[max(names.index(step) - 1, 0)]


def _optional(form: Form, name: str) -> bool:
    step = form.step(name)
    return step is not None and step.optional


def _answered(form: Form, dialogue: Dialogue) -> bool:
    step = form.step(dialogue.step)
    return step is not None and bool(dialogue.answers.get(step.name))

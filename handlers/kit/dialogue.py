"""Walking a person through a form, kept in a row, with 返回, 跳过, 取消 and a summary to confirm.

A room registers its form with `add_form` and begins it with `begin`; everything between is here. A
message that is no answer to the present step (a command, a question at the summary) goes on to the other rooms, and the
form waits: it survives restarts and weeks, and the person is reminded of it once.
"""

from collections.abc import Awaitable, Callable

from markupsafe import Markup
from telegram import InlineKeyboardButton, Message, Update
from telegram.ext import filters

from handlers.kit.context import Context
from handlers.kit.form import CORRECTING, SUMMARY, Again, Form, Turn
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.kit.taps import Rows
from storage import dialogues
from storage.dialogues import Answers, Dialogue

LISTENS_MS = 3600 * 1000
"""A form not touched for an hour takes typed text no more until it is resumed: by then it is more likely a new question."""


async def begin(context: Context, form: Form, answers: Answers | None = None, *, below: bool = False) -> None:
    """Start the form anew for an acquainted person, at its first step that `answers` does not answer yet.

    `below`: as a new message, where what was tapped is worth keeping (an answer, a card).
    """
    answers = dict(answers or {})
    dialogue = await dialogues.begin(
        context.tx, context.person.id, form.name, form.missing(answers), answers, context.now
    )
    context.delivery.dialogue = dialogue
    await show(context, form, dialogue, below=below)


async def waiting(context: Context, form: Form) -> Dialogue | None:
    """The person's half-filled form, whether or not they are in another one; None for none."""
    if not context.person.id:
        return None
    return await dialogues.named(context.tx, context.person.id, form.name)


def present(context: Context, form: Form) -> Dialogue | None:
    """The form that the person is in, if it is this one."""
    dialogue = context.delivery.dialogue
    return dialogue if dialogue is not None and dialogue.name == form.name else None


async def show(
    context: Context, form: Form, dialogue: Dialogue, *, below: bool = False, said: Markup | None = None
) -> None:
    """Put the present question: in place of the tapped message, or as a new one; what is `said` stands above it."""
    text, buttons = await _drawn(context, form, dialogue)
    if said:
        text = Markup("{}\n\n{}").format(said, text)
    await _put(context, dialogue, text, buttons, below=below)


async def go_on(context: Context, form: Form, dialogue: Dialogue, *, below: bool = False) -> None:
    """Come back to a form that waited, however long: it takes what is typed again."""
    moved = await dialogues.move(context.tx, dialogue, dialogue.step, dialogue.answers, context.now)
    context.delivery.dialogue = moved
    await show(context, form, moved or dialogue, below=below)


async def offer(
    context: Context, form: Form, dialogue: Dialogue, text: Markup, anew: InlineKeyboardButton, *, below: bool = False
) -> None:
    """Say that a half-filled form waits, with buttons to go on with it or to take `anew`."""
    await _put(context, dialogue, text, [[resume_button(context, form, dialogue), anew]], below=below)


def resume_button(context: Context, form: Form, dialogue: Dialogue) -> InlineKeyboardButton:
    """A button that brings the half-filled form back."""
    return form.resume.button(context.label("继续填写"), dialogue.id)


async def remind(context: Context, before: Dialogue | None) -> None:
    """Tell a person who turned to something else with a message that their form waits; once at each of its steps.

    `before` is the form they were in when they wrote.
    """
    now = context.delivery.dialogue
    if now is None or now != before or now.reminded or context.delivery.form_shown or not context.delivery.written:
        return
    form = context.office.forms.get(now.name)
    if form is None or context.delivery.update.message is None or not context.private or not context.may(form.action):
        return
    await dialogues.reminded(context.tx, now)
    cancel = form.tap(Turn.CANCEL).button(context.label(form.give_up), now.id, now.version)
    text = context.t(form.waits, title=context.label(form.title))
    await context.say(text, [[resume_button(context, form, now), cancel]])


async def leave(context: Context) -> bool:
    """/cancel: give up the form the person is in; False when they are in none."""
    dialogue = context.delivery.dialogue
    if dialogue is None or not await dialogues.finish(context.tx, dialogue):
        return False
    await _cancelled(context, dialogue)
    return True


def add_form(room: Room, form: Form) -> None:
    """Open the form's doors in its room: one for each of its buttons and one for messages."""
    room.forms.append(form)

    async def resume(update: Update, context: Context) -> None:
        dialogue = await waiting(context, form)
        if dialogue is None or dialogue.id != context.tap[0]:
            await context.toast(await form.ended(context, context.tap[0]))
            return
        await move_to(context, form, dialogue, dialogue.step, dialogue.answers)

    async def choose(update: Update, context: Context) -> None:
        *_, place = context.tap
        dialogue = await tapped(context, form)
        step = form.step(dialogue.step) if dialogue is not None else None
        if dialogue is not None and step is not None and 0 <= place < len(step.choices):
            await _chosen(context, form, dialogue, step.choices[place][0])

    async def correct(update: Update, context: Context) -> None:
        *_, place = context.tap
        dialogue = await tapped(context, form)
        if dialogue is not None and dialogue.step == SUMMARY and 0 <= place < len(form.fields):
            await _correct(context, form, dialogue, form.fields[place][0])

    async def answer(update: Update, context: Context) -> Pass | None:
        dialogue = present(context, form)
        assert dialogue is not None  # the door's `when`
        return await _hear(update, context, form, dialogue)

    room.on_tap(form.resume, action=form.action)(resume)
    if any(step.choices for step in form.steps):
        room.on_tap(form.choose, action=form.action)(choose)
    if form.fields:
        room.on_tap(form.correct, action=form.action)(correct)
    for turn in Turn:
        room.on_tap(form.tap(turn), action=form.action)(_turner(form, turn))
    room.message(
        TYPED & ~filters.COMMAND,
        action=form.action,
        name=f"{form.name} step",
        when=lambda update, context: update.message is not None and present(context, form) is not None,
    )(answer)


def _turner(form: Form, turn: Turn) -> Callable[[Update, Context], Awaitable[None]]:
    async def go(update: Update, context: Context) -> None:
        dialogue = await tapped(context, form)
        if dialogue is not None and turn in form.offers(dialogue):
            await _do(context, form, dialogue, turn)

    return go


async def _hear(update: Update, context: Context, form: Form, dialogue: Dialogue) -> Pass | None:
    message = update.message
    step = form.step(dialogue.step)
    if message is None or (message.text and context.now - dialogue.updated_at > LISTENS_MS):
        return PASS
    if message.text:
        if is_key(context, message.text):
            return PASS
        if (turn := form.typed(context.words, dialogue, message.text)) is not None:
            await _do(context, form, dialogue, turn)
            return None
        if (value := form.typed_choice(context.words, dialogue, message.text)) is not None:
            await _chosen(context, form, dialogue, value)
            return None
    if step is None:
        return await _hear_late(context, form, dialogue, message)
    result = step.read(context, message, dict(dialogue.answers))
    if result is None:
        return PASS
    if isinstance(result, Again):
        await _again(context, form, dialogue, result)
        return None
    await move_to(context, form, dialogue, step.name if step.collects else form.after(step.name, result), result)
    return None


async def _hear_late(context: Context, form: Form, dialogue: Dialogue, message: Message) -> Pass | None:
    """At the summary, one more picture is added where a step collects them."""
    for step in form.steps:
        more = step.more(context, message, dict(dialogue.answers))
        if isinstance(more, Again):
            await _again(context, form, dialogue, more)
            return None
        if more is not None:
            await move_to(context, form, dialogue, dialogue.step, more)
            return None
        result = step.read(context, message, dict(dialogue.answers)) if step.collects else None
        if isinstance(result, dict):
            await move_to(context, form, dialogue, dialogue.step, result)
            return None
    return PASS


async def _again(context: Context, form: Form, dialogue: Dialogue, again: Again) -> None:
    if again.keep is None:
        _, buttons = await _drawn(context, form, dialogue)
        await _put(context, dialogue, again.text, buttons)
    else:
        await move_to(context, form, dialogue, dialogue.step, again.keep, said=again.text)


def is_key(context: Context, text: str) -> bool:
    """Whether this is a key of the keyboard or the like: it means the same in the middle of a form."""
    spoken = (door.name for door in context.office.doors if door.kind == "words" and context.may(door.action))
    return any(
        text.strip() in (name, *(words.label(name) for words in context.office.words.values())) for name in spoken
    )


async def _do(context: Context, form: Form, dialogue: Dialogue, turn: Turn) -> None:
    answers = dict(dialogue.answers)
    step = dialogue.step
    match turn:
        case Turn.CONFIRM | Turn.CANCEL:
            if not await dialogues.finish(context.tx, dialogue):
                await _overtaken(context, form)
            elif turn is Turn.CANCEL:
                await _cancelled(context, dialogue)
            else:
                context.delivery.dialogue, context.delivery.finished = None, dialogue.id
                await form.finish(context, answers)
            return
        case Turn.DONE | Turn.KEEP:
            step = form.after(step, answers)
        case Turn.SKIP:
            answers.pop(step, None)
            step = form.after(step, answers)
        case Turn.CLEAR:
            answers.pop(step, None)
        case Turn.BACK:
            step = form.before(step, answers)
    await move_to(context, form, dialogue, step, answers)


async def _correct(context: Context, form: Form, dialogue: Dialogue, name: str) -> None:
    """Ask one step again, from the summary."""
    step = form.step(name)
    if step is not None and step.offered(dialogue.answers):
        await move_to(context, form, dialogue, name, {**dialogue.answers, CORRECTING: name})


async def _chosen(context: Context, form: Form, dialogue: Dialogue, value: str) -> None:
    step = form.step(dialogue.step)
    if step is not None and step.leads:
        await _correct(context, form, dialogue, value)
        return
    answers = {**dialogue.answers, dialogue.step: value}
    await move_to(context, form, dialogue, form.after(dialogue.step, answers), answers)


async def _cancelled(context: Context, dialogue: Dialogue) -> None:
    context.delivery.dialogue = None
    form = context.office.forms.get(dialogue.name)
    if form is None:  # a page listened for something typed: what it took before stays
        await _put(context, dialogue, context.t("好的,先到这里。前面记下的都还在。"))
        return
    await form.left(context, dialogue.answers)
    await _put(context, dialogue, context.t(form.cancelled))


async def tapped(context: Context, form: Form) -> Dialogue | None:
    """The dialogue that the tapped button is about, as long as it is at the button's version; else explain and redraw."""
    number, version, *_ = context.tap
    dialogue = await waiting(context, form)
    if dialogue is None or dialogue.id != number:
        await context.toast(await form.ended(context, number))
        return None
    if dialogue.version != version:
        await context.toast(context.label("这一步已经过去了,请看最新的一步"))
        text, buttons = await _drawn(context, form, dialogue)
        await context.say(text, buttons)
        return None
    return dialogue


async def move_to(
    context: Context, form: Form, dialogue: Dialogue, step: str, answers: Answers, *, said: Markup | None = None
) -> None:
    """Have the form at this step with these answers, and show it; where somebody was faster, show where it is instead."""
    if step == SUMMARY:
        answers = {name: value for name, value in answers.items() if name != CORRECTING}
    moved = await dialogues.move(context.tx, dialogue, step, answers, context.now)
    if moved is None:
        await _overtaken(context, form)
        return
    context.delivery.dialogue = moved
    await show(context, form, moved, said=said)


async def _overtaken(context: Context, form: Form) -> None:
    """Somebody was faster: show where the form is now, or say that it has ended; nobody goes without an answer."""
    context.delivery.dialogue = now = await waiting(context, form)
    if now is not None:
        await show(context, form, now)
        return
    ended = context.label("这份表单已经提交或取消了")
    await context.toast(ended)
    if context.delivery.update.callback_query is None:
        await context.say(ended)


async def _put(context: Context, dialogue: Dialogue, text: Markup, buttons: Rows = (), *, below: bool = False) -> None:
    """Edit the tapped message; else say it, in place of what the form said before and has not gone out yet (an album)."""
    context.delivery.form_shown = True
    if context.delivery.update.callback_query is not None and not below:
        await context.edit(text, buttons)
    else:
        await context.say(text, buttons, instead_of=f"form:{dialogue.id}:")


async def _drawn(context: Context, form: Form, dialogue: Dialogue) -> tuple[Markup, Rows]:
    step = form.step(dialogue.step)
    ask = step.ask if step is not None else form.summary
    answers = {**dialogue.answers, **await form.recall(context, dialogue.answers)}
    return ask(context, answers), form.keys(context, dialogue, answers, form.buttons(context.words, dialogue))

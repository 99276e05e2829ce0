"""Listening for one typed answer to what a page asks, beside its buttons: a name, a time, a reason.

It is kept in a row like a form's step, so that it survives a restart; whoever leaves the page `stop`s it.
"""

from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.ext import filters

from handlers.kit.context import Context
from handlers.kit.dialogue import LISTENS_MS, is_key
from handlers.kit.room import PASS, TYPED, Pass, Room
from storage import dialogues
from storage.dialogues import Answers

STEP = "typed"
Hear = Callable[[Context, str, Answers], Awaitable[Pass | None]]
"""What is done with the typed text, given what was kept with `listen`; PASS for what is no answer to it."""


async def listen(context: Context, name: str, about: Answers) -> None:
    """Take what the person types next as the answer that `name` (see `ear`) asks for."""
    context.delivery.dialogue = await dialogues.begin(context.tx, context.person.id, name, STEP, about, context.now)


async def stop(context: Context, name: str) -> None:
    """Listen no more: the person went on by a button."""
    waiting = await dialogues.named(context.tx, context.person.id, name) if context.person.id else None
    if waiting is not None:
        await dialogues.finish(context.tx, waiting)
        if context.delivery.dialogue == waiting:
            context.delivery.dialogue = None


def ear(room: Room, name: str, *, action: str) -> Callable[[Hear], Hear]:
    """Register what hears the answer; it is listened to until `stop`, so that a wrong answer can be given again."""

    def add(hear: Hear) -> Hear:
        async def typed(update: Update, context: Context) -> Pass | None:
            dialogue, message = context.delivery.dialogue, update.message
            assert dialogue is not None  # the door's `when`
            assert message is not None
            text = message.text or ""
            if context.now - dialogue.updated_at > LISTENS_MS or is_key(context, text):
                return PASS
            return await hear(context, text, dialogue.answers)

        def present(update: Update, context: Context) -> bool:
            dialogue = context.delivery.dialogue
            return update.message is not None and dialogue is not None and dialogue.name == name

        room.message(TYPED & filters.TEXT & ~filters.COMMAND, action=action, name=f"{name} typed", when=present)(typed)
        return hear

    return add

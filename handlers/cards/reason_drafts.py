"""Reasons that officers typed and did not send yet: kept when they look at something else, and there again afterwards."""

from handlers.cards.review_queue import WHY
from handlers.kit.context import Context
from handlers.kit.listening import stop
from storage import dialogues
from storage.dialogues import Answers

KEPT = "review.reasons"
"""The row that keeps them, by what they are about; nothing is heard there."""
MOST_KEPT = 20


async def leave(context: Context) -> None:
    """Listen for no reason any more; one that was typed is kept."""
    waiting = await dialogues.named(context.tx, context.person.id, WHY) if context.person.id else None
    await stop(context, WHY)
    if waiting is not None and waiting.answers.get("reason"):
        about = waiting.answers
        kept = {**await _kept(context), _name(str(about["kind"]), int(str(about["number"]))): about}
        await _keep(context, dict(list(kept.items())[-MOST_KEPT:]))


async def of(context: Context, kind: str, number: int) -> Answers | None:
    """What was typed about this record or report (what `listen` kept of it), or None."""
    found = (await _kept(context)).get(_name(kind, number))
    return dict(found) if isinstance(found, dict) else None


async def last(context: Context) -> Answers | None:
    """What was typed last, or None."""
    found = list((await _kept(context)).values())
    return dict(found[-1]) if found and isinstance(found[-1], dict) else None


async def drop(context: Context, kind: str, number: int) -> None:
    """It was sent, or nothing waits there any more."""
    kept = await _kept(context)
    if kept.pop(_name(kind, number), None) is not None:
        await _keep(context, kept)


def _name(kind: str, number: int) -> str:
    return f"{kind}:{number}"


async def _kept(context: Context) -> Answers:
    row = await dialogues.named(context.tx, context.person.id, KEPT)
    return dict(row.answers) if row is not None else {}


async def _keep(context: Context, kept: Answers) -> None:
    """Written behind whatever form the officer is in, which goes on."""
    form = await dialogues.newest(context.tx, context.person.id)
    row = await dialogues.begin(context.tx, context.person.id, KEPT, KEPT, kept, context.now)
    if not kept:
        await dialogues.finish(context.tx, row)
    if form is not None and form.name != KEPT:
        await dialogues.lift(context.tx, form)

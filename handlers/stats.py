"""/stats: the figures as a picture, the numbers below it, and from there to the next picture.

A picture is an errand: read in a moment, drawn outside the event loop. Officers see everything, leaders and deputies their
own studios; nothing is shown of what a person may not see any more when it is drawn.
"""

from telegram import Update

from handlers.cards.stats import (
    ERRAND,
    OVERVIEW,
    VIEW,
    View,
    ask_for,
    asked_for,
    not_theirs,
    reach,
    view_button,
    view_of,
)
from handlers.cards.stats_asked import like, this_year, view_typed
from handlers.cards.stats_charts import short
from handlers.cards.stats_made import picture
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Make
from handlers.kit.room import Room
from handlers.kit.taps import Stale
from handlers.kit.words import Words
from storage import people, studios
from storage.errands import Errand

room = Room("stats")


@room.command("stats", action="stats.read", summary="统计数字")
@room.words("统计", "统计数字", "看统计", "我们的数字", "看我们的数字", action="stats.read")
async def show(update: Update, context: Context) -> None:
    """This year's figures; those of what is written behind the command (a studio, a quarter), where something is."""
    said = " ".join(context.args or ())
    view = await view_typed(context, said)
    if view is not None:
        await tell(context, view)
    elif found := await like(context, said):
        rows = [[view_button(short(one.name), View(OVERVIEW, this_year(context), one.id))] for one in found]
        await context.say(context.t("哪一家?"), rows)
    else:
        text = context.t(
            "没有看懂「{said}」。可以写工作室或领军人的名字,比如 /stats 王文韬;只发 /stats 看全部。", said=said[:40]
        )
        await context.say(text)


@room.on_tap(VIEW, action="stats.read")
async def turn(update: Update, context: Context) -> None:
    """Another picture."""
    view = view_of(*context.tap)
    if view is None or (view.studio and await studios.find(context.tx, view.studio) is None):
        raise Stale(str(context.tap))
    await context.toast(context.label("马上发给您"))
    await tell(context, view)


async def tell(context: Context, view: View) -> None:
    """Have a view told, or say kindly that it is not theirs to see."""
    if reach(context.person, view.studio) == ():
        await context.say(*not_theirs(context))
    else:
        await ask_for(context, view)


@room.errand(ERRAND, action="stats.read")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what the picture shows; nothing where the right is gone meanwhile."""
    view = asked_for(errand)
    who = await people.find(desk.tx, errand.person) if errand.person else None
    if view is None or who is None:
        return None
    reached = reach(who, view.studio)
    return None if reached == () else await picture(desk, words, view, reached)

"""Browsing studios: the list with its filters, the cards, and following."""

from telegram import Update

from handlers.cards.filters import FIELDS, filter_menu, values_menu
from handlers.cards.listings import Listing, kept, studio_list
from handlers.cards.studios import (
    AGREE,
    CARD,
    FILTERS,
    FOLLOW,
    LIST,
    UNFOLLOW,
    VALUES,
    WHOLE,
    Behind,
    studio_card,
)
from handlers.kit.context import Context
from handlers.kit.room import Room
from storage import people, studios
from storage.model.people import FOLLOW as FOLLOWING
from storage.model.studios import Studio

room = Room("studios")


@room.command("studios", action="studio.read", summary="浏览和筛选工作室")
@room.words("找工作室", "工作室名录", action="studio.read", rank=1)
async def browse(update: Update, context: Context) -> None:
    """All studios, to page through and to filter."""
    text, buttons = await studio_list(context, Listing())
    await context.say(text, buttons)


@room.command("following", action="studio.follow", summary="我关注的工作室")
@room.words("我的关注", action="studio.follow")
async def following(update: Update, context: Context) -> None:
    """The studios that the person follows."""
    text, buttons = await studio_list(context, Listing(followed=True))
    await context.say(text, buttons)


@room.on_tap(LIST, action="studio.read")
async def turn(update: Update, context: Context) -> None:
    """A page of a list, in place."""
    view, page = context.tap
    listing = await _listing(context, view)
    text, buttons = await studio_list(context, listing, page)
    await context.edit(text, buttons)


@room.on_tap(FILTERS, action="studio.read")
async def choose_field(update: Update, context: Context) -> None:
    """What the list can be filtered by."""
    (view,) = context.tap
    text, buttons = await filter_menu(context, await _listing(context, view))
    await context.edit(text, buttons)


@room.on_tap(VALUES, action="studio.read")
async def choose_value(update: Update, context: Context) -> None:
    """The values of one field."""
    view, field, page = context.tap
    listing = await _listing(context, view)
    if field in FIELDS:
        text, buttons = await values_menu(context, listing, field, page)
    else:
        text, buttons = await filter_menu(context, listing)
    await context.edit(text, buttons)


@room.on_tap(CARD, action="studio.read")
async def open_card(update: Update, context: Context) -> None:
    """A studio's card, in place of the list or as a new message below what somebody may want to keep."""
    await _show(context)


@room.on_tap(WHOLE, action="studio.read")
async def open_whole(update: Update, context: Context) -> None:
    """The card with the whole introduction."""
    await _show(context, whole=True)


@room.on_tap(FOLLOW, action="studio.follow")
async def follow(update: Update, context: Context) -> None:
    """Follow a studio; the first time ask whether that may be kept."""
    studio = await _studio(context)
    if studio is None:
        return
    if context.person.id and FOLLOWING in await people.consents(context.tx, context.person.id):
        await _follow(context, studio)
        return
    text = context.card("following.html", name=studio.name)
    yes = AGREE.button(context.label("同意并关注"), *context.tap)
    no = CARD.button(context.label("不用了"), *context.tap)
    await context.edit(text, [[yes, no]])


@room.on_tap(AGREE, action="studio.follow")
async def agree(update: Update, context: Context) -> None:
    """Keep the consent, then follow."""
    studio = await _studio(context)
    if studio is None:
        return
    person = await context.acquainted()
    await people.consent(context.tx, person.id, FOLLOWING, context.now)
    await _follow(context, studio)


@room.on_tap(UNFOLLOW, action="studio.follow")
async def unfollow(update: Update, context: Context) -> None:
    """Follow a studio no longer."""
    studio = await _studio(context)
    if studio is None:
        return
    if context.person.id and await studios.unfollow(context.tx, context.person.id, studio.id):
        await context.toast(context.label("已取消关注"))
    await _show(context)


async def _follow(context: Context, studio: Studio) -> None:
    await studios.follow(context.tx, context.person.id, studio.id, context.now)
    await context.toast(context.label("已关注,可在「我的关注」里查看"))
    await _show(context)


async def _studio(context: Context) -> Studio | None:
    """The studio that the tapped button is about; where it is gone, say so and show the list instead."""
    number, *behind = context.tap
    studio = await studios.find(context.tx, number)
    if studio is None:
        await context.toast(context.label("这个工作室已不在名录中,请看最新名录"))
        listing = await kept(context, behind[0]) if behind[0] else None
        text, buttons = await studio_list(context, listing or Listing(), behind[1])
        await context.edit(text, buttons)
    return studio


async def _show(context: Context, *, whole: bool = False) -> None:
    studio = await _studio(context)
    if studio is not None:
        text, buttons = await studio_card(context, studio, behind=Behind(*context.tap[1:]), whole=whole)
        await context.edit(text, buttons)


async def _listing(context: Context, view: int) -> Listing:
    """The listing behind a button; a forgotten one gives way to the whole list."""
    listing = await kept(context, view)
    if listing is None:
        await context.toast(context.label("这个列表已过期,已换成最新名录"))
    return listing or Listing()

"""The front door: /start with its deep links, /help made of what the person may do, /cancel."""

import re

from telegram import Update

from handlers.cards import people
from handlers.cards.competitions import competition_card
from handlers.cards.courses import WISH, course_card, course_list
from handlers.cards.examples import examples
from handlers.cards.listings import Listing, studio_list
from handlers.cards.questions import LEAVE
from handlers.cards.studios import studio_card
from handlers.kit import dialogue, menu
from handlers.kit.context import Context
from handlers.kit.room import Room
from storage import competitions, courses, questions, studios

room = Room("welcome")

_STUDIO = re.compile(r"studio_(\d{1,18})")
"""The payload of a link to a studio: t.me/<bot>?start=studio_12."""
_COMPETITION = re.compile(r"competition_(\d{1,18})")
_COURSE = re.compile(r"course_(\d{1,18})")
PLAIN = ("", "group", "help")
"""Payloads that lead to the welcome: none, and those of the bot's own links."""


@room.command("start", action="help.read")
async def start(update: Update, context: Context) -> None:
    """What the link that led here is about; else who the bot is and what to do first."""
    payload = "".join((context.args or [])[:1])
    found = _STUDIO.fullmatch(payload)
    studio = await studios.find(context.tx, int(found[1])) if found else None
    if studio is not None:
        text, buttons = await studio_card(context, studio)
        await context.say(text, buttons)
        return
    found = _COMPETITION.fullmatch(payload)
    competition = await competitions.find(context.tx, int(found[1])) if found else None
    if competition is not None:
        await context.say(*await competition_card(context, competition))
        return
    found = _COURSE.fullmatch(payload)
    course = await courses.find(context.tx, int(found[1])) if found else None
    if course is not None:
        await context.say(*await course_card(context, course))
        return
    if payload == "courses":
        await context.say(*await course_list(context))
        return
    if payload == "wish":
        await context.say(context.t("想学什么课,点下面的「点单」告诉我们。"), [[WISH.button(context.label("点单"))]])
        return
    if payload == "studios":
        text, buttons = await studio_list(context, Listing())
        await context.say(text, buttons)
        return
    if payload == "ask":
        button = LEAVE.button(context.label("转人工"), 0)
        await context.say(context.t("要给工会留言或提问,请点下面的按钮。"), [[button]])
        return
    waiting = (await questions.open_ones(context.tx, 0)).total if context.may("question.answer") else 0
    text = context.card(
        "welcome.html",
        lost=payload not in PLAIN,
        roles=await people.roles(context),
        waiting=waiting,
        stranger=not context.person.id,
        examples=examples(context)[:2],
    )
    await context.say(text, keyboard=menu.keyboard(context))
    await _offer_draft(context)


@room.command("help", action="help.read", summary="能做什么、怎么用")
@room.words("帮助", "使用帮助", action="help.read", rank=6)
async def help_(update: Update, context: Context) -> None:
    """What this person can do here, made of the doors that are open to them."""
    doors = menu.commands(context.office, context.person)
    text = context.card(
        "help.html",
        examples=examples(context),
        commands=[(door.name, context.label(door.summary)) for door in doors if door.callback is not help_],
    )
    await context.say(text, keyboard=menu.keyboard(context))


@room.command("cancel", action="help.read", summary="取消正在填写的内容")
async def cancel(update: Update, context: Context) -> None:
    """Give up the half-filled form; say so when there is none."""
    if not await dialogue.leave(context):
        await context.say(context.t("现在没有正在填写的内容。有问题直接打字问就行。"))


async def _offer_draft(context: Context) -> None:
    """Bring a half-filled form to mind, whether or not that was done before."""
    draft = context.delivery.dialogue
    form = context.office.forms.get(draft.name) if draft is not None else None
    if draft is None or form is None or not context.may(form.action):
        return
    context.delivery.form_shown = True
    text = context.t("您的{title}还没有提交,给您留着。", title=context.label(form.title))
    await context.say(text, [[dialogue.resume_button(context, form, draft)]])

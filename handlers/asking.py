"""Questions in words: understood, answered in one message from the records, and kept for officers where there is no answer.

What is said is made in `handlers.cards.answer*`, what is meant in `handlers.language`. Nothing here guesses: an answer is a
record's own text or number, or says that there is none.
"""

import re
from dataclasses import replace

from telegram import Update
from telegram.ext import filters

from handlers.cards import answer_found, answer_named, answer_numbers, answer_talk
from handlers.cards.answer_lists import TURN
from handlers.cards.answer_named import PICK, human_button
from handlers.cards.answers import Asking, Reply
from handlers.cards.course_hint import course_hint
from handlers.cards.shelf import shelf_of
from handlers.cards.wishes import wish_button
from handlers.kit.context import Context
from handlers.kit.groups import addressed
from handlers.kit.room import PASS, Pass, Room
from handlers.kit.taps import Stale
from handlers.language.course_parse import flattened, in_chinese, wished
from handlers.language.keeping import kept_focus, read_focus, read_meaning
from handlers.language.meaning import Attribute, Intent, Meaning, Query
from handlers.language.normalise import LONGEST, without_numbers
from handlers.language.select import groups, select
from handlers.language.shelf import Shelf
from handlers.language.similar import FAIR, SURE
from storage import focus as focuses
from storage import knowledge, search, unanswered, views
from storage.model.days import china_date
from storage.model.search import STUDIO
from storage.model.texts import cleaned
from storage.spelling import fold

room = Room("asking")

_HEARD = filters.UpdateType.MESSAGES & filters.TEXT & ~filters.COMMAND
_OWN = re.compile("(?:我们|咱们|我|咱)(?:的|带的|领衔的|负责的|自己的)?工作室")
"""The studio of whoever asks."""
_CHAT = (
    Intent.GREETING,
    Intent.THANKS,
    Intent.GOODBYE,
    Intent.PRAISE,
    Intent.COMPLAINT,
    Intent.OKAY,
    Intent.WHO_ARE_YOU,
    Intent.HELP,
    Intent.HUMAN,
)


@room.message(_HEARD, action="studio.read", name="question")
async def ask(update: Update, context: Context) -> Pass | None:
    """Answer a question; what is too long or has nothing to read in it is left to the last room."""
    message = update.effective_message
    text = (addressed(context, message) or "") if message is not None else ""
    if len(text) > LONGEST or not fold(text):
        return PASS
    if update.edited_message is not None and context.delivery.dialogue is not None:
        return PASS  # more likely an answer to the form put right than a question
    reply = await _reply(context, text)
    await context.say(reply.text, reply.buttons)
    await _keep(context, reply)
    return None


@room.on_tap(TURN, action="studio.read")
async def turn(update: Update, context: Context) -> None:
    """Another page of an answer, asked anew of today's records."""
    view, page = context.tap
    meaning = read_meaning(await views.find(context.tx, view))
    if meaning is None:
        raise Stale(str(view))
    asking = replace(await _asking(context, await shelf_of(context), meaning), page=page)
    reply = await answer_found.listed(asking)
    await context.edit(reply.text, reply.buttons)
    await _keep(context, reply)


@room.on_tap(PICK, action="studio.read")
async def pick(update: Update, context: Context) -> None:
    """What was asked, of the one that was meant."""
    studio, asked = context.tap
    shelf = await shelf_of(context)
    if studio not in shelf.book.facts:
        raise Stale(str(studio))
    known = {one.value for one in Attribute}
    attributes = tuple(Attribute(one) for one in asked.split(",") if one in known)
    meaning = Meaning(Intent.TELL if attributes else Intent.CARD, studios=(studio,), attributes=attributes)
    reply = await _answer(await _asking(context, shelf, meaning))
    await context.edit(reply.text, reply.buttons)
    await _keep(context, reply)


async def _reply(context: Context, text: str) -> Reply:
    shelf = await shelf_of(context)
    wish = wished(text)
    if wish and text.isascii():
        text = in_chinese(flattened(text))
    before = read_focus(await focuses.find(context.tx, context.chat, context.now))
    meaning = shelf.listener.understand(text, before, china_date(context.now))
    if (said := _OWN.search(text)) and meaning.intent not in (*_CHAT, Intent.HOW_TO, Intent.LATER):
        names = [facts.studio.name for one in context.person.studios() if (facts := shelf.book.facts.get(one))]
        if not names:
            return answer_talk.not_theirs(context)
        text = text.replace(said.group(), "和".join(names))
        meaning = shelf.listener.understand(text, before, china_date(context.now))
    asking = replace(await _asking(context, shelf, meaning), said=cleaned(text))
    entry, score = (None, 0.0)
    if meaning.intent not in _CHAT and not meaning.leaning:
        entry, score = shelf.known(meaning.said)
    if entry is not None and score >= SURE:
        await knowledge.count_use(context.tx, entry.id)
        return answer_talk.known(asking, entry)
    reply = await _answer(asking)
    if meaning.leaning and before is not None and reply.focus is not None and reply.focus.query is None:
        # What was listed is still what 「还有别的吗」 is about, after a word about one of them.
        reply = replace(
            reply,
            focus=replace(
                reply.focus, query=before.query, offset=before.offset, shown=before.shown, total=before.total
            ),
        )
    if not reply.missed and not wish:
        return reply
    if reply.missed and entry is not None and score >= FAIR:
        await knowledge.count_use(context.tx, entry.id)
        return answer_talk.known(asking, entry)
    if hint := await course_hint(context, meaning.query.topics):
        more, rows = hint
        reply = replace(reply, text=reply.text + "\n\n" + more, buttons=[*rows, *reply.buttons])
    elif wish and context.private:
        more = context.t("想学的课还没有,可以点单,开了就通知您。")
        reply = replace(
            reply, text=reply.text + "\n\n" + more, buttons=[[wish_button(context.words, wish)], *reply.buttons]
        )
    if not reply.missed:
        return reply
    missed = 0
    if not _forwarded(context):
        missed = await unanswered.note(
            context.tx, without_numbers(meaning.said), without_numbers(cleaned(text)), context.now
        )
    return answer_talk.with_human(reply, [[human_button(asking, missed)]])


def _forwarded(context: Context) -> bool:
    """Whether these are somebody else's words: answered as well as can be, but no question of the person's own."""
    message = context.delivery.update.effective_message
    return message is not None and message.forward_origin is not None


async def _asking(context: Context, shelf: Shelf, meaning: Meaning) -> Asking:
    """The question with the studios of its query."""
    asking = Asking(context, shelf, meaning, china_date(context.now))
    if meaning.intent in _CHAT or meaning.studios:
        return asking
    return replace(asking, chosen=select(meaning.query, shelf.book, await _candidates(context, meaning.query)))


async def _candidates(context: Context, query: Query) -> frozenset[int] | None:
    """Where the index finds the words of the query's topics; None when it cannot tell."""
    wanted = groups(query)
    if not wanted:
        return None
    hits = await search.find(context.tx, wanted, kind=STUDIO, limit=search.POOL)
    whole = hits.total_is_exact and hits.total <= len(hits.ids)
    return frozenset(hits.ids) if whole and hits.ids else None


async def _keep(context: Context, reply: Reply) -> None:
    """Keep what the next question may lean on; an answer that leaves nothing to lean on leaves the last."""
    if reply.focus is not None:
        focus = replace(reply.focus, at=context.now)
        await focuses.put(context.tx, context.chat, kept_focus(focus), context.now)


async def _answer(asking: Asking) -> Reply:
    match asking.meaning.intent:
        case Intent.LIST:
            return await answer_found.listed(asking)
        case Intent.COUNT:
            return await (answer_numbers.count(asking) if asking.chosen.studios else answer_found.none(asking))
        case Intent.SUM:
            return await answer_numbers.total(asking)
        case Intent.VERSUS:
            return await answer_numbers.versus(asking)
        case Intent.GROUPS:
            return await (answer_numbers.groups(asking) if asking.chosen.studios else answer_found.none(asking))
        case Intent.TOP:
            return await (answer_numbers.top(asking) if asking.chosen.studios else answer_found.none(asking))
        case Intent.MORE | Intent.BACK:
            return await answer_found.turned(asking)
        case Intent.CARD:
            return await answer_named.cards(asking)
        case Intent.TELL:
            return await answer_named.tell(asking)
        case Intent.CHECK:
            return await answer_named.check(asking)
        case Intent.COMPARE:
            return await answer_named.compare(asking)
        case Intent.FACT:
            return await answer_named.fact(asking)
        case Intent.WHICH:
            return await answer_named.which(asking)
        case Intent.STRANGER:
            return await answer_found.stranger(asking)
        case Intent.WHOSE:
            return await answer_talk.whose(asking)
        case Intent.UNRANKED:
            return answer_talk.unranked(asking)
        case Intent.OFF_TOPIC if asking.chosen.main and asking.meaning.query.topics:
            return await answer_found.listed(replace(asking, meaning=replace(asking.meaning, intent=Intent.LIST)))
        case Intent.LATER | Intent.HOW_TO | Intent.UNKNOWN:
            return await answer_talk.no_answer(asking)
    return answer_talk.small_talk(asking)

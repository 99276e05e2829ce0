"""Questions in words: understood, answered in one message from the records, and kept for officers where there is no answer.

What is said is made in `handlers.cards.answer*`, what is meant in `handlers.language`. Nothing here guesses: an answer is a
record's own text or number, or says that there is none.
"""

from dataclasses import replace

from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.cards import answer_named, answer_numbers, answer_talk
from handlers.cards.answer_named import PICK, human_button
from handlers.cards.answers import (
    PAGE,
    TURN,
    Asking,
    Reply,
    by_sector,
    corrected,
    described,
    hit_list,
    joined,
    notes,
    one_card,
)
from handlers.kit.context import Context
from handlers.kit.days import china_date
from handlers.kit.groups import addressed
from handlers.kit.room import PASS, Pass, Room
from handlers.kit.taps import Stale
from handlers.language.facts import quote
from handlers.language.keeping import kept_focus, read_focus, read_meaning
from handlers.language.meaning import Attribute, Intent, Meaning, Query
from handlers.language.normalise import LONGEST, without_numbers
from handlers.language.select import Grade, Hit, Selection, groups, ranked, select
from handlers.language.shelf import Shelf
from handlers.language.similar import FAIR, SURE
from storage import focus as focuses
from storage import knowledge, lexicon, search, studios, terms, unanswered, views
from storage.database import Tx
from storage.model.search import STUDIO
from storage.model.texts import cleaned
from storage.spelling import fold

room = Room("asking")

_HEARD = filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND
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
    asking = replace(await _asking(context, meaning), page=page)
    reply = await _listed(asking)
    await context.edit(reply.text, reply.buttons)
    await _keep(context, reply)


@room.on_tap(PICK, action="studio.read")
async def pick(update: Update, context: Context) -> None:
    """What was asked, of the one that was meant."""
    studio, asked = context.tap
    shelf = await _shelf(context)
    if studio not in shelf.book.facts:
        raise Stale(str(studio))
    known = {one.value for one in Attribute}
    attributes = tuple(Attribute(one) for one in asked.split(",") if one in known)
    meaning = Meaning(Intent.TELL if attributes else Intent.CARD, studios=(studio,), attributes=attributes)
    reply = await _answer(await _asking(context, meaning))
    await context.edit(reply.text, reply.buttons)
    await _keep(context, reply)


async def _reply(context: Context, text: str) -> Reply:
    shelf = await _shelf(context)
    before = read_focus(await focuses.find(context.tx, context.chat, context.now))
    meaning = shelf.listener.understand(text, before, china_date(context.now))
    asking = replace(await _asking(context, meaning), said=cleaned(text))
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
    if not reply.missed:
        return reply
    if entry is not None and score >= FAIR:
        await knowledge.count_use(context.tx, entry.id)
        return answer_talk.known(asking, entry)
    missed = await unanswered.note(
        context.tx, without_numbers(meaning.said), without_numbers(cleaned(text)), context.now
    )
    return answer_talk.with_human(reply, [[human_button(asking, missed)]])


async def _asking(context: Context, meaning: Meaning) -> Asking:
    """The question with the studios of its query."""
    shelf = await _shelf(context)
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


async def _shelf(context: Context) -> Shelf:
    return await context.office.shelved(_make_shelf, context.tx, await search.version(context.tx))


async def _make_shelf(tx: Tx) -> Shelf:
    return Shelf.made_of(
        await studios.everything(tx),
        await terms.names(tx, terms.SECTOR),
        await lexicon.everything(tx),
        await knowledge.everything(tx),
    )


async def _keep(context: Context, reply: Reply) -> None:
    """Keep what the next question may lean on; an answer that leaves nothing to lean on leaves the last."""
    if reply.focus is not None:
        focus = replace(reply.focus, at=context.now)
        await focuses.put(context.tx, context.chat, kept_focus(focus), context.now)


async def _answer(asking: Asking) -> Reply:
    match asking.meaning.intent:
        case Intent.LIST:
            return await _listed(asking)
        case Intent.COUNT:
            return await (answer_numbers.count(asking) if asking.chosen.studios else _none(asking))
        case Intent.SUM:
            return await answer_numbers.total(asking)
        case Intent.GROUPS:
            return await (answer_numbers.groups(asking) if asking.chosen.studios else _none(asking))
        case Intent.TOP:
            return await (answer_numbers.top(asking) if asking.chosen.studios else _none(asking))
        case Intent.MORE | Intent.BACK:
            return await _turned(asking)
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
            return await _stranger(asking)
        case Intent.WHOSE:
            return await answer_talk.whose(asking)
        case Intent.UNRANKED:
            return answer_talk.unranked(asking)
        case Intent.OFF_TOPIC if asking.chosen.main and asking.meaning.query.topics:
            return await _listed(replace(asking, meaning=replace(asking.meaning, intent=Intent.LIST)))
        case Intent.LATER | Intent.HOW_TO | Intent.UNKNOWN:
            return await answer_talk.no_answer(asking)
    return answer_talk.small_talk(asking)


async def _listed(asking: Asking) -> Reply:
    """The studios that fit, as a card, as one thing of each, or as a list."""
    context, meaning, chosen = asking.context, asking.meaning, asking.chosen
    hits = (*chosen.main, *chosen.related)
    if not hits:
        return await _none(asking)
    what = described(context, meaning.query)
    if len(hits) == 1 and meaning.attributes:
        one = replace(meaning, intent=Intent.TELL, studios=(hits[0].studio.id,))
        reply = await answer_named.tell(replace(asking, meaning=one))
        return replace(reply, focus=replace(reply.focus, query=meaning.query) if reply.focus else None)
    split = by_sector(asking)
    if len(hits) == 1:
        opening = split or context.t("符合「{what}」的有 1 家:", what=what)
        opening = context.t("有。") + opening if meaning.yes_no else opening
        return await one_card(asking, hits[0].studio, corrected(asking), opening, _mentioned(asking), *notes(asking))
    heading = context.t("工作室一共 <b>{number} 家</b>", number=len(hits))
    if what:
        heading = context.t("「{what}」的工作室一共 <b>{number} 家</b>", what=what, number=len(hits))
    if meaning.yes_no:
        heading = context.t("有。") + heading
    return await hit_list(asking, hits, heading, corrected(asking), split, _mentioned(asking), _people(asking, hits))


def _mentioned(asking: Asking) -> Markup | None:
    """Studios that only mention what was asked, in a line of their own."""
    hits = asking.chosen.mentioned
    if not hits or by_sector(asking) or any(one.terms[0].asks_sector for one in asking.meaning.query.topics):
        return None
    names = "、".join(hit.studio.name for hit in hits[:3])
    more = asking.context.label("等 {number} 家", number=len(hits)) if len(hits) > 3 else ""
    return asking.context.t("简介里提到的还有:{names}{more}", names=names, more=more)


def _people(asking: Asking, hits: tuple[Hit, ...]) -> Markup | None:
    """The sum, when it was asked how many people are in the studios listed."""
    known = [hit.studio.members for hit in hits if hit.studio.members is not None]
    if Attribute.MEMBERS not in asking.meaning.attributes or len(known) < 2:
        return None
    return asking.context.t("有登记的 {studios} 家合计 {people} 人。", studios=len(known), people=sum(known))


async def _none(asking: Asking) -> Reply:
    """No studio fits for certain: those that mention it, those that come close, or nothing."""
    context, chosen = asking.context, asking.chosen
    what = described(context, asking.meaning.query)
    mentioned, near = len(chosen.mentioned), len(chosen.near)
    for hits, heading in (
        (
            chosen.mentioned,
            context.t("没有专业方向写着「{what}」的;简介里提到的有 {number} 家:", what=what, number=mentioned),
        ),
        (chosen.near, context.t("没有直接写「{what}」的;意思相近的有 {number} 家:", what=what, number=near)),
    ):
        if hits:
            asking = replace(asking, chosen=Selection(hits, delisted=chosen.delisted, unknown=chosen.unknown))
            if len(hits) == 1:
                return await one_card(asking, hits[0].studio, corrected(asking), heading, _words_of(asking, hits[0]))
            return await hit_list(asking, hits, heading, corrected(asking))
    reply = await answer_talk.nothing_found(asking)
    return replace(reply, text=joined(corrected(asking), reply.text))


def _words_of(asking: Asking, hit: Hit) -> Markup | None:
    """The words by which a studio came close: a sentence that mentions the topic, or a speciality."""
    said = quote(asking.shelf.book.facts[hit.studio.id], asking.meaning.query.topics).sentences
    if hit.grade is Grade.MENTIONED and said:
        return Markup("「{}」").format(said[0])
    return asking.context.t("(资料里写的是:{word})", word=hit.word) if hit.word else None


async def _stranger(asking: Asking) -> Reply:
    """A name that is not on record; a record may mention it all the same."""
    if asking.chosen.main or asking.chosen.mentioned:
        return await _listed(replace(asking, meaning=replace(asking.meaning, attributes=())))
    return await answer_named.stranger(asking)


async def _turned(asking: Asking) -> Reply:
    """The next or previous part of what was listed."""
    meaning = asking.meaning
    if not meaning.leaning or (meaning.query == Query() and meaning.offset <= 1):
        return await answer_talk.nothing_more(asking, 0)
    hits = (*asking.chosen.main, *asking.chosen.related) or asking.chosen.mentioned or asking.chosen.near
    if meaning.query.order is not None:
        order, _ = ranked(hits, meaning.query.order.field, meaning.query.order.descending)
        place = {studio.id: at for at, studio in enumerate(order)}
        hits = tuple(sorted((h for h in hits if h.studio.id in place), key=lambda hit: place[hit.studio.id]))
    if meaning.offset >= len(hits):
        return await answer_talk.nothing_more(asking, len(hits))
    listed = replace(asking, meaning=replace(meaning, intent=Intent.LIST), page=meaning.offset // PAGE)
    what = described(asking.context, meaning.query)
    heading = asking.context.t("「{what}」的工作室一共 <b>{number} 家</b>", what=what, number=len(hits))
    if not what:
        heading = asking.context.t("工作室一共 <b>{number} 家</b>", number=len(hits))
    return await hit_list(listed, hits, heading)

"""What a query found, as it is told: surely, only mentioned, only close, or nothing."""

from dataclasses import replace

from markupsafe import Markup

from handlers.cards import answer_named, answer_talk
from handlers.cards.answer_lists import PAGE, hit_list, one_card
from handlers.cards.answers import Asking, Reply, by_sector, corrected, described, in_line, joined, notes
from handlers.language.facts import quote
from handlers.language.meaning import Attribute, Intent, Query
from handlers.language.select import Grade, Hit, Selection
from handlers.language.tally import ranked


async def listed(asking: Asking) -> Reply:
    """The studios that fit, as a card, as one thing of each, or as a list."""
    context, meaning, chosen = asking.context, asking.meaning, asking.chosen
    hits = (*chosen.main, *chosen.related)
    if not hits:
        return await none(asking)
    what = described(context, meaning.query, asking.said)
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
    names = in_line(asking.context, (hit.studio.name for hit in hits[:3]))
    more = asking.context.label("等 {number} 家", number=len(hits)) if len(hits) > 3 else ""
    return asking.context.t("简介里提到的还有:{names}{more}", names=names, more=more)


def _people(asking: Asking, hits: tuple[Hit, ...]) -> Markup | None:
    """The sum, when it was asked how many people are in the studios listed."""
    known = [hit.studio.members for hit in hits if hit.studio.members is not None]
    if Attribute.MEMBERS not in asking.meaning.attributes or len(known) < 2:
        return None
    return asking.context.t("有登记的 {studios} 家合计 {people} 人。", studios=len(known), people=sum(known))


async def none(asking: Asking) -> Reply:
    """No studio fits for certain: those that mention it, those that come close, or nothing."""
    context, chosen = asking.context, asking.chosen
    what = described(context, asking.meaning.query, asking.said)
    mentioned, near = len(chosen.mentioned), len(chosen.near)
    for hits, heading in (
        (
            chosen.mentioned,
            context.t("简介里提到「{what}」的有 {number} 家(专业方向里没有写):", what=what, number=mentioned),
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


async def stranger(asking: Asking) -> Reply:
    """A name that is not on record; a record may mention it all the same."""
    if asking.meaning.query.topics and (asking.chosen.main or asking.chosen.mentioned):
        return await listed(replace(asking, meaning=replace(asking.meaning, attributes=())))
    return await answer_named.stranger(asking)


async def turned(asking: Asking) -> Reply:
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

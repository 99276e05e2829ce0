"""Short answers to small talk, and honest ones where there is no answer: what the nearest things are, and who can be asked."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from handlers.cards.answers import Asking, Reply, described, in_line, joined, notes, studio_buttons, topics_said
from handlers.cards.examples import examples
from handlers.cards.listings import Listing, keep
from handlers.cards.questions import LEAVE
from handlers.cards.studios import FILTERS, LIST, source_line
from handlers.kit.context import Context
from handlers.kit.taps import Rows
from handlers.language.asides import MISTAKE
from handlers.language.meaning import Condition, Focus, Intent, Query
from handlers.language.select import Hit, select
from storage.model.knowledge import Entry
from storage.model.studios import DELISTED, Studio, is_stale

MOST_NEAREST = 3
_MIXED = frozenset({"", "服务", "其他", "制造", "建筑"})
"""Sectors whose studios have too little in common for one to be near another."""


def small_talk(asking: Asking) -> Reply:
    """A sentence for a greeting, thanks and the like, with one hint what to ask."""
    context = asking.context
    example = examples(context)[1]
    said = {
        Intent.GREETING: context.t("您好!我是百强工作室助手。想找哪方面的工作室?比如「{example}」。", example=example),
        Intent.THANKS: context.t("不客气!还想查哪个工作室,直接问我就行。"),
        Intent.GOODBYE: context.t("好的,再见!需要时随时来问。"),
        Intent.PRAISE: context.t("谢谢夸奖!还想查什么,比如「{example}」。", example=example),
        Intent.COMPLAINT: context.t(
            "抱歉没帮上忙。可以换个说法再问,比如「{example}」;也可以点「转人工」。", example=example
        ),
        Intent.OKAY: context.t("好的。还想查什么,比如「{example}」。", example=example),
        Intent.WHO_ARE_YOU: context.t(
            "我是百强工作室助手,一个机器人,只会查创新工作室、培训课程和技能竞赛的登记资料:有哪些、在哪、什么时候、谁带头。比如「{example}」。",
            example=example,
        ),
        Intent.HELP: context.t(
            "直接打字问就行,比如:\n「{first}」\n「{second}」\n「{third}」\n也可以接着问「电话呢」「还有别的吗」。查不到的可以「转人工」。",
            first=examples(context)[0],
            second=examples(context)[1],
            third=examples(context)[2],
        ),
        Intent.HUMAN: context.t("谢谢您指出。请点「转人工」写下哪里不对,工作人员核实后更正。")
        if asking.meaning.subject == MISTAKE
        else context.t("要给工会留言或提问,请点「转人工」,工作人员会答复您。"),
        Intent.OFF_TOPIC: context.t(
            "这个我不懂,我只会查创新工作室、培训课程和技能竞赛。可以这样问:「{example}」。", example=example
        ),
    }
    with_human = asking.meaning.intent in (Intent.HUMAN, Intent.COMPLAINT)
    about = next(iter(asking.meaning.studios), 0)
    return Reply(said[asking.meaning.intent], [[LEAVE.button(context.label("转人工"), about)]] if with_human else ())


async def whose(asking: Asking) -> Reply:
    """A thing was asked, but not of whom."""
    context, meaning = asking.context, asking.meaning
    if meaning.subject.isdigit():
        text = context.t("刚才列出的里面没有第 {number} 个。", number=meaning.subject)
        return Reply(text)
    text = context.t("您问的是哪家工作室?请带上领军人或工作室的名字,比如「某某工作室的电话」。")
    view = await keep(context, Listing())
    focus = Focus(intent=Intent.WHOSE, attributes=tuple(meaning.attributes))
    return Reply(text, [[LIST.button(context.label("看工作室名录"), view, 0)]], focus)


def not_theirs(context: Context) -> Reply:
    """「我的工作室」 of somebody who leads none."""
    return Reply(
        context.t("没有登记您是哪个工作室的领军人或联络员。您关注的工作室在「我的关注」里;要查别的,请说工作室的名字。")
    )


def unranked(asking: Asking) -> Reply:
    """「最好的」 and the like: nothing on record can say it."""
    return Reply(
        asking.context.t(
            "登记资料里没有能比「{what}」的数字,我不给工作室排名。可以比的有人数、级别、命名时间,例如「人最多的是哪个」。",
            what=asking.meaning.subject,
        )
    )


async def nothing_more(asking: Asking, total: int) -> Reply:
    """The list is at its end."""
    context = asking.context
    what = described(context, asking.meaning.query, asking.said)
    if total and what:
        text = context.t("没有别的了,符合「{what}」的一共就 {number} 家。", what=what, number=total)
    elif total:
        text = context.t("没有别的了,一共就 {number} 家。", number=total)
    else:
        text = context.t("没有别的了。可以接着问,比如「{example}」。", example=examples(context)[0])
    view = await keep(context, Listing())
    return Reply(text, [[FILTERS.button(context.label("按条件筛选"), view)]])


async def nothing_found(asking: Asking) -> Reply:
    """No studio fits: the nearest there are, named as that, and where to ask."""
    context, query = asking.context, asking.meaning.query
    what = described(context, query, asking.said) or topics_said(query.topics) or asking.said
    if not query.topics and not query.without:
        text = context.t("没有。名录里没有符合「{what}」的工作室。", what=what)
    else:
        text = context.t("没有查到与「{what}」有关的工作室,我不能乱说。", what=what)
    gone = _delisted(asking)
    why, studios = nearest(asking) if not gone else (Markup(""), gone)
    lines: list[Markup | None] = [text, *notes(asking)]
    if gone:
        lines = [context.t("符合「{what}」的只有已摘牌的:", what=what)]
        lines += [Markup("· {}").format(" · ".join(filter(None, (one.name, one.unit)))) for one in studios]
        lines.append(Markup("<i>{}</i>").format(source_line(context, *studios)))
    elif studios:
        lines.append(why)
        lines += [Markup("· {}").format(" · ".join(filter(None, (one.name, one.unit)))) for one in studios]
    missed = bool(query.topics) and not gone
    view = await keep(context, Listing())
    buttons = [*studio_buttons(studios), [LIST.button(context.label("看全部工作室"), view, 0)]]
    focus = Focus(intent=asking.meaning.intent, query=query, studios=())
    return Reply(joined(*lines), buttons, focus, missed=missed)


def _delisted(asking: Asking) -> Sequence[Studio]:
    """Where nothing else fits: the studios that would if they had not been delisted."""
    query = asking.meaning.query
    if not asking.chosen.delisted:
        return ()
    status = Condition("status", (DELISTED,), label=DELISTED)
    return select(replace(query, conditions=(*query.conditions, status)), asking.shelf.book).studios[:MOST_NEAREST]


def nearest(asking: Asking) -> tuple[Markup, Sequence[Studio]]:
    """Two or three studios near to what was asked for, and in which way they are."""
    context, query, book = asking.context, asking.meaning.query, asking.shelf.book
    if query.conditions and query.topics:
        without = select(Query(topics=query.topics, either=query.either), book)
        if without.studios:
            dropped = described(context, Query(conditions=query.conditions))
            return context.t("不限「{what}」的话,最接近的有:", what=dropped), without.studios[:MOST_NEAREST]
    if asking.chosen.partial:
        found = sorted(asking.chosen.partial, key=lambda hit: hit.studio.name)
        return _partial(context, found), [hit.studio for hit in found[:MOST_NEAREST]]
    sectors = {term.sector for topic in query.topics for term in topic.terms} - _MIXED
    same = [
        facts.studio
        for facts in book.facts.values()
        if facts.studio.sector in sectors and facts.studio.status != DELISTED
    ]
    if same:
        return context.t("同行业的工作室有下面这些,不一定会这个:"), same[:MOST_NEAREST]
    return Markup(""), ()


def _partial(context: Context, found: Sequence[Hit]) -> Markup:
    words = in_line(context, (hit.word for hit in found[:MOST_NEAREST] if hit.word))
    return context.t("最接近的是下面这些({words}),不一定是您要找的:", words=words)


async def no_answer(asking: Asking) -> Reply:
    """HOW_TO, LATER and UNKNOWN: not in the records, not in the knowledge base."""
    context, meaning = asking.context, asking.meaning
    why = context.t("相关的工作室有下面这些,可以问问他们:")
    studios: Sequence[Studio] = asking.chosen.studios[:MOST_NEAREST]
    match meaning.intent:
        case Intent.LATER:
            text = context.t(
                "培训课程请发 /courses,技能竞赛请发 /competitions,也可以直接打字问。评选、考证这些我还没有收录。"
            )
        case Intent.HOW_TO:
            text = context.t(
                "「{what}」这类规定和办法我没有收录,不能乱答,请以区总工会通知为准。", what=asking.said[:30]
            )
        case _:
            text = context.t(
                "这句话我没看懂。可以问工作室的名字、单位、专业或街道,例如「{example}」。", example=examples(context)[1]
            )
    lines: list[Markup | None] = [text]
    if studios and meaning.query.topics:
        lines.append(why)
        lines += [Markup("· {}").format(" · ".join(filter(None, (one.name, one.unit)))) for one in studios]
        lines.append(Markup("<i>{}</i>").format(source_line(context, *studios)))
        return Reply(joined(*lines), studio_buttons(studios), None, missed=True)
    return Reply(joined(*lines), (), None, missed=True)


def known(asking: Asking, entry: Entry) -> Reply:
    """An answer of the knowledge base, with the question it was given to, who says so and since when."""
    context = asking.context
    lines = [
        context.t("<b>问:{question}</b>", question=entry.question),
        Markup("{}").format(entry.answer),
        Markup("<i>{}</i>").format(
            context.t("来源:{source} · 更新 {date}", source=entry.source, date=entry.updated_on)
        ),
    ]
    if is_stale(entry.updated_on, asking.today):
        lines.append(context.t("⚠️ 这条资料已超过一年,请先核实"))
    return Reply(joined(*lines), [[LEAVE.button(context.label("没解决,转人工"), 0)]])


def with_human(reply: Reply, button: Rows) -> Reply:
    """A reply with 「转人工」 below its other buttons."""
    return replace(reply, buttons=[*reply.buttons, *button])

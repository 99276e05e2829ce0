"""Answers to questions about competitions: which is meant, what was asked of it, and how far somebody has come in one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.competitions import CARD, LIST, coming, competition_card, competition_list, own_list, standing
from handlers.cards.course_answers import CourseReply, when_words
from handlers.cards.course_found import asked_spans
from handlers.cards.courses import short_title
from handlers.cards.journey import journey
from handlers.cards.moments import moment
from handlers.cards.stages import stage_name
from handlers.kit.context import Context
from handlers.kit.groups import deep_link
from handlers.language.course_meaning import CONTEST, CourseFocus, CourseMeaning, CourseQuery
from handlers.language.course_names import Fit, named
from handlers.language.course_words import Fact
from storage import competitions, course_search, drawing, entries
from storage.course_search import NEVER, ContestTitle, name_of
from storage.model.competitions import (
    LINGERS_MS,
    REGISTER_CLOSE,
    REGISTER_OPEN,
    Competition,
    Registration,
    State,
    is_past,
    registration,
)
from storage.spelling import fold

MOST = 5
STAGES_FOUGHT = ("preliminary", "semifinal", "final")


@dataclass(frozen=True, slots=True)
class Meant:
    """The competitions of a query, what comes nearest first; `guess`: the title that was meant, as far as one can guess ·
    `instead`: `ids` are only the nearest, and why."""

    ids: tuple[int, ...] = ()
    guess: str = ""
    instead: str = ""
    fit: Fit = Fit.NONE


async def choose_contests(context: Context, query: CourseQuery, flat: str) -> Meant:
    """Which competitions are meant."""
    titles = await course_search.contests(context.tx)
    fit, some = _by_words(titles, query, flat)
    ahead = [one for one in some if not one.cancelled and one.last + LINGERS_MS > context.now]
    if fit is Fit.NONE and (query.groups or query.name) and not some:
        return _in_part(titles, query, context.now)
    named_or_told = fit > Fit.NONE or bool(query.groups)
    kept = ahead or (some[:1] if named_or_told else [])
    ids = [one.id for one in kept]
    if query.times:
        spans = asked_spans(query, context.now, context.office.zone)
        begin, end = (spans[0][0], max(span[1] for span in spans)) if spans else (0, 0)
        wanted = query.stage
        in_time = [
            number
            for number, stage, at in await course_search.contest_times(context.tx, begin, end)
            if any(first <= at < last for first, last in spans) and wanted in ("", stage)
        ]
        found = [number for number in dict.fromkeys(in_time) if number in ids]
        if not found and ids:
            return Meant(tuple((await _in_order(context, ids))[:3]), instead="time", fit=fit)
        ids = found
    else:
        ids = await _in_order(context, ids)
    if query.left and len(ids) > 1:
        loaded = [one for number in ids if (one := await competitions.find(context.tx, number)) is not None]
        ids = [one.id for one in loaded if registration(one, context.now) is Registration.OPEN]
    guess = name_of(kept[0].title) if fit is Fit.SIMILAR and kept else ""
    return Meant(tuple(ids), guess, fit=fit)


def _by_words(titles: Sequence[ContestTitle], query: CourseQuery, flat: str) -> tuple[Fit, list[ContestTitle]]:
    """Those of the name that was said, else those that speak of what was asked for."""
    name = name_of(query.name) if query.name else ""
    called = named(name, flat, [name_of(one.title) for one in titles]) if name or flat else None
    if called is not None and called.fit > Fit.SIMILAR:
        return called.fit, [one for one in titles if name_of(one.title) in called.names]
    if query.groups:
        told = [(one, fold(f"{one.title} {one.trade}")) for one in titles]
        speak = any if query.either else all
        some = [one for one, text in told if speak(any(fold(w) in text for w in group) for group in query.groups)]
        if some:
            return Fit.NONE, some
    if called is not None and called.fit is Fit.SIMILAR:
        return called.fit, [one for one in titles if name_of(one.title) in called.names]
    return Fit.NONE, [] if query.groups or name else list(titles)


def _in_part(titles: Sequence[ContestTitle], query: CourseQuery, now: int) -> Meant:
    """Where none speaks of all that was said: those that speak of some of it."""
    for group in query.groups if len(query.groups) > 1 else ():
        _, some = _by_words(titles, CourseQuery(groups=(group,)), "")
        ahead = [one.id for one in some if not one.cancelled and one.last + LINGERS_MS > now]
        if ahead:
            return Meant(tuple(ahead[:3]), instead="words")
    return Meant()


async def _in_order(context: Context, ids: Sequence[int]) -> list[int]:
    """By the next stage that comes."""
    if len(ids) < 2:
        return list(ids)
    times = await course_search.contest_times(context.tx, context.now, NEVER)
    soonest = dict.fromkeys(number for number, _, _ in times if number in set(ids))
    return [*soonest, *(one for one in ids if one not in soonest)]


async def contests(context: Context, meaning: CourseMeaning, flat: str) -> CourseReply:
    """The answer: one competition as its card, several as a list, or that there is none."""
    query = meaning.query
    if meaning.shown is not None and meaning.shown[0] == CONTEST:
        one = await competitions.find(context.tx, meaning.shown[1])
        if one is not None:
            return await one_contest(context, one, meaning)
    if query.open and not query.stage and not meaning.facts and not meaning.enrol:
        text, rows = await competition_list(context)
        found = await competitions.current(context.tx, context.now, MOST)
        shown = tuple((CONTEST, one.id) for one in found.competitions)
        return CourseReply(text, rows, CourseFocus(query, shown))
    meant = await choose_contests(context, query, flat)
    if query.open and len(meant.ids) > 1 and (meaning.facts or query.stage):
        own = await _own(context)
        if len(own) == 1:
            return await one_contest(context, own[0], meaning)
        return await _which(context, meaning, meant.ids)
    opening = None
    if meant.guess:
        opening = context.t("没有查到「{said}」,您是不是指下面这项?", said=query.topic)
    if meant.instead == "words" and meant.ids:
        text = context.t("没有查到「{what}」的答案,我不能乱说。最接近的:", what=query.topic)
        return await _list(context, meaning, meant.ids, text)
    if meant.instead and meant.ids:
        text = context.t("{when} 没有查到这样的竞赛安排。最接近的是别的日子:", when=when_words(context, query))
        return await _list(context, meaning, meant.ids, text)
    if not meant.ids:
        return await _none(context, meaning)
    if len(meant.ids) == 1:
        one = await competitions.find(context.tx, meant.ids[0])
        assert one is not None
        if query.times and opening is None:
            opening = Markup("<b>{}</b>").format(when_words(context, query))
        return await one_contest(context, one, meaning, opening)
    head = [when_words(context, query)] if query.times else []
    head += [f"「{query.topic}」"] if query.topic else []
    head += [context.label("正在报名")] if query.left else []
    title = Markup("<b>{}</b> · {}").format(
        " · ".join(head) or context.label("技能竞赛"), context.t("{number} 项", number=len(meant.ids))
    )
    return await _list(context, meaning, meant.ids, title)


async def one_contest(
    context: Context, one: Competition, meaning: CourseMeaning, opening: Markup | None = None
) -> CourseReply:
    """A competition's card below what was asked of it."""
    facts = meaning.facts or ((Fact.HOW,) if meaning.enrol else ())
    if meaning.query.stage and not facts:
        facts = (Fact.WHEN,)
    if meaning.query.left and Fact.HOW not in facts:
        facts = (*facts, Fact.HOW)
    if Fact.RESULT in facts:
        text, rows = await journey(context, one)
        return CourseReply(text, rows, _focus(meaning, one))
    lines = [opening] if opening else []
    told = [await contest_fact(context, one, meaning.query.stage, fact) for fact in facts]
    lines += [Markup("<b>{}</b>").format(line) for line in told]
    text, rows = await competition_card(context, one)
    if lines:
        text = Markup("\n").join(lines) + "\n\n" + text
    return CourseReply(text, rows, _focus(meaning, one))


async def contest_fact(context: Context, one: Competition, stage: str, fact: Fact) -> Markup:
    """One thing of a competition (of a stage of it); where nothing is written, that there is not."""
    match fact:
        case Fact.WHEN:
            return _when(context, one, stage)
        case Fact.WHERE:
            place = await _place(context, one, stage)
            name = stage_name(context.words, stage) if stage else context.label("地点")
            if stage and stage not in one.times:
                return context.t("这项竞赛没有写{stage}", stage=name)
            return _told(context, name, place)
        case Fact.ELIGIBLE:
            return _told(context, context.label("对象"), one.eligible)
        case Fact.INTRO:
            return _told(context, context.label("内容"), one.intro)
        case Fact.AWARDS:
            return _told(context, context.label("奖励"), one.awards, context.t("奖励:没有写,以通知为准"))
        case Fact.ORGANISER:
            return _told(context, context.label("主办"), one.organiser)
        case Fact.SEATS if one.seats is not None:
            taken = await entries.count(context.tx, one.id)
            return context.t("名额:{number} 个,已报 {taken} 个", number=one.seats, taken=taken)
        case Fact.SEATS:
            taken = await entries.count(context.tx, one.id)
            return context.t("名额:没有写上限,已报 {taken} 个", taken=taken)
        case Fact.BRING:
            kits = [plan.kit for name, plan in (await drawing.plans(context.tx, one.id)).items() if stage in ("", name)]
            return _told(context, context.label("请带"), ";".join(dict.fromkeys(filter(None, kits))))
        case Fact.DEADLINE | Fact.HOW:
            return _registering(context, one, fact)
    return context.t("这一项通知里没有写。")


def _told(context: Context, label: str, value: str, none: Markup | None = None) -> Markup:
    if value:
        return context.t("{label}:{value}", label=label, value=value)
    return none or context.t("{label}:没有写", label=label)


def _when(context: Context, one: Competition, stage: str) -> Markup:
    """When a stage is; without one, those that are fought (they are what 「什么时候」 asks for)."""
    if stage:
        name = stage_name(context.words, stage)
        if stage not in one.times:
            return context.t("这项竞赛没有写{stage}", stage=name)
        return context.t("{stage}:{moment}", stage=name, moment=moment(context, one.times[stage]))
    fought = [key for key in STAGES_FOUGHT if key in one.times] or list(one.times)[-1:]
    lines = [
        context.t("{stage}:{moment}", stage=stage_name(context.words, key), moment=moment(context, one.times[key]))
        for key in fought
    ]
    if one.state is State.CANCELLED:
        return context.t("这项竞赛已经取消了")
    over = [context.t("这项竞赛已经结束。")] if is_past(one, context.now) else []
    return Markup("\n").join([*over, *lines])


async def _place(context: Context, one: Competition, stage: str) -> str:
    plan = (await drawing.plans(context.tx, one.id)).get(stage) if stage else None
    return plan.place if plan is not None and plan.place else one.place


def _registering(context: Context, one: Competition, fact: Fact) -> Markup:
    """Whether one can register, since when and until when."""
    at = one.times
    if one.state is State.CANCELLED:
        return context.t("这项竞赛已经取消了")
    if is_past(one, context.now):
        return context.t("报名:这项竞赛已经结束")
    close = moment(context, at[REGISTER_CLOSE]) if REGISTER_CLOSE in at else context.t("没有写")
    match registration(one, context.now):
        case Registration.NOT_YET:
            begins = moment(context, at[REGISTER_OPEN])
            return context.t("报名:还没开始,{begin} 开始,{end} 截止", begin=begins, end=close)
        case Registration.OPEN if fact is Fact.HOW and context.private:
            return context.t("报名:点下面的「报名」,{end} 截止", end=close)
        case Registration.OPEN:
            return context.t("报名截止:{end},现在可以报名", end=close)
    return context.t("报名:已在 {end} 截止", end=close)


async def _own(context: Context) -> list[Competition]:
    """What the person has entered and is not over."""
    if not (context.person.id and context.private):
        return []
    some = await entries.mine(context.tx, context.person.id, context.now)
    found = [await competitions.find(context.tx, one.competition) for one in some if one.alive]
    return [one for one in found if one is not None]


async def standings(context: Context, meaning: CourseMeaning, flat: str, focus: CourseFocus | None) -> CourseReply:
    """「我进复赛了吗」: the journey of the competition that is meant, as far as the person has come."""
    if not context.private:
        return CourseReply(context.t("自己的报名和成绩,请私聊问我。"), [[_private(context)]])
    query, some = meaning.query, await concerned(context, meaning, flat, focus)
    if len(some) == 1:
        text, rows = await journey(context, some[0])
        if query.stage and query.stage not in some[0].times:
            stage = stage_name(context.words, query.stage)
            text = context.t("这项竞赛没有写{stage}。", stage=stage) + "\n\n" + text
        return CourseReply(text, rows, _focus(meaning, some[0]))
    listed = await own_list(context)
    if some and listed is not None:
        return CourseReply(*listed)
    text = context.t("您没有报名正在进行的竞赛。报了名,抽签、成绩和晋级都会先告诉您。")
    return CourseReply(text, [[LIST.button(context.label("看技能竞赛"), 0, 0)]])


async def concerned(
    context: Context, meaning: CourseMeaning, flat: str, focus: CourseFocus | None
) -> list[Competition]:
    """The competitions that a question about oneself means: the one it names, the one that was shown, else one's own."""
    query = meaning.query
    if query.groups or query.name:
        meant = await choose_contests(context, replace(query, times=(), left=False), flat)
        return [one for number in meant.ids[:1] if (one := await competitions.find(context.tx, number)) is not None]
    if focus is not None and len(focus.shown) == 1 and focus.shown[0][0] == CONTEST:
        one = await competitions.find(context.tx, focus.shown[0][1])
        return [one] if one is not None else []
    return await _own(context)


async def _which(context: Context, meaning: CourseMeaning, ids: Sequence[int]) -> CourseReply:
    return await _list(context, meaning, ids, context.t("您问的是哪一项竞赛?"))


async def _list(context: Context, meaning: CourseMeaning, ids: Sequence[int], head: Markup) -> CourseReply:
    parts, buttons, shown = [head], [], []
    for place, number in enumerate(ids[:MOST], 1):
        one = await competitions.find(context.tx, number)
        if one is None:
            continue
        lines = [Markup("<b>{}</b> {}").format(place, one.title)]
        lines.append(Markup("{}").format(standing(context.words, one, context.now)))
        following = coming(context, one)
        lines += [following] if following else []
        facts = meaning.facts or ((Fact.WHEN,) if meaning.query.stage else ())
        if len(ids) <= 3:
            lines += [await contest_fact(context, one, meaning.query.stage, fact) for fact in facts]
        parts.append(Markup("\n").join(lines))
        buttons.append(_button(context, one, str(place)))
        shown.append((CONTEST, one.id))
    if len(ids) > MOST:
        parts.append(context.t("还有 {number} 项,见「看全部竞赛」。", number=len(ids) - MOST))
    rows = [buttons]
    if context.private and len(ids) > MOST:
        rows.append([LIST.button(context.label("看全部竞赛"), 0, 0)])
    facts_asked = tuple(fact.value for fact in meaning.facts)
    focus = CourseFocus(meaning.query, tuple(shown), 0, None, facts_asked)
    return CourseReply(Markup("\n\n").join(parts), rows, focus)


def _button(context: Context, one: Competition, label: str) -> InlineKeyboardButton:
    if context.private:
        return CARD.button(label, one.id)
    return InlineKeyboardButton(label, url=deep_link(context, f"competition_{one.id}"))


def _private(context: Context) -> InlineKeyboardButton:
    return InlineKeyboardButton(context.label("私聊打开"), url=deep_link(context, "group"))


async def _none(context: Context, meaning: CourseMeaning) -> CourseReply:
    query = meaning.query
    what = " · ".join(filter(None, ([when_words(context, query)] if query.times else []) + [query.topic]))
    text = (
        context.t("没有查到符合「{what}」的竞赛,我不能乱说。", what=what)
        if what
        else context.t("现在没有进行中的竞赛。")
    )
    found = await competitions.current(context.tx, context.now, 3)
    if found.competitions:
        names = "、".join(short_title(one.title) for one in found.competitions)
        text += "\n" + context.t("最接近的:正在进行的有 {names}。", names=names)
    rows = [[LIST.button(context.label("看全部竞赛"), 0, 0)]] if context.private else []
    shown = tuple((CONTEST, one.id) for one in found.competitions)
    return CourseReply(text, rows, CourseFocus(query, shown))


def _focus(meaning: CourseMeaning, one: Competition) -> CourseFocus:
    facts = tuple(fact.value for fact in meaning.facts)
    return CourseFocus(replace(meaning.query, noun=CONTEST), ((CONTEST, one.id),), 0, None, facts)

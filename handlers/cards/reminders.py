"""What is brought to mind, as lines and buttons: of one thing, or of several in one message (摘要)."""

from collections.abc import Sequence
from datetime import tzinfo

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.competitions import CARD, ENTER, STAGE_NAMES, stage_name
from handlers.cards.courses import CARD as COURSE_CARD
from handlers.cards.courses import place_link
from handlers.cards.duties import label_words
from handlers.cards.moments import moment_for
from handlers.cards.reports import REPORT
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import Words
from storage.model.competitions import REGISTER_CLOSE
from storage.model.contests import FOUGHT
from storage.model.reminders import COMPETITION, COURSE, days_left
from storage.reminders import Matter, Reminder

LATER = Tap("reminding.later", int)
NEVER = Tap("reminding.never", int)


def line(words: Words, zone: tzinfo, matter: Matter, now: int) -> Markup:
    """「《示例焊工技能竞赛》报名 12月20日 周日 18:00 截止,还有 3 天。」"""
    when = moment_for(words, zone, matter.at, now)
    left = days_left(matter.at, now, zone)
    if matter.kind == COMPETITION:
        text = _competition(words, matter, when)
    elif matter.kind == COURSE:
        return _course(words, matter, when, left, over=matter.at <= now)
    elif matter.at <= now:
        text = words.t("{title}应在 {moment} 前交", title=subject(words, matter), moment=when)
    else:
        text = words.t("{title} {moment} 截止", title=subject(words, matter), moment=when)
    said = words.t("{text},{left}。", text=text, left=_left(words, left, over=matter.at <= now))
    return said + _drawn(words, matter) if matter.kind == COMPETITION and matter.stage in ("review", *FOUGHT) else said


def _competition(words: Words, matter: Matter, when: Markup) -> Markup:
    title = matter.title
    match matter.stage:
        case "register_open":
            return words.t("《{title}》报名 {moment} 开始", title=title, moment=when)
        case "register_close":
            return words.t("《{title}》报名 {moment} 截止", title=title, moment=when)
        case "publicity":
            return words.t("《{title}》公示 {moment} 开始", title=title, moment=when)
    return words.t("《{title}》{stage} {moment}", title=title, stage=stage(words, matter.stage), moment=when)


def _drawn(words: Words, matter: Matter) -> Markup:
    """What it is to this person: 「您是 12 号 · 第2考场 · 实训楼」; that they only follow it."""
    if not matter.inside:
        return words.t("(您关注的竞赛,您没有参赛)")
    if matter.queued and matter.stage == "review":
        return words.t("您的报名还在等审核,有结果马上告诉您。")
    if not matter.number:
        return Markup("")
    parts = [words.t("您是 <b>{number}</b> 号", number=matter.number)]
    parts += [Markup("{}").format(text) for text in (matter.room, matter.place) if text]
    line = Markup("\n") + Markup(" · ").join(parts)
    return line + "\n" + words.t("带上:{kit}", kit=matter.kit) if matter.kit else line


def _course(words: Words, matter: Matter, when: Markup, left: int, *, over: bool) -> Markup:
    """「《示例焊接实操》12月5日 周六 14:00 上课,就在明天。地点:示例实训楼」"""
    if over:
        text = words.t("《{title}》{moment} 已经开始上课。", title=matter.title, moment=when)
    elif matter.sessions > 1:
        text = words.t(
            "《{title}》第 {nth} 次课(共 {sessions} 次){moment} 开始,{left}。",
            title=matter.title,
            nth=matter.nth,
            sessions=matter.sessions,
            moment=when,
            left=_left(words, left, over=False),
        )
    else:
        text = words.t(
            "《{title}》{moment} 上课,{left}。", title=matter.title, moment=when, left=_left(words, left, over=False)
        )
    return text + words.t("地点:{place}", place=place_link(matter.place)) if matter.place else text


def _left(words: Words, days: int, *, over: bool) -> Markup:
    if over:
        return words.count("已过期 {number} 天", "已过期 {number} 天", -days) if days else words.t("今天已过期")
    match days:
        case 0:
            return words.t("就在今天")
        case 1:
            return words.t("就在明天")
    return words.count("还有 {number} 天", "还有 {number} 天", days)


def subject(words: Words, matter: Matter) -> str:
    """What it is about, by name: 「《季度报告》(2026年第四季度)」, with the studio where the time is its own."""
    if matter.kind in (COMPETITION, COURSE):
        return words.label("《{title}》", title=matter.title)
    label = label_words(words, matter.label) if matter.label else ""
    name = words.label("《{title}》({label})", title=matter.title, label=label) if label else f"《{matter.title}》"
    return words.label("{studio}的{name}", studio=matter.studio, name=name) if matter.studio else name


def stage(words: Words, name: str) -> str:
    """A stage in a word or two; a course's is the number of its session."""
    if name.isdecimal():
        return words.label("上课")
    return stage_name(words, name) if name in STAGE_NAMES else words.label("截止")


def said(words: Words, zone: tzinfo, told: Sequence[Reminder], now: int) -> tuple[Markup, Rows]:
    """One message for all of these; several are numbered, and so are their buttons."""
    if len(told) == 1:
        (one,) = told
        todo = _todo(words, one.matter)
        return line(words, zone, one.matter, now), [*([[todo]] if todo else []), _answers(words, one, "", now, zone)]
    lines = [words.count("有 {number} 件事要提醒您:", "有 {number} 件事要提醒您:", len(told))]
    rows: list[list[InlineKeyboardButton]] = []
    for number, one in enumerate(told, 1):
        mark = f"{number}. "
        lines.append(Markup("{}{}").format(mark, line(words, zone, one.matter, now)))
        todo = _todo(words, one.matter, mark)
        rows.append([*([todo] if todo else []), *_answers(words, one, mark, now, zone)])
    return Markup("\n").join(lines), rows


def _todo(words: Words, matter: Matter, mark: str = "") -> InlineKeyboardButton | None:
    """The button to do the thing."""
    if matter.kind == COMPETITION:
        if matter.stage == REGISTER_CLOSE:
            return ENTER.button(mark + words.label("去报名"), matter.subject)
        return CARD.button(mark + words.label("看竞赛"), matter.subject)
    if matter.kind == COURSE:
        return COURSE_CARD.button(mark + words.label("看课程"), matter.subject)
    if matter.duty is None:
        return None
    return REPORT.button(mark + words.label("写报告"), matter.duty)


def _answers(words: Words, one: Reminder, mark: str, now: int, zone: tzinfo) -> list[InlineKeyboardButton]:
    """Tomorrow is too late for a course that is today."""
    never = words.label("不再提醒此事") if not mark else words.label("不再提醒")
    answers = [NEVER.button(mark + never, one.id)]
    if one.matter.kind != COURSE or days_left(one.matter.at, now, zone) > 0:
        answers.insert(0, LATER.button(mark + words.label("明天再说"), one.id))
    return answers


def not_said(words: Words, zone: tzinfo, matter: Matter, now: int, people: int) -> Markup:
    """To officers: this was not said to so many people (0: to nobody) before its time was over."""
    name, when = subject(words, matter), moment_for(words, zone, matter.at, now)
    what = stage(words, matter.stage)
    if not people:
        return words.t("⚠️ 提醒没发出:{name} {what} {when},轮到发的时候已经过了。", name=name, what=what, when=when)
    return words.count(
        "⚠️ 有 {number} 人没收到提醒:{name} {what} {when},免打扰结束前就过了。",
        "⚠️ 有 {number} 人没收到提醒:{name} {what} {when},免打扰结束前就过了。",
        people,
        name=name,
        what=what,
        when=when,
    )

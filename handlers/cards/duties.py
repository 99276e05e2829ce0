"""Reports that studios owe, in words: periods, their occurrences, who owes, and the buttons that lead there."""

import re
import unicodedata
from collections.abc import Sequence

from markupsafe import Markup

from handlers.cards.moments import moment, moment_for
from handlers.kit.context import Context
from handlers.kit.taps import Tap
from handlers.kit.words import Words
from storage import duties, people, studios
from storage.database import Tx
from storage.model.duties import ONCE, STUDIO, Conditions, Draft, Duty, Occurrence, Standing, Tally
from storage.model.post import Lane
from storage.model.reminders import FARTHEST, MOST_RUNGS
from storage.model.studios import LEVELS, SECTORS

DUTY = Tap("duty.card", int)
"""One studio's report, below what was tapped (a reminder is worth keeping): what is owed until when; to officers also what
can be done about it."""
SHOWN = Tap("duty.show", int)
"""The same in place of what was tapped: for lists."""
MINE = Tap("duty.mine")
"""「我的报告」: what one's own studios owe."""
BOARD = Tap("deadline.board", int)
"""「报告期限」: what is owed now, where most are late first; it carries the page (0 first)."""
OCCURRENCE = Tap("deadline.open", int, int)
"""An occurrence, and a page (0 first) of its studios."""
PERIODS = Tap("deadline.periods", int)
"""「期限设置」: the periods, and the page of them."""
NEW = Tap("deadline.new")
EXTEND_TO = Tap("duty.until", int, int)
"""「宽限到…」: more time for one studio, typed; the duty at the version that was seen."""

CYCLE_NAMES = {"month": "每月", "quarter": "每季度", "half": "每半年", "year": "每年", "once": "一次"}
"""Source strings."""
MARKS = {Standing.LATE: "❗", Standing.OWING: "▫️", Standing.FILED: "✅", Standing.EXCUSED: "➖"}
CONDITION_NAMES = {"level": "级别", "sector": "行业", "street": "街道", "studio": "工作室"}
_NUMERALS = "一二三四"
_MOST_NAMED = 5
_RUNG = re.compile(r"提前|逾期|当天|-?\d{1,4}")
_LADDER = re.compile(rf"(?:{_RUNG.pattern}|天|[\s、,;·])+")


def label_words(words: Words, label: str) -> str:
    """「2026年第四季度」, 「2026年12月」, 「2026年下半年」, 「2026年」; '' for what is due once."""
    if label == ONCE:
        return ""
    year, kind, number = label[:4], label[4:5], label[5:]
    match kind:
        case "-":
            return words.label("{year}年{month}月", year=year, month=int(number))
        case "Q":
            return words.label("{year}年第{quarter}季度", year=year, quarter=_numeral(words, int(number)))
        case "H":
            return (
                words.label("{year}年上半年", year=year) if number == "1" else words.label("{year}年下半年", year=year)
            )
    return words.label("{year}年", year=year)


def _numeral(words: Words, number: int) -> str:
    return _NUMERALS[number - 1] if words.language == "zh" else str(number)


def occurrence_name(words: Words, occurrence: Occurrence) -> str:
    """「季度工作报告 · 2026年第四季度」."""
    label = label_words(words, occurrence.label)
    return f"{occurrence.title} · {label}" if label else occurrence.title


def tally_words(words: Words, tally: Tally) -> str:
    """「逾期 2 家 · 未交 5 家 · 已交 3 家」; what is nought is left out, but not all of it."""
    parts = [
        words.label("逾期 {number} 家", number=tally.late) if tally.late else "",
        words.label("未交 {number} 家", number=tally.owing) if tally.owing or not tally.late else "",
        words.label("已交 {number} 家", number=tally.filed),
        words.label("不用交 {number} 家", number=tally.excused) if tally.excused else "",
    ]
    return " · ".join(filter(None, parts))


def standing_words(context: Context, duty: Duty) -> Markup:
    """How far one studio is, with its time."""
    match duty.standing(context.now):
        case Standing.FILED:
            return context.t("已交({when})", when=moment(context, duty.filed_at or 0))
        case Standing.EXCUSED:
            return context.t("这次不用交")
        case Standing.LATE:
            return context.t("逾期,应在 {when} 前交", when=moment(context, duty.due_at))
    if duty.extended_to is not None:
        return context.t("宽限到 {when}", when=moment(context, duty.due_at))
    return context.t("{when} 前交", when=moment(context, duty.due_at))


def due_words(context: Context, draft: Draft) -> Markup:
    """「每季度,结束后第 10 天 18:00 前」; for what is due once, its moment."""
    if draft.cycle == ONCE:
        return context.t("一次,{when} 前", when=moment(context, draft.once_at or 0))
    clock = clock_words(draft.due_minute)
    cycle = context.label(CYCLE_NAMES[draft.cycle])
    if not draft.due_day:
        return context.t("{cycle},最后一天 {clock} 前", cycle=cycle, clock=clock)
    return context.t("{cycle},结束后第 {days} 天 {clock} 前", cycle=cycle, days=draft.due_day, clock=clock)


def clock_words(minute: int) -> str:
    """A minute of the day as 18:00."""
    return f"{minute // 60}:{minute % 60:02}"


def ladder_words(words: Words, ladder: Sequence[int]) -> str:
    """「提前 14、7、3、1 天 · 当天 · 逾期 1 天」."""
    before = words.label("、").join(str(days) for days in sorted(ladder, reverse=True) if days > 0)
    after = words.label("、").join(str(-days) for days in sorted(ladder, reverse=True) if days < 0)
    parts = [
        words.label("提前 {days} 天", days=before) if before else "",
        words.label("当天") if 0 in ladder else "",
        words.label("逾期 {days} 天", days=after) if after else "",
    ]
    return " · ".join(filter(None, parts)) or words.label("不提醒")


def read_ladder(text: str) -> tuple[int, ...] | None:
    """A ladder as typed: 「14、7、3、1、0、-1」, 「14 7 当天 逾期1」, 「不提醒」; None for what is none."""
    said = unicodedata.normalize("NFKC", text).strip()
    if said in ("不提醒", "不用提醒", "不用", "没有"):
        return ()
    if not _LADDER.fullmatch(said):
        return None
    sign, found = 1, set()
    for token in _RUNG.findall(said):
        match token:
            case "提前":
                sign = 1
            case "逾期":
                sign = -1
            case "当天":
                found.add(0)
            case _:
                found.add(sign * int(token))
    fits = found and len(found) <= MOST_RUNGS and all(abs(days) <= FARTHEST for days in found)
    return tuple(sorted(found, reverse=True)) if fits else None


def value_words(words: Words, value: str) -> str:
    """A level or sector of ours in these words; what officers named themselves as it stands."""
    return words.label(value) if value in LEVELS or value in SECTORS else value


async def who_words(tx: Tx, words: Words, conditions: Conditions) -> str:
    """「全部工作室」, 「级别:区级、市级 · 行业:制造」, 「示例焊接创新工作室等 7 家」."""
    parts = []
    for kind, name in CONDITION_NAMES.items():
        values = [value for of, value in conditions if of == kind]
        if kind == STUDIO and values:
            found = [await studios.find(tx, int(value)) for value in values[:_MOST_NAMED]]
            named = words.label("、").join(one.name for one in found if one is not None)
            more = len(values) > _MOST_NAMED
            parts.append(words.label("{names} 等 {number} 家", names=named, number=len(values)) if more else named)
        elif values:
            said = [value_words(words, value) for value in values]
            parts.append(words.label("{kind}:{values}", kind=words.label(name), values=words.label("、").join(said)))
    return " · ".join(parts) or words.label("全部工作室(已摘牌的除外)")


async def tell_more_time(context: Context, duty: Duty, until: int) -> None:
    """Tell those who answer for the studio that its report has time until then; at a decent hour, as a reminder is."""
    for number in await duties.answerable(context.tx, duty.studio):
        person = await people.find(context.tx, number)
        if person is None or person.muted or person.id == context.person.id:
            continue
        words = context.words_for(person)
        text = words.t(
            "{report}:工会给你们宽限到 {when}。",
            report=occurrence_name(words, duty.occurrence),
            when=moment_for(words, context.office.zone, until, context.now),
        )
        buttons = [[DUTY.button(words.label("看看"), duty.id)]]
        key = f"more time:{duty.id}:{duty.version}:{person.id}"
        await context.tell(person, text, buttons, lane=Lane.REMINDER, key=key, ttl_ms=until - context.now)

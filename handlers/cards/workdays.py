"""Days off and days worked in words, and what is wrong with lines that were typed."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from handlers.cards.moments import WEEKDAYS
from handlers.kit.context import Context
from handlers.kit.words import Words
from storage.model.calendar import LONGEST_NOTE, LONGEST_STRETCH, MOST_LINES, Flaw, Stretch

FLAWS = {
    "form": "第 {line} 行没看懂:{text}",
    "date": "第 {line} 行的日期不存在:{text}",
    "order": "第 {line} 行的结束早于开始:{text}",
    "long": "第 {line} 行超过 {days} 天:{text}",
    "note": "第 {line} 行的说明超过 {note} 字:{text}",
    "twice": "第 {line} 行和第 {other} 行说的不一样:{text}",
    "many": "第 {line} 行起写不下了,一次最多 {lines} 行",
}
_EXCERPT = 30


def stretch_words(context: Context, stretch: Stretch) -> Markup:
    """「2027-02-15 周一 至 02-21 周日 放假 · 春节(自己录入)」."""
    begin, end = stretch.begin, stretch.end
    days = _day(context.words, begin)
    if end != begin:
        shown = _day(context.words, end)
        until = shown.removeprefix(f"{begin.year}-")
        days = context.label("{begin} 至 {end}", begin=days, end=until)
    what = context.label("上班") if stretch.work else context.label("放假")
    line = Markup("{} <b>{}</b>").format(days, what)
    if stretch.note:
        line += Markup(" · {}").format(stretch.note)
    return line + (context.t("(自己录入)") if stretch.entered else "")


def _day(words: Words, day: date) -> str:
    return f"{day.isoformat()} {words.label(WEEKDAYS[day.weekday()])}"


def missing_words(words: Words, years: Sequence[int]) -> Markup:
    """That a year's days off are not known, and what is done meanwhile."""
    named = words.label("、").join(map(str, years))
    return words.t(
        "⚠️ {years} 年的放假安排还没有录入。现在只按周末休息算,节假日和调休都不知道。国务院通知出来后,请在工作日历里录入。",
        years=named,
    )


def begun_words(words: Words, year: int) -> Markup:
    """That only a part of a year's days off is known, and how to say that it is all."""
    return words.t(
        "⚠️ {year} 年还没录完,没录到的日子只按周末休息算。都录完了,请点「{year}年已录完」。",
        year=year,
    )


def flaw_words(context: Context, flaws: Sequence[Flaw]) -> Markup:
    """What is wrong with typed lines, each by its number; nothing of them was kept."""
    lines = [context.t("这些没有录入,请改好再发:") if flaws else context.t("没看到日期。")]
    for flaw in flaws:
        text = flaw.text if len(flaw.text) <= _EXCERPT else flaw.text[:_EXCERPT] + "…"
        values = {"line": flaw.line, "text": text, "other": flaw.other}
        limits = {"days": LONGEST_STRETCH, "note": LONGEST_NOTE, "lines": MOST_LINES}
        lines.append(context.t(FLAWS[flaw.reason], **values, **limits))
    lines.append(context.t("写法:<code>2027-02-15至2027-02-21 放假 春节</code>"))
    return Markup("\n").join(lines)

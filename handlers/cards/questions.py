"""Questions to the union as rooms show them, and the buttons that lead to them.

`LEAVE` and `ask_human` are for every room that offers 「转人工」; the others tie together the rooms about questions.
"""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.kit.taps import Tap
from handlers.kit.words import Words
from storage.model.questions import Attachment, Question

LEAVE = Tap("question.leave", int)
"""「转人工」: leave a question for the union; it carries the studio it is about, 0 for none."""
ask_human = Tap("ask.new", int)
"""「转人工」 with the question filled in: it carries the number of a row of `storage.unanswered`, 0 for none."""
MY_QUESTIONS = Tap("mine.new")
"""我的提问, as a new message."""
DESK = Tap("desk.list", str, int)
"""The officers' desk: questions in this state, and the page."""
OPEN = Tap("desk.open", int)
"""One question on the officers' desk."""
MISSED = Tap("missed.list", int)
"""What the bot could not answer; carries the page."""
KNOWN = Tap("known.list", int)
"""The knowledge base; carries the page."""
WRITE = Tap("known.write", int, int)
"""Write an entry: for the missed question named first, or anew the entry named second; 0 and 0 for one from scratch."""

PAGE = 5
"""Questions on one page."""
EXCERPT = 36
"""Characters of a question in a list: two lines of a phone."""
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


def quote(text: str, longest: int = 0) -> Markup:
    """A text set apart as somebody's words; with `longest`, only its beginning."""
    return Markup("<blockquote>{}</blockquote>").format(excerpt(text, longest) if longest else text)


def excerpt(text: str, longest: int = EXCERPT) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def waited(words: Words, since: int, now: int) -> Markup:
    """「等了 2 天」, in the largest unit that fits."""
    passed = now - since
    return words.t("等了 {time}", time=_lasted(words, passed)) if passed >= MINUTE_MS else words.t("刚提交")


def ago(words: Words, at: int, now: int) -> Markup:
    """「2 天前」."""
    passed = now - at
    return words.t("{time}前", time=_lasted(words, passed)) if passed >= MINUTE_MS else words.t("刚刚")


def _lasted(words: Words, ms: int) -> Markup:
    if ms >= DAY_MS:
        return words.count("{number} 天", "{number} 天", ms // DAY_MS)
    if ms >= HOUR_MS:
        return words.count("{number} 小时", "{number} 小时", ms // HOUR_MS)
    return words.count("{number} 分钟", "{number} 分钟", ms // MINUTE_MS)


def attached(words: Words, files: Sequence[Attachment]) -> Markup:
    """「3 张图片、1 个文件」."""
    pictures = sum(file.kind == "photo" for file in files)
    parts = []
    if pictures:
        parts.append(words.count("{number} 张图片", "{number} 张图片", pictures))
    if len(files) > pictures:
        parts.append(words.count("{number} 个文件", "{number} 个文件", len(files) - pictures))
    return words.t("、").join(parts)


def asker(words: Words, question: Question) -> Markup:
    """Who asked, as officers see it: a number, no name."""
    return words.t("职工(编号 {number})", number=question.person)


def answer_text(words: Words, question: Question, day: str) -> Markup:
    """The answer as the asker reads it: their question, the answer, who says so and when (`day`)."""
    return Markup("\n").join(
        (
            words.t("<b>您的提问有答复了</b> · {receipt}", receipt=question.receipt),
            quote(question.text, 120),
            Markup("{}").format(question.answer),
            words.t("<i>来源:{source} · {day}</i>", source=question.source, day=day),
        )
    )

"""Quick news before they are saved, as their author sees them: numbered lines, what is asked, and the buttons."""

import re
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup
from telegram import Message

from handlers.cards.news_asked import MORE, Ask, asks_of, blocked
from handlers.cards.news_draft import (
    AT,
    OVER,
    REST,
    STUDIO,
    UNCLEAR,
    alike_dated,
    doubts_of,
    drafted,
    fixed,
    folded,
    items_in,
    lines_of,
    may_be_more,
    opened,
    taken_in,
    texts_in,
    unclear_of,
)
from handlers.cards.news_fields import NEAR, STAGES_OF, near_days
from handlers.cards.news_question import answer_keys, ask_text
from handlers.cards.records import (
    days_words,
    numbered,
    record_card,
    stage_name,
    what_changed,
)
from handlers.kit.context import Context
from handlers.kit.form import SUMMARY, Again, number_in
from handlers.kit.taps import Rows, Tap
from handlers.language.news_fix import read_fix
from handlers.language.news_line import NewsLine, Why, read_news
from handlers.language.saved_news import added, corrects, points, states
from storage import studios
from storage.dialogues import Answers, Dialogue
from storage.model.local_time import local_date
from storage.model.records import BENEFIT, LONGEST_TITLE, MOST_RECORDS, STAGES, Facts

LINE = Tap("news.line", int, int, int)
"""Open a line of the draft: dialogue, version, its place (0 first). So for DROP."""
DROP = Tap("news.drop", int, int, int)
ADD = Tap("news.add", int, int)
"""One more line, in words or by its kind."""
LIST = Tap("news.list", int, int)
"""Back to the whole draft."""
DAY = Tap("news.day", int, int, int)
"""Days to tap instead of typing them: the place in `near_days`."""
NUMBERS_A_ROW = 7
KINDS_A_ROW = 3


async def recalled(context: Context, answers: Answers) -> Answers:
    """What is to be asked, and the studio's name where there are several."""
    name = ""
    if len(context.person.studios()) > 1 and (number := number_in(answers, STUDIO)):
        studio = await studios.find(context.tx, number)
        name = studio.name if studio is not None else ""
    return {"asks": await asks_of(context, answers), "studio_name": name}


def summary(context: Context, answers: Answers) -> Markup:
    """The lines, what is asked about them, and what came along."""
    words, zone = context.words, context.office.zone
    today = local_date(context.now, zone)
    facts, asks = drafted(answers), _asks(answers)
    head = context.count("<b>快报</b> · {number} 条", "<b>快报</b> · {number} 条", len(facts))
    if answers.get("studio_name"):
        head = Markup("{} · {}").format(head, answers["studio_name"])
    lines = [head, Markup("")]
    lines += numbered(words, zone, _as_shown(answers, facts), today) or [
        context.t("还没有一条。请写一句,例如「培训35人次」。")
    ]
    notes = [ask_text(context, answers, one) for one in asks[:MOST_ASKED]]
    if len(asks) > MOST_ASKED:
        notes.append(context.t("还有 {number} 处要问,先答上面的。", number=len(asks) - MOST_ASKED))
    if facts and blocked(asks):
        notes.append(context.t("答完就能保存。"))
    notes += _notes(context, answers)
    if notes:
        lines += [Markup(""), *notes]
    if facts:
        lines += [
            Markup(""),
            context.t("<i>哪条不对,直接说,例如「第1条是3项」「不是本月,是上月」,或者点它的编号。</i>"),
        ]
    return Markup("\n").join(lines)


LONGEST_UNCLEAR = 60
MOST_ASKED = 3
"""Questions shown at a time."""


def _asks(answers: Answers) -> tuple[Ask, ...]:
    found = answers.get("asks")
    return found if isinstance(found, tuple) else ()


def _notes(context: Context, answers: Answers) -> list[Markup]:
    facts = drafted(answers)
    today = local_date(context.now, context.office.zone)
    notes = []
    assumed = [facts[place] for place in sorted(_undated(answers))]
    if assumed:
        one = next((one for one in assumed if one.kind != BENEFIT), assumed[0])
        when = (
            context.label("{year}年", year=one.year)
            if one.kind == BENEFIT and one.year
            else days_words(context.words, one.begins_on, one.ends_on, today)
        )
        notes.append(context.t("没说日期的,先算在 {when}。", when=when))
    if any(one.kind == BENEFIT and not one.basis for one in facts):
        notes.append(context.t("效益的计算依据和证明可以现在补(点编号),也可以等审核时再补。"))
    rests = texts_in(answers, REST)
    notes += [context.t("没看懂:「{rest}」,这些没有记成条目。", rest=rest[:60]) for rest in rests]
    if number_in(answers, OVER):
        notes.append(context.t("⚠️ 一次最多 {most} 条,后面的请存完再发。", most=MOST_RECORDS))
    held = len(items_in(answers))
    if held:
        notes.append(context.count("📎 {number} 份证明材料", "📎 {number} 份证明材料", held))
    return notes


def _undated(answers: Answers) -> set[int]:
    """The places of lines whose days were not said."""
    return {one.place for one in doubts_of(answers) if one.why is Why.ASSUMED and one.field in ("begins_on", "date")}


def _as_shown(answers: Answers, facts: Sequence[Facts]) -> list[Facts]:
    """The lines as they are shown: money of a day that was said with that day, not with its year; of many lines the titles'
    beginnings alone, so that all of them are seen before they are saved."""
    undated = _undated(answers)
    most = LONGEST_TITLE if len(facts) <= MANY else SHORT_TITLE
    return [
        replace(
            one,
            year=None if _of_a_day(one) and place not in undated else one.year,
            title=one.title if len(one.title) <= most else f"{one.title[:most]}…",
        )
        for place, one in enumerate(facts)
    ]


MANY, SHORT_TITLE = 8, 40


def _of_a_day(facts: Facts) -> bool:
    return facts.kind == BENEFIT and facts.begins_on == facts.ends_on


def line_card(context: Context, answers: Answers) -> Markup:
    """One line with its fields; which of them to change."""
    place = number_in(answers, AT)
    today = local_date(context.now, context.office.zone)
    card = record_card(context.words, context.office.zone, drafted(answers)[place], today)
    return context.t("<b>第 {number} 条</b>\n{card}\n\n要改哪一项?", number=place + 1, card=card)


def keys(context: Context, dialogue: Dialogue, answers: Answers, usual: Rows) -> Rows:
    """The buttons: questions first, then 全部保存, then one for each line."""
    here = (dialogue.id, dialogue.version)
    match dialogue.step:
        case "line":
            drop = DROP.button(context.label("🗑 删掉这条"), *here, number_in(answers, AT))
            return [*usual[:-1], [drop], *usual[-1:]]
        case "kind":
            kinds = [key for row in usual[:-1] for key in row]
            rows = [kinds[at : at + KINDS_A_ROW] for at in range(0, len(kinds), KINDS_A_ROW)]
            back = [LIST.button(context.label("返回"), *here)] if lines_of(answers) else []
            return [*rows, [*back, *usual[-1]]]
        case "stage":
            wanted = [stage_name(context.words, one) for one in STAGES_OF.get(str(answers.get("kind")), STAGES)]
            every = [stage_name(context.words, one) for one in STAGES]
            stages = [key for row in usual for key in row if key.text in wanted]
            rows = [stages[at : at + KINDS_A_ROW] for at in range(0, len(stages), KINDS_A_ROW)]
            return [*rows, *(row for row in usual if row[0].text not in every)]
        case "date":
            days = [DAY.button(context.label(name), *here, place) for place, name in enumerate(NEAR)]
            return [days, *usual]
    if dialogue.step != SUMMARY:
        return usual
    (save,), *below = usual
    asks, number = _asks(answers), len(drafted(answers))
    rows = []
    if asks:
        rows.append(answer_keys(context, *here, answers, asks[0]))
    if number and not blocked(asks):
        rows.append([save])
    lines = [LINE.button(str(place + 1), *here, place) for place in range(number)]
    rows += [lines[at : at + NUMBERS_A_ROW] for at in range(0, len(lines), NUMBERS_A_ROW)]
    add = [ADD.button(context.label("再加一条"), *here)] if number < MOST_RECORDS else []
    return [*rows, [*add, *(key for row in below for key in row)]]


def understood(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """What a line typed at the draft corrects or adds; None for one that does neither. What was asked before it stays asked."""
    found = _understood(context, message, answers)
    after = found.keep if isinstance(found, Again) else found
    if after is None or UNCLEAR in after or (waits := _still_unclear(answers, after)) is None:
        return found
    after = {**after, UNCLEAR: waits}
    return Again(found.text, keep=after) if isinstance(found, Again) else after


def _still_unclear(before: Answers, after: Answers) -> list[object] | None:
    """The question which line a correction meant, at the lines' present places; None where one of them was corrected since."""
    waiting = before.get(UNCLEAR)
    if not isinstance(waiting, list):
        return None
    old, new = drafted(before), drafted(after)
    known = {(one.kind, one.title, _figures(one)): place for place, one in enumerate(new)}
    places = [known.get((old[at].kind, old[at].title, _figures(old[at]))) for at in unclear_of(before)[1]]
    return [waiting[0], places, *waiting[2:]] if places and None not in places else None


def _understood(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    if message.text is None or message.forward_origin is not None:
        return None
    text, zone = message.text, context.office.zone
    before, heard = drafted(answers), context.delivery.update.update_id
    line = read_news(text, context.now, zone)
    if line.classified or line.disputed:  # also what would only correct: it is asked about before it is taken in
        return taken_in(answers, text, line, heard) if line.facts else None
    if line.likely and line.facts and all(one in before for one in line.facts):
        return Again(context.t("这句已经记下了,没有再记一遍。"), keep=answers)
    found = read_fix(text, before, context.now, zone)
    if found is not None and found.unclear:
        return {**folded(answers), UNCLEAR: [text[:LONGEST_UNCLEAR], list(found.unclear)]}
    if len(text) <= LONGEST_UNCLEAR and (places := _may_be_more(text, line, before)):
        return {**folded(answers), UNCLEAR: [text, places, True]}
    if found is not None:
        after = alike_dated(fixed(answers, text, found), found.origins.count(None))
        return Again(_told(context, before, answers, after, found.origins), keep=after)
    if (more := added(text)) is not None:
        line, text = read_news(more, context.now, zone), more
    elif points(text) or (corrects(text) and not line.sure):
        hint = context.t("没听懂要改哪一条、改成什么,还是原来的样子。可以说「第1条是3项」,或者点它的编号。")
        return Again(hint, keep=answers)
    if not (line.sure or line.likely) or not line.facts:
        return None
    after = taken_in(answers, text, line, heard)
    if drafted(after) == before:
        return Again(context.t("这句已经记下了,没有再记一遍。"), keep=after)
    more_of = len(drafted(after)) - len(before)
    return Again(context.count("✏️ 加上了 {number} 条。", "✏️ 加上了 {number} 条。", more_of), keep=after)


def _may_be_more(text: str, line: NewsLine, before: Sequence[Facts]) -> list[int]:
    """The lines that a bare figure of the same kind may be meant to correct, or to stand beside: 「培训30人」 after another."""
    if not line.likely or len(line.facts) != 1 or corrects(text) or states(text) or points(text):
        return []
    new = line.facts[0]
    undated = any(one.why is Why.ASSUMED and one.field == "begins_on" for one in line.doubts)
    if new.title or new.code or not undated or added(f"{text},") is not None or _MORE.match(text):
        return []
    of_kind = [place for place, one in enumerate(before) if one.kind == new.kind and one.benefit == new.benefit]
    return [place for place in of_kind if _figures(before[place]) not in (_figures(new), (None, None, None))]


def _figures(facts: Facts) -> tuple[int | None, ...]:
    return facts.number, facts.people, facts.amount_fen


_MORE = re.compile("(?:再|还|另|又|补)")


def _told(
    context: Context, before: Sequence[object], old: Answers, new: Answers, origins: Sequence[int | None]
) -> Markup:
    """What a typed correction changed, a line for each field."""
    today = local_date(context.now, context.office.zone)
    was, now = drafted(old), drafted(new)
    lines = []
    for place, facts in enumerate(now):
        origin = origins[place] if place < len(origins) else None
        if origin is None:
            lines.append(context.t("✏️ 加上了第 {number} 条。", number=place + 1))
            continue
        lines += [
            context.t("✏️ 第 {number} 条 {change}", number=place + 1, change=one)
            for one in what_changed(context.words, was[origin], facts, today)
        ]
    gone = [place + 1 for place in range(len(before)) if place not in origins]
    lines += [context.t("✏️ 删掉了原来的第 {number} 条。", number=number) for number in gone]
    if lines:
        return Markup("\n").join(lines)
    return context.t("和现在写的一样,没有改动。")


def meant(context: Context, answers: Answers, place: int) -> Answers | None:
    """The answers with the correction that was asked about, at the line that it means, or as one more; None where it says
    nothing of it."""
    said, _ = unclear_of(answers)
    if place == MORE and may_be_more(answers):
        line = read_news(said, context.now, context.office.zone)
        return taken_in(answers, said, line, context.delivery.update.update_id)
    found = read_fix(f"第{place + 1}条{said}", drafted(answers), context.now, context.office.zone)
    return fixed(answers, said, found) if found is not None and not found.unclear else None


def days_tapped(context: Context, answers: Answers, place: int) -> Answers | None:
    """The answers with the days of a button; None for no such button."""
    spans = near_days(local_date(context.now, context.office.zone))
    return {**answers, "date": list(spans[place])} if 0 <= place < len(spans) else None


def open_line(answers: Answers, place: int) -> Answers | None:
    """The answers with a line open; None where there is no such line."""
    return opened(answers, place) if 0 <= place < len(lines_of(answers)) else None

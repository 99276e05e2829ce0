"""What a change of a saved record raises: the same told twice, money that may be part of other money."""

from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.my_news import today_of
from handlers.cards.news_asked import NO, YES
from handlers.cards.news_draft import CONTAINS, STUDIO, WITHIN, drafted, ready
from handlers.cards.records import record_line, state_name
from handlers.kit.context import Context
from handlers.kit.form import number_in
from handlers.kit.taps import Tap
from storage import records
from storage.dialogues import Answers
from storage.model.records import Facts, Record

TOLD = "told"
"""Among the answers: [what, records] of each question's answer."""
ANSWER = Tap("record.answer", int, int, int)
"""An answer to the first question: dialogue, version, YES or NO."""
MOST_OTHERS = 6


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that the change raises about records which it was not near to before.

    `what` a yes says of them: '' that they are another thing, CONTAINS that they are part of this, WITHIN that this is of them.
    """

    what: str
    others: tuple[Record, ...]


def facts_of(answers: Answers) -> Facts:
    """What the record would say."""
    return ready(drafted(answers)[0])


def told_of(answers: Answers) -> list[tuple[str, list[int]]]:
    """What was answered: what it says of which records."""
    found = answers.get(TOLD)
    return [(str(what), list(numbers)) for what, numbers in found] if isinstance(found, list) else []


async def asks_of(context: Context, record: Record, answers: Answers) -> tuple[Ask, ...]:
    """What the change raises: the same told twice, money that may be part of other money. Not what held before it too."""
    facts = facts_of(answers)
    if facts == record.facts:
        return ()
    tx, studio = context.tx, record.studio
    known = {record.id, record.corrects, *(number for _, numbers in told_of(answers) for number in numbers)}
    known |= {one.id for one in await records.duplicates(tx, studio, record.facts)}
    known |= {one.id for one in await records.overlapping_benefits(tx, studio, record.facts)}
    twins = tuple(one for one in await records.duplicates(tx, studio, facts) if one.id not in known)
    known |= {one.id for one in twins}
    near = [one for one in await records.overlapping_benefits(tx, studio, facts) if one.id not in known]
    money = facts.amount_fen or 0
    parts = tuple(one for one in near if (one.facts.amount_fen or 0) <= money)
    found = [Ask("", twins)] if twins else []
    found += [Ask(CONTAINS, (one,)) for one in parts]
    found += [Ask(WITHIN, (one,)) for one in near if one not in parts]
    return tuple(found)


def ask_text(context: Context, answers: Answers, one: Ask) -> Markup:
    """The question."""
    today = today_of(context)
    head = (
        context.t("❓ 改成这样,和已经报过的效益时间有重叠。同一笔钱只算一次:")
        if one.what
        else context.t("❓ 改成这样,和已经报过的很像,请对照一下:")
    )
    lines = [head]
    for other in one.others[:MOST_OTHERS]:
        if other.studio != number_in(answers, STUDIO):
            lines.append(context.t("已有:别的工作室报过同一个编号 {code}", code=other.facts.code))
            continue
        shown = record_line(context.words, context.office.zone, other.facts, today)
        lines.append(context.t("已有:{line}({state})", line=shown, state=state_name(context.words, other.state)))
    return Markup("\n").join(lines)


def ask_keys(context: Context, here: tuple[int, int], one: Ask) -> list[InlineKeyboardButton]:
    """The buttons that answer it."""
    if not one.what:
        return [ANSWER.button(context.label("不重复"), *here, YES)]
    yes = context.label("包含那一笔") if one.what == CONTAINS else context.label("那一笔里有了")
    return [ANSWER.button(yes, *here, YES), ANSWER.button(context.label("另外一笔"), *here, NO)]

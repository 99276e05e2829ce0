"""The admins' desk for entries: what waits for a look, one entry with all that was handed in, and the list of all."""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.competitions import CARD, OPEN, short_title
from handlers.cards.entries import documents_words, member_lines
from handlers.cards.entry_states import LOOK, QUEUE, ROSTER, STATES, reason_words, state_name
from handlers.cards.moments import moment
from handlers.cards.stages import OBJECTIONS, stage_name
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import Words
from storage import competitions, entries, objections
from storage.model.competitions import Competition
from storage.model.entries import ALIVE, QUEUED, Entry, Member, State, missing

DESK = Tap("entries.desk")
"""The queues of all competitions, in place."""
JUDGE = Tap("entries.judge", int, int, str)
"""A verdict: the entry, its version, and confirmed; returned and refused ask why first."""
DOCUMENTS = Tap("entries.documents", int)
"""The documents of an entry, as messages."""
TABLE = Tap("entries.table", int)
"""All entries of a competition as a workbook."""
PAGE = 8
LISTED = (*ALIVE, State.REFUSED, State.LAPSED)
"""What the list holds: not what its people took back."""


async def desk_page(context: Context) -> tuple[Markup, Rows]:
    """The competitions with entries that wait for a look."""
    queues = await entries.queues(context.tx)
    lines = [context.t("<b>报名审核</b>")]
    rows: list[list[InlineKeyboardButton]] = []
    if not queues:
        lines.append(context.t("没有等审核的报名。"))
    for one in queues:
        lines.append(context.t("{title}:等审核 {number} 份", title=one.title, number=one.number))
        label = context.label("{title}({number})", title=short_title(one.title), number=one.number)
        rows.append([QUEUE.button(label, one.competition, 0)])
    if waiting := await objections.waiting(context.tx):
        lines += [Markup(""), context.t("<b>等答复的异议、申诉</b>")]
    for competition, stage, number in waiting:
        contest = await competitions.find(context.tx, competition)
        if contest is not None:
            name = stage_name(context.words, stage)
            lines.append(context.t("{title}{stage}:{number} 件", title=contest.title, stage=name, number=number))
            label = context.label("答复{stage}({number})", stage=name, number=number)
            rows.append([OBJECTIONS.button(label, competition, stage)])
    return Markup("\n").join(lines), rows


async def entry_card(context: Context, one: Competition, entry: Entry, page: int = 0) -> tuple[Markup, Rows]:
    """One entry with its answers, members and documents, and what an admin can decide. `page`: of the list behind it."""
    words = context.words
    others = await entries.count(context.tx, one.id, QUEUED) - (entry.state in QUEUED)
    lines = [
        context.t("<b>{title}</b>", title=one.title),
        context.t("报名:{name} · {state}", name=_name(words, entry), state=state_name(words, entry.state)),
    ]
    if entry.reason and entry.state is not State.CONFIRMED:
        lines.append(context.t("退回原因:{reason}", reason=reason_words(words, entry.reason)))
    lines += [Markup(""), member_lines(words, entry, units=True)]
    if short := missing(one, entry):
        lines.append(context.t("还差 {number} 人", number=short))
    if entry.unit:
        lines.append(context.t("报名单位:{unit}", unit=entry.unit))
        if one.per_unit is not None:
            lines.append(await _unit_line(context, one, entry.unit))
    if answers := answer_lines(words, entry.members):
        lines += [Markup(""), answers]
    if one.documents:
        got = documents_words(words, entry.documents) if entry.documents else context.t("还没有")
        lines.append(context.t("材料({wanted}):{got}", wanted=one.documents, got=got))
    lines.append(context.t("报名时间:{moment}", moment=moment(context, entry.created_at)))
    if others:
        lines.append(context.t("<i>这项竞赛另有 {number} 份等审核</i>", number=others))
    rows = [_verdicts(words, entry)]
    if entry.documents:
        rows.append([DOCUMENTS.button(words.label("看材料"), entry.id)])
    after = [QUEUE.button(words.label("下一个"), one.id, entry.id)] if others else []
    rows.append([*after, ROSTER.button(words.label("看名单"), one.id, page)])
    return Markup("\n").join(lines), [row for row in rows if row]


async def _unit_line(context: Context, one: Competition, unit: str) -> Markup:
    """What the unit has in already, however it is written: whether 市公交集团 is 公交集团 is seen by people."""
    written = await entries.of_unit(context.tx, one.id, unit)
    line = context.t(
        "每单位限 {most} 个,名字相近的单位已报 {number} 个", most=one.per_unit, number=sum(written.values())
    )
    if len(written) > 1:
        line += context.t("({units})", units=context.label("、").join(written))
    return line


def answer_lines(words: Words, members: tuple[Member, ...]) -> Markup:
    """The eligibility questions and what was answered; everybody in an entry answered as wanted."""
    asked = dict.fromkeys(answer for member in members for answer in member.answers)
    lines = []
    for answer in asked:
        yes, _, question = answer.partition(" ")
        said = words.label("是") if yes == "1" else words.label("不是")
        number = sum(answer in member.answers for member in members)
        whom = words.t("({number} 人)", number=number) if len(members) > 1 else Markup("")
        lines.append(Markup("{} <b>{}</b>{}").format(question, said, whom))
    return Markup("\n").join(lines)


async def roster(context: Context, one: Competition, page: int) -> tuple[Markup, Rows]:
    """All entries of a competition, how many are in which state; a page beyond the end becomes the last."""
    numbers = await entries.numbers(context.tx, one.id)
    total = sum(numbers.get(state, 0) for state in LISTED)
    last = last_page(total, PAGE)
    page = max(0, min(page, last))
    found = await entries.listed(context.tx, one.id, LISTED, PAGE, page * PAGE)
    waiting = sum(numbers.get(state, 0) for state in QUEUED)
    states = [
        context.t("{state} {number}", state=state_name(context.words, state), number=numbers[state])
        for state in STATES
        if state in numbers
    ]
    lines = [context.t("<b>{title}</b> · 报名名单", title=one.title)]
    lines.append(Markup(" · ").join(states) if states else context.t("还没有人报名。"))
    buttons = []
    for number, entry in enumerate(found, page * PAGE + 1):
        lines.append(Markup("{} {}").format(number, _line(context.words, entry)))
        buttons.append(LOOK.button(str(number), entry.id, page))
    rows: list[list[InlineKeyboardButton]] = [buttons[at : at + 4] for at in range(0, len(buttons), 4)]
    rows.append(turning(context, ROSTER, page, last, one.id))
    row = []
    if waiting:
        row.append(QUEUE.button(context.label("去审核({number})", number=waiting), one.id, 0))
    if total:
        row.append(TABLE.button(context.label("导出名单"), one.id))
    rows += [row, [OPEN.button(context.label("查看竞赛"), one.id)]]
    return Markup("\n").join(lines), [row for row in rows if row]


def all_looked_at(context: Context, one: Competition) -> tuple[Markup, Rows]:
    """Nothing waits in this competition any more."""
    text = context.t("✅ 「{title}」的报名都看完了。", title=one.title)
    rows = [
        [ROSTER.button(context.label("看名单"), one.id, 0), DESK.button(context.label("其他竞赛"))],
        [CARD.button(context.label("查看竞赛"), one.id)],
    ]
    return text, rows


def _verdicts(words: Words, entry: Entry) -> list[InlineKeyboardButton]:
    """What an admin can decide of an entry as it stands."""
    if not entry.alive or entry.state is State.FORMING:
        return []
    row = []
    if entry.state is not State.CONFIRMED:
        row.append(JUDGE.button(words.label("通过"), entry.id, entry.version, State.CONFIRMED.value))
    if entry.state is not State.RETURNED:
        row.append(JUDGE.button(words.label("退回"), entry.id, entry.version, State.RETURNED.value))
    row.append(JUDGE.button(words.label("不通过"), entry.id, entry.version, State.REFUSED.value))
    return row


def _name(words: Words, entry: Entry) -> str:
    if entry.name:
        return entry.name
    return words.label("编号 {number}", number=entry.captain) if entry.captain else words.label("已删除资料")


def _line(words: Words, entry: Entry) -> Markup:
    people = words.count("{number} 人", "{number} 人", len(entry.members)) if entry.team and entry.alive else Markup("")
    parts = [_name(words, entry), people, entry.unit, state_name(words, entry.state)]
    return Markup(" · ").join(filter(None, parts))

"""What has to be asked about quick news before they are saved, one question after the other, and what each answer does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.news_draft import (
    APART,
    BESIDE,
    CONTAINS,
    SINGLY,
    STUDIO,
    WITHIN,
    asked_of,
    doubts_of,
    drafted,
    dropped,
    marked,
    may_be_more,
    needs,
    numbers_at,
    opened,
    ready,
    settled,
    sibling,
    unclear_of,
)
from handlers.cards.records import (
    FIELDS,
    amount_words,
    benefit_name,
    days_words,
    kind_name,
    record_line,
    stage_name,
    state_name,
)
from handlers.kit.context import Context
from handlers.kit.form import number_in
from handlers.kit.taps import Tap
from handlers.language.news_line import Doubt, Why
from storage import records, studios
from storage.dialogues import Answers
from storage.model.local_time import local_date
from storage.model.records import BENEFITS, FEN_A_YUAN, KINDS, Facts, Record, folded_code, overlapping

ANSWER = Tap("news.answer", int, int, str, int)
"""An answer to the draft's first question: dialogue, version, the question's sort, the answer's place."""
YES, NO, NEITHER, EACH, MORE = 1, 2, -1, 3, -2
MOST_SHOWN, MOST_OTHERS = 3, 12
MOST_UNCLEAR = 4
YUAN_A_WAN = 10_000
_DATES = ("begins_on", "ends_on", "date")
_NUMBERS = ("number", "people", "amount_fen", "year")


class Sort(StrEnum):
    """What is asked."""

    STUDIO = "studio"
    SECRET = "secret"
    TWIN = "twin"
    OVERLAP = "overlap"
    DOUBT = "doubt"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about the line at `place` (of `SECRET`: about a fact that was not taken in).

    `blocks`: nothing is saved before it is answered · `others`: records it is about · `names`: studios to choose from ·
    `within`: they may contain the line rather than be part of it · `part`: the other line that it is about.
    """

    sort: Sort
    place: int = 0
    doubt: Doubt | None = None
    blocks: bool = True
    others: tuple[Record, ...] = ()
    names: tuple[tuple[int, str], ...] = ()
    within: bool = False
    part: int | None = None


async def asks_of(context: Context, answers: Answers) -> tuple[Ask, ...]:
    """Everything that is to be asked, what stands in the way of saving first."""
    found = [Ask(Sort.SECRET, place, blocks=False) for place in range(len(asked_of(answers)))]
    if unclear_of(answers)[1]:
        found.insert(0, Ask(Sort.UNCLEAR))
    studio = number_in(answers, STUDIO)
    if not studio:
        led = context.person.studios()
        known = {number: await studios.find(context.tx, number) for number in led}
        found.append(Ask(Sort.STUDIO, names=tuple((number, one.name) for number, one in known.items() if one)))
    for place, facts in enumerate(drafted(answers)):
        facts = ready(facts)
        twins = await records.duplicates(context.tx, studio, facts) if studio and facts.kind else []
        twins = [one for one in twins if one.id not in numbers_at(answers, place, APART, CONTAINS)]
        if twins:
            found.append(Ask(Sort.TWIN, place, others=tuple(twins)))
            continue
        overlaps = await records.overlapping_benefits(context.tx, studio, facts) if studio else []
        told = numbers_at(answers, place, APART, CONTAINS, BESIDE, WITHIN)
        found += _overlaps(place, facts, [one for one in overlaps if one.id not in told], bool(answers.get(SINGLY)))
    among = _among(answers)
    found += [one for one in among if one.part is not None and not _told(answers, one.place, one.part)]
    settled_so = {place for one in among for place in (one.place, one.part)}
    doubted = [
        _doubted(answers, one)
        for one in doubts_of(answers)
        if one.why is not Why.ASSUMED and not (one.why is Why.PART and one.place in settled_so)
    ]
    named = {(one.place, one.doubt.field) for one in doubted if one.doubt is not None}
    for place, facts in enumerate(drafted(answers)):
        field = needs(facts)
        if field and not {(place, field), (place, "begins_on" if field == "date" else field)} & named:
            doubted.append(Ask(Sort.DOUBT, place, Doubt(place, field, Why.MISSING, _choices(field))))
    return tuple(sorted([*found, *doubted], key=lambda one: not one.blocks and one.sort is not Sort.SECRET))


def _overlaps(place: int, facts: Facts, others: Sequence[Record], singly: bool) -> list[Ask]:
    """What is to be asked about older benefits that a line has days in common with: who may be part of whom."""
    money = facts.amount_fen or 0
    parts = tuple(one for one in others if (one.facts.amount_fen or 0) <= money)
    wholes = [one for one in others if one not in parts]
    groups = [(one,) for one in parts] if singly else [parts] if parts else []
    return [
        *(Ask(Sort.OVERLAP, place, others=group) for group in groups),
        *(Ask(Sort.OVERLAP, place, others=(one,), within=True) for one in wholes),
    ]


def _among(answers: Answers) -> list[Ask]:
    """The same of two lines of the draft, whether or not it was answered; those of the very same days are two things."""
    lines = [ready(one) for one in drafted(answers)]
    found = []
    for later, one in enumerate(lines):
        for earlier, other in enumerate(lines[:later]):
            if one.amount_fen is None or other.amount_fen is None or not overlapping(one, other):
                continue
            same_days = (one.begins_on, one.ends_on) == (other.begins_on, other.ends_on)
            if same_days and not any(word in f"{one.said}{other.said}" for word in _WHOLES):
                continue
            whole, part = (later, earlier) if one.amount_fen >= other.amount_fen else (earlier, later)
            found.append(Ask(Sort.OVERLAP, whole, part=part))
    return found


def _told(answers: Answers, whole: int, part: int) -> bool:
    return sibling(part) in numbers_at(answers, whole, CONTAINS, BESIDE)


_WHOLES = ("累计", "合计", "共计", "总计")


def _doubted(answers: Answers, doubt: Doubt) -> Ask:
    facts = drafted(answers)[doubt.place]
    if doubt.field in _NUMBERS and not all(choice.isdecimal() for choice in doubt.choices):
        doubt = replace(doubt, choices=())  # words that cannot be taken for a figure
    blocks = doubt.why in (Why.UNIT, Why.PART) or needs(facts) == _field(doubt.field)
    return Ask(Sort.DOUBT, doubt.place, doubt, blocks)


def _field(name: str) -> str:
    return "date" if name in _DATES else name


def _choices(field: str) -> tuple[str, ...]:
    return {"benefit": tuple(BENEFITS), "kind": KINDS}.get(field, ())


def blocked(asks: Sequence[Ask]) -> bool:
    """Whether anything is to be answered before the news are saved."""
    return any(one.blocks for one in asks)


def ask_text(context: Context, answers: Answers, one: Ask) -> Markup:
    """The question."""
    number = one.place + 1
    match one.sort:
        case Sort.STUDIO:
            return context.t("❓ 这是哪个工作室的?")
        case Sort.UNCLEAR if may_be_more(answers):
            return context.t("❓ 「{said}」是改前面的,还是再加一条?", said=unclear_of(answers)[0])
        case Sort.UNCLEAR:
            return context.t("❓ 「{said}」说的是哪一条?", said=unclear_of(answers)[0])
        case Sort.SECRET:
            *_, why = asked_of(answers)[one.place]
            if why is Why.DISPUTED:
                return context.t("⚠️ 有一条像是权属有争议的成果。有争议的不能报,这条先没有记。确实有争议吗?")
            return context.t("⚠️ 有一条像是涉密内容。涉密的不能发给我,这条先没有记。确实涉密吗?")
        case Sort.TWIN:
            return Markup("\n").join(
                [context.t("❓ 第 {number} 条好像报过了,请对照一下:", number=number), *_others(context, answers, one)]
            )
        case Sort.OVERLAP if one.part is not None:
            return context.t(
                "❓ 第 {number} 条和第 {part} 条的效益时间有重叠。同一笔钱只算一次,第 {number} 条里包含第 {part} 条吗?",
                number=number,
                part=one.part + 1,
            )
        case Sort.OVERLAP:
            lines = [context.t("❓ 第 {number} 条和以前报的效益时间有重叠。同一笔钱只算一次:", number=number)]
            return Markup("\n").join([*lines, *_others(context, answers, one)])
    assert one.doubt is not None
    return _doubt_text(context, one.doubt)


def _others(context: Context, answers: Answers, one: Ask) -> list[Markup]:
    today = local_date(context.now, context.office.zone)
    new = drafted(answers)[one.place]
    new = replace(new, code=folded_code(new.code))  # written as the older one is
    lines = [context.t("这次:{line}", line=record_line(context.words, context.office.zone, new, today))]
    studio = number_in(answers, STUDIO)
    for other in one.others[:MOST_OTHERS]:
        if other.studio != studio:
            lines.append(context.t("已有:别的工作室报过同一个编号 {code}", code=other.facts.code))
            continue
        shown = record_line(context.words, context.office.zone, other.facts, today)
        lines.append(context.t("已有:{line}({state})", line=shown, state=state_name(context.words, other.state)))
    return lines


def _doubt_text(context: Context, doubt: Doubt) -> Markup:
    field = _field(doubt.field)
    label = FIELDS.get(field, "")
    place, name = doubt.place + 1, context.label(label) if label else ""
    match doubt.why:
        case Why.UNIT:
            return context.t("❓ 第 {place} 条的金额,是元还是万元?", place=place)
        case Why.PART:
            return context.t("❓ 第 {place} 条是不是已经算在别的一条里了?", place=place)
        case Why.FUTURE:
            return context.t("❓ 第 {place} 条的日期还没有到,是哪一天?", place=place)
        case Why.DATE:
            return context.t("❓ 第 {place} 条的日期没看懂,是哪一天?", place=place)
        case Why.UNSURE:
            return context.t("❓ 第 {place} 条的{name}不确定,请说个准数。", place=place, name=name)
        case Why.WHICH if field == "kind":
            return context.t("❓ 第 {place} 条是哪一类?", place=place)
        case Why.WHICH if field == "stage":
            return context.t("❓ 第 {place} 条到哪一步了?", place=place)
        case Why.WHICH:
            return context.t("❓ 第 {place} 条是哪一种{name}?", place=place, name=name)
    return context.t("❓ 第 {place} 条还缺{name}。", place=place, name=name)


def answer_keys(
    context: Context, dialogue: int, version: int, answers: Answers, one: Ask
) -> list[InlineKeyboardButton]:
    """The buttons of the first question."""

    def key(label: str, choice: int) -> InlineKeyboardButton:
        return ANSWER.button(label, dialogue, version, one.sort, choice)

    match one.sort:
        case Sort.STUDIO:
            return [key(name[:20], number) for number, name in one.names]
        case Sort.UNCLEAR:
            places = unclear_of(answers)[1][:MOST_UNCLEAR]
            lines = [key(context.label("第 {number} 条", number=place + 1), place) for place in places]
            if may_be_more(answers):
                lines = [key(context.label("改第 {number} 条", number=place + 1), place) for place in places]
                return [*lines, key(context.label("再加一条"), MORE)]
            return [*lines, key(context.label("都不是"), NEITHER)]
        case Sort.SECRET if asked_of(answers)[one.place][2] is Why.DISPUTED:
            return [key(context.label("没有争议"), YES), key(context.label("有争议不报"), NO)]
        case Sort.SECRET:
            return [key(context.label("不涉密"), YES), key(context.label("涉密不报"), NO)]
        case Sort.TWIN:
            return [
                key(context.label("不重复"), YES),
                key(context.label("删掉第 {number} 条", number=one.place + 1), NO),
            ]
        case Sort.OVERLAP if one.part is not None:
            return [key(context.label("包含"), YES), key(context.label("是两笔"), NO)]
        case Sort.OVERLAP if one.within:
            return [key(context.label("前面那笔里有了"), YES), key(context.label("另外一笔"), NO)]
        case Sort.OVERLAP if len(one.others) > 1:
            both = [key(context.label("都包含在内"), YES), key(context.label("都是另外的"), NO)]
            return [*both, key(context.label("一笔一笔答"), EACH)]
        case Sort.OVERLAP:
            return [key(context.label("包含前面的"), YES), key(context.label("另外一笔"), NO)]
    assert one.doubt is not None
    if one.doubt.why is Why.PART:
        return [key(context.label("算过了"), YES), key(context.label("另外算"), NO)]
    if one.doubt.choices and len(one.doubt.choices) <= MOST_SHOWN:
        return [
            key(_choice_label(context, one.doubt.field, value), place) for place, value in enumerate(one.doubt.choices)
        ]
    name = FIELDS.get(_field(one.doubt.field), "")
    number = one.place + 1
    return (
        [key(context.label("补第 {number} 条的{name}", number=number, name=context.label(name)), YES)] if name else []
    )


def _choice_label(context: Context, field: str, value: str) -> str:
    if field == "benefit":
        return benefit_name(context.words, value)
    if field == "stage":
        return stage_name(context.words, value)
    if field == "kind":
        return kind_name(context.words, value)
    if field in _DATES:
        return days_words(context.words, value, value, local_date(context.now, context.office.zone))
    if field == "amount_fen":
        yuan = int(value) // FEN_A_YUAN
        return amount_words(context.words, int(value)) if yuan >= YUAN_A_WAN else context.label("{yuan}元", yuan=yuan)
    return value


def answered(answers: Answers, one: Ask, choice: int) -> tuple[Answers, str] | None:
    """The answers with what a tap on one of these buttons says, and the field to ask now ('' for none); None for no such answer.

    Of SECRET, only that it is not asked any more: whoever calls takes it in, or wipes it. Of UNCLEAR nothing: they read it again.
    """
    numbers = [other.id for other in one.others]
    match one.sort:
        case Sort.STUDIO:
            return ({**answers, STUDIO: choice}, "") if choice in dict(one.names) else None
        case Sort.UNCLEAR:
            return (answers, "") if choice in (NEITHER, MORE, *unclear_of(answers)[1]) else None
        case Sort.SECRET:
            left = [list(asked) for place, asked in enumerate(asked_of(answers)) if place != one.place]
            return {**answers, "asked": left}, ""
        case Sort.TWIN:
            return (marked(answers, one.place, APART, numbers) if choice == YES else dropped(answers, one.place)), ""
        case Sort.OVERLAP if choice == EACH:
            return {**answers, SINGLY: True}, ""
        case Sort.OVERLAP:
            numbers = [sibling(one.part)] if one.part is not None else numbers
            holds = WITHIN if one.within else CONTAINS
            return marked(answers, one.place, holds if choice == YES else BESIDE, numbers), ""
    doubt = one.doubt
    assert doubt is not None
    if doubt.why is Why.PART:
        return (dropped(answers, one.place) if choice == YES else settled(answers, doubt)), ""
    if doubt.choices and len(doubt.choices) <= MOST_SHOWN:
        if not 0 <= choice < len(doubt.choices):
            return None
        value = doubt.choices[choice]
        if doubt.field in _DATES:
            return settled(answers, doubt, begins_on=value, ends_on=value), ""
        return settled(answers, doubt, **{doubt.field: int(value) if doubt.field in _NUMBERS else value}), ""
    return opened(answers, one.place), _field(doubt.field)

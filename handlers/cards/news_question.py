"""What has to be asked about quick news, drawn: the question's words, and a button for each answer."""

from dataclasses import replace

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.news_asked import (
    ANSWER,
    DATES,
    EACH,
    MORE,
    MOST_CHOICES,
    NEITHER,
    NO,
    OLDER,
    YES,
    Ask,
    Sort,
    changed_twin,
    field_of,
)
from handlers.cards.news_draft import STUDIO, asked_of, drafted, may_be_more, unclear_of
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
from handlers.language.news_line import Doubt, Why
from storage.dialogues import Answers
from storage.model.local_time import local_date
from storage.model.records import FEN_A_YUAN, folded_code

MOST_OTHERS = 12
MOST_UNCLEAR = 4
YUAN_A_WAN = 10_000


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
    field = field_of(doubt.field)
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
            twin = changed_twin(answers, one)
            older = [key(context.label("改成这次的"), OLDER)] if twin is not None else []
            drop = key(context.label("删掉第 {number} 条", number=one.place + 1), NO)
            return [key(context.label("不重复"), YES), *older, drop]
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
    if one.doubt.choices and len(one.doubt.choices) <= MOST_CHOICES:
        return [
            key(_choice_label(context, one.doubt.field, value), place) for place, value in enumerate(one.doubt.choices)
        ]
    name = FIELDS.get(field_of(one.doubt.field), "")
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
    if field in DATES:
        return days_words(context.words, value, value, local_date(context.now, context.office.zone))
    if field == "amount_fen":
        yuan = int(value) // FEN_A_YUAN
        return amount_words(context.words, int(value)) if yuan >= YUAN_A_WAN else context.label("{yuan}元", yuan=yuan)
    return value

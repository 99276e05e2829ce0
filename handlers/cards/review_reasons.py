"""Why officers return records and reports, or do not take them: the common reasons, and the fields they are about."""

from handlers.cards.records import FIELDS as RECORD_FIELDS
from handlers.cards.records import fields_of
from handlers.cards.reports import field_name
from handlers.kit.words import Words
from storage.model.duties import Duty
from storage.model.records import BENEFIT, Record
from storage.model.reports import FIELDS as REPORT_FIELDS

RECORD_RETURNS = (
    ("evidence", "请补上证明材料"),
    ("title", "请写全名称"),
    ("code", "请补上编号"),
    ("number", "请核对数量"),
    ("people", "请核对人数"),
    ("date", "请核对日期"),
    ("amount_fen", "请核对金额"),
    ("basis", "请写明怎么算出来的"),
    ("proof", "请补上盖章或审计证明"),
)
"""What records are returned for most: the field to put right, and the reason (a source string, kept as it is)."""
RECORD_REFUSALS = ("不是本工作室的成果", "和以前报的重复", "不在统计范围内", "记录没有问题,不用撤下")
"""What they are not taken for most (source strings); the last, why a record stays that was to be taken back."""
REPORT_RETURNS = (
    ("progress", "进展请写具体些"),
    ("problems", "问题请写清楚"),
    ("measures", "措施请写具体些"),
    ("plan", "计划请写具体些"),
    ("", "数字和快报对不上"),
)
REPORT_REFUSALS = ("内容不是这一期的", "交错了报告")
_COMMON = frozenset(
    [*RECORD_REFUSALS, *REPORT_REFUSALS, *(text for _, text in RECORD_RETURNS), *(text for _, text in REPORT_RETURNS)]
)


def returns_of(record: Record) -> list[tuple[int, str, str]]:
    """The common reasons that fit a record, with their places: (place, field, text)."""
    own = {*fields_of(record.facts), "evidence"}
    found = [(place, field, text) for place, (field, text) in enumerate(RECORD_RETURNS) if field in own]
    if record.facts.kind == BENEFIT:
        return found
    return [one for one in found if one[1] != "amount_fen" or record.facts.amount_fen is not None]


def refusals_of(record: Record) -> list[tuple[int, str]]:
    """The common reasons not to take a record that fit it, with their places."""
    places = list(enumerate(RECORD_REFUSALS))
    return places[-1:] if record.void else places[:-1]


def record_fields(record: Record) -> tuple[str, ...]:
    """The fields of a record that a return may be about."""
    return (*fields_of(record.facts), "evidence")


def reason_words(words: Words, reason: str) -> str:
    """A reason as its reader reads it: a common one in their language, any other as it was written."""
    return words.label(reason) if reason in _COMMON else reason


def record_field_name(words: Words, field: str) -> str:
    """「名称」; '' for none."""
    return words.label(RECORD_FIELDS[field]) if field in RECORD_FIELDS else ""


def record_field_place(field: str) -> int | None:
    """Where a field stands in the list that buttons count by; None for none."""
    return list(RECORD_FIELDS).index(field) if field in RECORD_FIELDS else None


def report_field_name(words: Words, field: str, duty: Duty) -> str:
    """「进展」; '' for none."""
    return field_name(words, field, duty) if field in REPORT_FIELDS else ""

"""Records of quick news in words: one in a line, one on a card, their fields, and the buttons that lead to them."""

import calendar
from collections.abc import Sequence
from datetime import date, tzinfo

from markupsafe import Markup

from handlers.cards.moments import MONTHS
from handlers.kit.taps import Tap
from handlers.kit.words import Words
from storage.model.records import (
    ACTIVITY,
    BENEFIT,
    BENEFITS,
    FEN_A_WAN,
    GRADUATED,
    KINDS,
    MENTORING,
    PROOFS,
    SOCIAL,
    STAGES,
    STATE_NAMES,
    TRAINING,
    Facts,
    Record,
    State,
)

NEWS_CARD = Tap("news.card", int)
"""A news of one's own studio with its records, below what was tapped; it carries the news."""
RECORD = Tap("news.record", int)
"""One record of it, in place, with what may be done about it."""
EDIT_FIELD = Tap("news.fix", int, int)
"""Open the very field of a record: what an author taps below 「退回修改」. It carries the record and the place in `FIELDS`."""

FIELDS = {
    "kind": "类型",
    "stage": "阶段",
    "title": "名称",
    "number": "数量",
    "people": "人数",
    "amount_fen": "金额",
    "benefit": "效益类别",
    "year": "年份",
    "basis": "计算依据",
    "proof": "证明",
    "code": "编号",
    "date": "日期",
    "evidence": "证明材料",
}
"""What a record says and a return may be about: names of `Facts` (`date`: both days). Source strings; their places stay."""
UNITS = {
    "论文": "{number:,} 篇",
    "著作教材": "{number:,} 部",
    "合理化建议": "{number:,} 条",
    "服务案例": "{number:,} 件",
    TRAINING: "{number:,} 场",
    ACTIVITY: "{number:,} 场",
    MENTORING: "{number:,} 人",
    GRADUATED: "{number:,} 人",
}
"""How records of a kind are counted; the others by 项. Source strings."""
PIECES = "{number:,} 项"
STATE_MARKS = {
    State.PENDING: "🕘",
    State.RETURNED: "↩️",
    State.RESUBMITTED: "🕘",
    State.APPROVED: "✅",
    State.REJECTED: "✖️",
    State.WITHDRAWN: "➖",
}
_OF_KIND = {
    TRAINING: ("kind", "title", "number", "people", "date"),
    ACTIVITY: ("kind", "title", "number", "people", "date"),
    MENTORING: ("kind", "title", "number", "date"),
    GRADUATED: ("kind", "title", "number", "date"),
    BENEFIT: ("kind", "benefit", "amount_fen", "people", "year", "basis", "proof", "date"),
}
_OF_RESULTS = ("kind", "stage", "title", "number", "code", "date")
_OF_PEOPLE = ("人", "人次", "名", "户", "位", "学生", "职工")


def wan(fen: int) -> str:
    """Money as the union writes it: 「120万元」, 「3.5万元」."""
    return f"{_wan(fen)}万元"


def amount_words(words: Words, fen: int) -> str:
    """The same in the reader's words."""
    return words.label("{amount}万元", amount=_wan(fen))


def _wan(fen: int) -> str:
    whole, rest = divmod(abs(fen), FEN_A_WAN)
    tail = f".{rest:06}".rstrip("0").rstrip(".") if rest else ""
    return f"{'-' if fen < 0 else ''}{whole:,}{tail}"


def kind_name(words: Words, name: str) -> str:
    """A type of ours in these words; what admins added as it stands."""
    return words.label(name) if name in KINDS else name


def stage_name(words: Words, name: str) -> str:
    """A stage in these words."""
    return words.label(name) if name in STAGES else name


def state_name(words: Words, state: State) -> str:
    """「退回修改」."""
    name = STATE_NAMES[state]
    return words.label(name)


def benefit_name(words: Words, benefit: str) -> str:
    """「直接经济效益」; 「效益」 where it is not said which."""
    name = BENEFITS.get(benefit, BENEFIT)
    return words.label(name)


def proof_name(words: Words, proof: str) -> str:
    """「单位盖章」."""
    name = PROOFS.get(proof, PROOFS[""])
    return words.label(name)


def fields_of(facts: Facts) -> tuple[str, ...]:
    """The fields that a record of this kind has, and any other that is filled in."""
    own = _OF_KIND.get(facts.kind, _OF_RESULTS)
    if facts.kind == BENEFIT and facts.benefit == SOCIAL:
        own = tuple(name for name in own if name != "amount_fen")
    return tuple(name for name in FIELDS if name in own or (name != "date" and getattr(facts, name, None)))


def days_words(words: Words, begins_on: str, ends_on: str, today: date | None = None) -> str:
    """The days a record is about: 「6月8日」, 「6月」, 「1–9月」, 「2026年」; the year is left out when it is that of `today`."""
    first, last = date.fromisoformat(begins_on), date.fromisoformat(ends_on)
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole and (first.month, last.month) == (1, 12):
        years = str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        return words.label("{year}年", year=years)
    if first.year != last.year:
        return f"{_day(words, first, None, whole)}–{_day(words, last, None, whole)}"
    if whole and first.month != last.month:
        begin, end = words.label(MONTHS[first.month - 1]), words.label(MONTHS[last.month - 1])
        span = f"{first.month}–{end}" if words.language == "zh" else f"{begin}–{end}"
        return span if today is not None and today.year == first.year else _of_year(words, first.year, span)
    if whole or first == last:
        return _day(words, first, today, whole)
    if first.month == last.month and words.language == "zh":
        return f"{_day(words, first, today, whole).removesuffix('日')}–{last.day}日"
    return f"{_day(words, first, today, whole)}–{_day(words, last, last, whole)}"


def _day(words: Words, when: date, today: date | None, month_alone: bool) -> str:
    month = words.label(MONTHS[when.month - 1])
    shown = month if month_alone else words.label("{month}{day}日", month=month, day=when.day)
    return shown if today is not None and today.year == when.year else _of_year(words, when.year, shown)


def _of_year(words: Words, year: int, shown: str) -> str:
    return words.label("{year}年{days}", year=year, days=shown)


def number_words(words: Words, facts: Facts) -> str:
    """How many: 「2 项」, or as it was said: 「20余项」; '' for none."""
    if facts.approx and not _about_people(facts) and facts.amount_fen is None:
        return facts.approx
    label = UNITS.get(facts.kind, PIECES)
    return words.label(label, number=facts.number) if facts.number is not None else ""


def people_words(words: Words, facts: Facts) -> str:
    """How many people: 「35 人次」, or as it was said: 「近千人」; '' for none."""
    if facts.approx and _about_people(facts):
        return facts.approx
    if facts.people is None:
        return ""
    number = facts.people
    if facts.kind == TRAINING:
        return words.label("{number:,} 人次", number=number)
    return words.label("{number:,} 人", number=number)


def money_words(words: Words, facts: Facts) -> str:
    """How much, or as it was said: 「近百万元」; '' for none."""
    if facts.amount_fen is None:
        return ""
    about = facts.approx if facts.approx and not _about_people(facts) and facts.number is None else ""
    return about or amount_words(words, facts.amount_fen)


def _about_people(facts: Facts) -> bool:
    """Whether `approx` is about people: of a record with one figure, that one; else as its last word says."""
    if facts.people is None:
        return False
    return (facts.number is None and facts.amount_fen is None) or facts.approx.endswith(_OF_PEOPLE)


def record_line(words: Words, zone: tzinfo, facts: Facts, today: date | None = None) -> Markup:
    """A record in one line: 「实用新型 授权 2 项 · 12月」; the year is left out when it is that of `today`."""
    kind = benefit_name(words, facts.benefit) if facts.kind == BENEFIT else kind_name(words, facts.kind)
    if not kind:
        kind = words.label("专利(哪一类?)") if "专利" in facts.said else words.label("(哪一类?)")
    head = [
        kind,
        f"《{facts.title}》" if facts.title else "",
        stage_name(words, facts.stage),
        number_words(words, facts),
        people_words(words, facts),
        money_words(words, facts),
    ]
    when = days_words(words, facts.begins_on, facts.ends_on or facts.begins_on, today) if facts.begins_on else ""
    if facts.kind == BENEFIT and facts.year:
        when = words.label("{year}年", year=facts.year)
        span = (facts.begins_on, facts.ends_on)
        if (
            facts.begins_on
            and facts.begins_on != facts.ends_on
            and span != (f"{facts.year}-01-01", f"{facts.year}-12-31")
        ):
            when = days_words(words, facts.begins_on, facts.ends_on, today)
    return Markup("{}").format(" · ".join(filter(None, [" ".join(filter(None, head)), facts.code, when])))


def field_words(words: Words, facts: Facts, name: str, today: date | None = None) -> str:
    """What one field says, as people read it; '' for nothing."""
    match name:
        case "kind":
            return kind_name(words, facts.kind)
        case "stage":
            return stage_name(words, facts.stage)
        case "number":
            return number_words(words, facts)
        case "people":
            return people_words(words, facts)
        case "amount_fen":
            return money_words(words, facts)
        case "benefit":
            return benefit_name(words, facts.benefit) if facts.benefit else ""
        case "proof":
            return proof_name(words, facts.proof) if facts.kind == BENEFIT else ""
        case "date":
            return (
                days_words(words, facts.begins_on, facts.ends_on or facts.begins_on, today) if facts.begins_on else ""
            )
        case "evidence":
            return ""
    value = getattr(facts, name)
    return "" if value is None else str(value)


def record_card(words: Words, zone: tzinfo, facts: Facts, today: date | None = None) -> Markup:
    """A record, field by field: those that say something; below them the words that it was read from."""
    lines = []
    for name in fields_of(facts):
        if value := field_words(words, facts, name, today):
            label = FIELDS[name]
            lines.append(words.t("{name}:{value}", name=words.label(label), value=value))
    if facts.said:
        lines.append(words.t("<i>原话:{said}</i>", said=facts.said))
    return Markup("\n").join(lines)


def state_line(words: Words, record: Record) -> Markup:
    """「↩️ 退回修改:缺少编号」."""
    shown = Markup("{} {}").format(STATE_MARKS[record.state], state_name(words, record.state))
    if record.reason and record.state in (State.RETURNED, State.REJECTED):
        shown = words.t("{state}:{reason}", state=shown, reason=record.reason)
    return shown


def changed_fields(before: Facts, after: Facts) -> tuple[str, ...]:
    """The fields in which two of a record's contents differ, in their order."""
    different = [
        name for name in FIELDS if name not in ("date", "evidence") and getattr(before, name) != getattr(after, name)
    ]
    if before.approx != after.approx and not {"number", "people", "amount_fen"} & set(different):
        different.append("people" if _about_people(after) else "number")
    if (before.begins_on, before.ends_on) != (after.begins_on, after.ends_on):
        different.append("date")
    return tuple(name for name in FIELDS if name in different)


def what_changed(words: Words, before: Facts, after: Facts, today: date | None = None) -> list[Markup]:
    """「数量:2 项 → 3 项」, a line for each field in which they differ."""
    lines = []
    for name in changed_fields(before, after):
        label, nothing = FIELDS[name], words.label("没写")
        old, new = (field_words(words, one, name, today) or nothing for one in (before, after))
        lines.append(words.t("{name}:{old} → {new}", name=words.label(label), old=old, new=new))
    return lines


def numbered(words: Words, zone: tzinfo, facts: Sequence[Facts], today: date | None = None) -> list[Markup]:
    """Records in lines with their numbers, 1 first."""
    return [Markup("{}. {}").format(place, record_line(words, zone, one, today)) for place, one in enumerate(facts, 1)]

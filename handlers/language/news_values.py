"""What a corrected value says, and of which field: 「3项」, 「35万」, 「上月」, 「受理」, 「间接的」, 「《…》」."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from fractions import Fraction
from typing import Any

from handlers.language import news_words as words
from handlers.language.news_draft import Why, proof_in
from handlers.language.news_money import units
from handlers.language.news_pieces import Segment, Taken, take_apart
from handlers.language.quantities import Quantity, Sort, quantities
from handlers.language.time_readings import read_shape
from storage.model.records import (
    ACTIVITY,
    BENEFIT,
    DIRECT,
    GRADUATED,
    INDIRECT,
    LONGEST_BASIS,
    LONGEST_CODE,
    LONGEST_TITLE,
    MENTORING,
    PATENTS,
    SOCIAL,
    TRAINING,
    Facts,
)

FIELDS = {
    "begins_on": "日期|时间|月份",
    "amount_fen": "金额|效益金额|数额|钱数|多少钱",
    "people": "人数|人次|学员数?|受众",
    "year": "年份|年度",
    "code": "编号|专利号|申请号|登记号|证书号|标准号|受理号",
    "title": "题目|标题|名称|名字|题名|项目名",
    "stage": "阶段|状态|进度",
    "basis": "计算依据|依据|测算",
    "proof": "证明",
    "benefit": "效益类别|效益类型",
    "kind": "类别|类型|种类|成果类型",
    "number": "数量|件数|项数|篇数|场次|次数|个数|数字|数",
}
_FIELD = re.compile(rf"(?:的|,| )*(?P<f>{'|'.join(FIELDS.values())})(?:数|也|都|应该?)?$")
_NUMBERED = (
    *PATENTS,
    "",
    words.SOFTWARE,
    words.PAPER,
    words.WORK,
    words.STANDARD,
    words.METHOD,
    words.RENEWAL,
    words.SMALL,
)
_COUNTED = (*_NUMBERED, words.ADVICE, words.QC, words.AWARD, words.CASES, MENTORING, GRADUATED)
_CODED = (*PATENTS, "", words.SOFTWARE, words.STANDARD)
_EDGE = " \u3002,:;'\""


@dataclass(frozen=True, slots=True)
class Change:
    """Facts after a change, and what is doubted of it."""

    facts: Facts
    doubts: tuple[tuple[str, Why, tuple[str, ...]], ...] = ()


def named_field(said: str) -> tuple[str, str]:
    """The field that words end with (''), and the words before it."""
    found = _FIELD.search(said)
    if found is None:
        return "", said
    name = next(name for name, known in FIELDS.items() if re.fullmatch(known, found["f"]))
    return name, said[: found.start()]


def changed(
    facts: Sequence[Facts], places: Sequence[int], was: str, will: str, now: int, zone: tzinfo, field: str = ""
) -> dict[int, Change]:
    """The facts among `places` that a new value changes; `was`: the old value as it was said, '' where it was not.

    Nothing where it could be several of them.
    """
    taken = take_apart(will.strip(_EDGE), now, zone)
    found: dict[int, Change] = {}
    for place in places:
        if was and not _has(facts[place], was, now, zone):
            continue
        one = _change(facts[place], taken, will, field, now, zone, was)
        if one is not None and one.facts != facts[place]:
            found[place] = one
    if len(found) > 1 and field:  # 「人数是40」: of those that have one
        held = {place: one for place, one in found.items() if getattr(facts[place], field) not in ("", None)}
        found = held or found
    return found


def moved(facts: Sequence[Facts], places: Sequence[int], sign: int, by: str, field: str) -> dict[int, Change]:
    """The facts among `places` with a figure so much larger (`sign` 1) or smaller (-1): those that have one, exactly known."""
    found: dict[int, Change] = {}
    figures = quantities(read_shape(by))
    if len(figures) != 1 or figures[0].approx or figures[0].value is None:
        return found
    figure = figures[0]
    for place in places:
        one = facts[place]
        name = field or {Sort.PEOPLE: "people", Sort.PIECES: "number", Sort.MONEY: "amount_fen"}.get(figure.sort, "")
        if figure.sort is Sort.PEOPLE and one.kind in (MENTORING, GRADUATED):
            name = "number"
        if figure.sort is Sort.BARE and figure.large and one.kind == BENEFIT:
            name = "amount_fen"
        if name not in ("people", "number", "amount_fen") or one.approx:
            continue
        had = getattr(one, name)
        step = figure.fen if name == "amount_fen" else figure.whole
        if had is not None and step is not None and had + sign * step > 0:
            found[place] = Change(replace(one, **{name: had + sign * step}))
    return found


def dated(will: str, now: int, zone: tzinfo) -> bool:
    """Whether a value is a date, which may well be of several."""
    taken = take_apart(will.strip(_EDGE), now, zone)
    return bool(_all_of(taken, "days")) and not _all_of(taken, "quantities")


def _all_of(taken: Taken, name: str) -> list[Any]:
    return [one for segment in taken.segments for one in getattr(segment, name)]


def _has(one: Facts, was: str, now: int, zone: tzinfo) -> bool:
    """Whether facts say what is said to be wrong."""
    taken = take_apart(was.strip(_EDGE), now, zone)
    if days := _all_of(taken, "days"):
        first, last = days[0].first.isoformat(), days[0].last.isoformat()
        return bool(first <= one.ends_on and one.begins_on <= last)
    if figures := quantities(taken.plain):
        figure = figures[0]
        values: list[Fraction | None] = [Fraction(value) for value in (one.number, one.people) if value is not None]
        if one.amount_fen is not None:
            yuan = Fraction(one.amount_fen, 100)
            values += [yuan, yuan / 10_000] if figure.sort is Sort.BARE and not figure.large else [yuan]
        return figure.value in values or bool(figure.approx and figure.approx in one.approx)
    for segment in taken.segments:
        for quote in segment.quotes:
            return quote.text == one.title
    said = read_shape(was).strip(_EDGE + "的")
    if said in ("直接", "间接", "社会", "直接经济效益", "间接经济效益", "社会效益", "直接效益", "间接效益"):
        return one.benefit == _benefit_in(said)
    if one.stage and said in (one.stage, f"已{one.stage}"):
        return True
    kinds = _kinds_in(taken)
    return bool(kinds) and (one.kind in kinds or (words.PATENT in kinds and one.kind in (*PATENTS, "")))


def _kinds_in(taken: Taken) -> list[str]:
    kinds = [kind.kind for segment in taken.segments for kind in segment.kinds]
    short = {"发明": "发明专利", "实用": "实用新型", "外观": "外观设计"}
    return kinds or [short[taken.plain.strip(_EDGE)]] if taken.plain.strip(_EDGE) in short or kinds else []


def _benefit_in(said: str) -> str:
    return DIRECT if "直接" in said else INDIRECT if "间接" in said else SOCIAL if "社会" in said else ""


def _change(one: Facts, taken: Taken, will: str, field: str, now: int, zone: tzinfo, was: str) -> Change | None:
    """The facts with the new value; None where it says nothing of them."""
    segments = taken.segments
    said = read_shape(will).strip(_EDGE + "的")
    text = will.strip(_EDGE)
    days = _all_of(taken, "days")
    quotes = _all_of(taken, "quotes")
    codes = _all_of(taken, "codes")
    match field:
        case "title":
            title = quotes[0].text if quotes else text
            return Change(replace(one, title=title[:LONGEST_TITLE])) if title else None
        case "basis":
            return Change(replace(one, basis=text[:LONGEST_BASIS])) if text and one.kind == BENEFIT else None
        case "code":
            code = codes[0] if codes else text.upper()
            return Change(replace(one, code=code[:LONGEST_CODE])) if code and one.kind in _CODED else None
        case "proof":
            proof = proof_in(said)
            told = one.kind == BENEFIT and (proof or said in ("无", "没有"))
            return Change(replace(one, proof=proof)) if told else None
        case "year":
            found = days[0].first.year if days else int(said) if re.fullmatch("20\\d\\d", said) else None
            return Change(replace(one, year=found)) if found and one.kind == BENEFIT else None
    if quotes and not field and not _all_of(taken, "quantities"):
        return Change(replace(one, title=quotes[0].text))
    if codes and not field and one.kind in _CODED:
        return Change(replace(one, code=codes[0][:LONGEST_CODE]))
    if days and field in ("", "begins_on"):
        return _dated(one, taken, days[0])
    if field == "begins_on":
        return None
    figures = [figure for segment in segments for figure in segment.quantities]
    if figures and len(figures) == 1:
        return _figured(one, figures[0], field, was)
    if figures:
        return None
    return _worded(one, taken, said, field)


def _dated(one: Facts, taken: Taken, days: Any) -> Change | None:
    if re.sub(f"[\0{_EDGE}的了份]|发生|办的?|做的?", "", taken.masked) or _all_of(taken, "quantities"):
        return None
    first, last = days.first.isoformat(), days.last.isoformat()
    year = days.last.year if one.kind == BENEFIT else one.year
    if days.wrong:
        return None
    doubts = (("begins_on", Why.FUTURE, ()),) if days.future else ()
    return Change(replace(one, begins_on=first, ends_on=last, year=year), doubts)


def _figured(one: Facts, figure: Quantity, field: str, was: str) -> Change | None:
    """A number, people or money, by the field that is named, else by the unit, else by what such facts count."""
    name = field if field in ("number", "people", "amount_fen") else ""
    if not name:
        match figure.sort:
            case Sort.PEOPLE:
                name = "number" if one.kind in (MENTORING, GRADUATED) else "people"
            case Sort.PIECES | Sort.PLACES:
                name = "number" if one.kind != BENEFIT else ""
            case Sort.MONEY:
                name = "amount_fen" if one.kind == BENEFIT else ""
            case Sort.BARE if one.kind == BENEFIT:
                name = "amount_fen"
            case Sort.BARE if one.kind in _COUNTED and not field:
                name = "number"
            case Sort.BARE if was and one.kind in (TRAINING, ACTIVITY):
                name = (
                    "people"
                    if one.people is not None and one.number is None
                    else "number"
                    if one.people is None
                    else ""
                )
    if name == "people" and one.kind in (MENTORING, GRADUATED):
        name = "number"
    if name == "people" and not (
        one.people is not None or one.kind in (TRAINING, ACTIVITY, words.CASES) or one.benefit == SOCIAL
    ):
        return None  # a patent has no heads to count
    if not name or (name == "amount_fen" and one.kind != BENEFIT) or figure.each:
        return None
    if name == "amount_fen":
        bare = figure.sort is Sort.BARE and not figure.large
        value = None if bare else figure.fen
        doubt = Why.UNIT if bare else Why.UNSURE
    else:
        value, doubt = figure.whole, Why.UNSURE
    if value is None and doubt is Why.UNSURE and not figure.approx:
        return None
    kept = [part for part in one.approx.split("\u3001") if part and not _of(part, name)]
    approx = "\u3001".join([*kept, *([figure.approx] if figure.approx else [])])
    facts = replace(one, approx=approx)
    facts = replace(facts, number=value) if name == "number" else facts
    facts = replace(facts, people=value) if name == "people" else facts
    facts = replace(facts, amount_fen=value) if name == "amount_fen" else facts
    choices = units(figure.fen) if doubt is Why.UNIT else ()
    return Change(facts, () if value is not None else ((name, doubt, choices),))


def _of(part: str, name: str) -> bool:
    """Whether the words of an approximate figure are of this field."""
    found = quantities(read_shape(part))
    if not found:
        return True
    sort = found[0].sort
    if name == "people":
        return sort is Sort.PEOPLE
    if name == "amount_fen":
        return sort in (Sort.MONEY, Sort.BARE, Sort.FOREIGN)
    return sort in (Sort.PIECES, Sort.PLACES, Sort.PEOPLE)


def _worded(one: Facts, taken: Taken, said: str, field: str) -> Change | None:
    """A stage, a category of benefit, another kind."""
    benefit = _benefit_in(said)
    if one.kind == BENEFIT and benefit and len(said) <= 8 and field in ("", "benefit", "kind"):
        return Change(replace(one, benefit=benefit))
    able = words.STAGES_OF.get(one.kind or words.PATENT, ())
    plain = re.sub("^(?:已经?|刚|都|均)|(?:阶段|状态|了|的)+$", "", said)
    for stage, pattern in words.STAGES:
        meant = {"授权": "登记"}.get(stage, stage) if one.kind == words.SOFTWARE else stage
        if pattern.fullmatch(plain) and meant in able and field in ("", "stage"):
            return Change(replace(one, stage=meant))
    kinds = [kind for kind in _kinds_in(taken) if kind != words.PATENT]
    if len(kinds) == 1 and field in ("", "kind") and not _segments_say_more(taken.segments, said):
        stage = one.stage if one.stage in words.STAGES_OF.get(kinds[0], ()) else ""
        return Change(replace(one, kind=kinds[0], stage=stage))
    return None


def _segments_say_more(segments: list[Segment], said: str) -> bool:
    spoken = sum(kind.stop - kind.start for segment in segments for kind in segment.kinds)
    return len(said) - spoken > 2

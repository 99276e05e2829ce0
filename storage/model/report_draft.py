"""What a period's records say of a report: its fields in Chinese prose as a leader would sign it, and its figures.

Reports are Chinese documents, so the words stand here, in the punctuation of print. What waits for review is marked, what was
returned is left out and told; a benefit that is part of another is not counted again. Figures said to be about so much stay as
they were said; a sum with one of them is marked with 约.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from storage.model.records import (
    ACTIVITY,
    BENEFIT,
    BENEFITS,
    DIRECT,
    FEN_A_WAN,
    GRADUATED,
    INDIRECT,
    KINDS,
    MENTORING,
    PATENTS,
    PROOFS,
    SOCIAL,
    TRAINING,
    WAITING,
    Record,
    State,
)
from storage.model.reports import LONGEST_FIELD, Figures

COMMA, COLON, SEMICOLON, OPEN, CLOSE = "\uff0c", "\uff1a", "\uff1b", "\uff08", "\uff09"
UNITS = {"论文": "篇", "著作教材": "部", "合理化建议": "条", "服务案例": "件", TRAINING: "场", ACTIVITY: "场"}
MOST_TITLES = 6
"""Of one kind and stage in one sentence; more are told by their number."""
MOST_TOLD = 8
"""Activities and social benefits told one by one."""
_OF_PEOPLE = re.compile(r"[人名位](?:次|员|左右|以上)?|学员|职工|学生")
_OF_MONEY = re.compile(r"[元万亿]$|[万亿]元|元")


@dataclass(frozen=True, slots=True)
class Material:
    """What the records of a period give: `drafts` by field, figures, and how many records wait for review, were returned,
    and are benefits in money without a proof."""

    drafts: dict[str, str]
    figures: Figures
    told: int
    waiting: int
    returned: int
    unproved: int


def material_of(records: Sequence[Record], cycle: str) -> Material:
    """Read a report's material from the records of its period; corrections and what was rejected must not be among them."""
    told = [one for one in records if one.state in (*WAITING, State.APPROVED) and one.included_in is None]
    unproved = [one for one in told if one.facts.benefit in (DIRECT, INDIRECT) and not one.facts.proof]
    drafts = {
        "progress": _progress(told),
        "problems": _problems(unproved),
        "measures": f"请单位核实效益数据{COMMA}补齐盖章或审计证明。" if unproved else "",
        "plan": _plan(told, cycle),
    }
    return Material(
        {name: _cut(text) for name, text in drafts.items()},
        _figures(told),
        len(told),
        sum(one.state in WAITING for one in told),
        sum(one.state is State.RETURNED for one in records),
        len(unproved),
    )


# the fields


def _progress(told: Sequence[Record]) -> str:
    lines = [
        _line("创新成果", [_result(group) for group in _results(told)]),
        _line("人才培养", [*_training(_of(told, TRAINING)), *_apprentices(told)]),
        _line("开展活动", _activities(_of(told, ACTIVITY))),
        _line("创造效益", [*_money(told), *_social(told)]),
    ]
    return "\n".join(filter(None, lines))


def _problems(unproved: Sequence[Record]) -> str:
    if not unproved:
        return ""
    total = _wan(sum(one.facts.amount_fen or 0 for one in unproved))
    return f"经济效益{total}还没有单位盖章或财务审计的证明。"


def _plan(told: Sequence[Record], cycle: str) -> str:
    results = _results(told)
    pending = [one for group in results for one in group if _key(one)[0] in PATENTS and _stage(one) in ("申请", "受理")]
    ready = [one for group in results for one in group if _stage(one) in ("授权", "验收", "登记", "发布")]
    steps = []
    if pending:
        steps.append(f"跟进{_pieces(pending, '项')}专利的审查{COMMA}争取早日授权")
    for stage, words in (("录用", "做好{}论文的发表"), ("立项", "推进{}立项项目{}按计划完成验收")):
        group = [one for one in told if one.facts.stage == stage]
        if group:
            unit = "篇" if stage == "录用" else "个"
            steps.append(words.format(_pieces(group, unit), COMMA))
    if ready:
        names = _titles(ready)
        steps.append(f"做好{names or '已取得成果'}的推广应用")
    if _of(told, TRAINING):
        steps.append("继续面向一线职工开展技能培训")
    if _of(told, MENTORING):
        steps.append(f"按师徒协议做好{_heads(_of(told, MENTORING))}徒弟的带教")
    if _of(told, ACTIVITY) or [one for one in told if one.facts.benefit == SOCIAL]:
        steps.append("继续开展服务活动")
    if not steps and told:
        steps.append("总结已有成果" + COMMA + "继续开展技术攻关")
    return SEMICOLON.join(steps) + "。" if steps else ""


# groups of records


def _results(told: Sequence[Record]) -> list[list[Record]]:
    """Results by kind and stage, in the order of `KINDS`; kinds that admins added follow."""
    groups: dict[tuple[str, str], list[Record]] = {}
    for one in told:
        if one.facts.kind not in (TRAINING, MENTORING, GRADUATED, ACTIVITY, BENEFIT) and not one.facts.benefit:
            groups.setdefault(_key(one), []).append(one)
    return [groups[key] for key in sorted(groups, key=lambda key: (_rank(key[0]), key))]


def _key(one: Record) -> tuple[str, str]:
    return one.facts.kind, one.facts.stage


def _rank(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def _stage(one: Record) -> str:
    return one.facts.stage


def _of(told: Sequence[Record], kind: str) -> list[Record]:
    return [one for one in told if one.facts.kind == kind and not one.facts.benefit]


def _result(group: Sequence[Record]) -> str:
    kind, stage = _key(group[0])
    return f"{kind}{stage}{_pieces(group, _unit(kind))}{_bracket([*_named(group), _pending(group)])}"


def _training(group: Sequence[Record]) -> list[str]:
    if not group:
        return []
    parts = []
    if any(one.facts.number is not None for one in group):
        parts.append(f"举办培训{_pieces(group, '场')}")
    if heads := _heads(group, "人次"):
        parts.append(f"培训{heads}")
    titles = f"主要有{_titles(group)}" if _titles(group) else ""
    return [COMMA.join(parts or [f"开展培训{len(group)}场"]) + _bracket([titles, _pending(group)])]


def _apprentices(told: Sequence[Record]) -> list[str]:
    parts = []
    for kind, words in ((MENTORING, "带徒"), (GRADUATED, "出师")):
        if group := _of(told, kind):
            parts.append(f"{words}{_heads(group)}{_bracket([_pending(group)])}")
    return parts


def _activities(group: Sequence[Record]) -> list[str]:
    told = []
    for one in group[:MOST_TOLD]:
        facts = one.facts
        times = f"{facts.number}场" if facts.number is not None and facts.number > 1 else ""
        words = [_day(facts.begins_on, facts.ends_on) + (facts.title or "开展活动"), times, _heads([one], "人次")]
        told.append(COMMA.join(filter(None, words)) + _bracket([_pending([one])]))
    if len(group) > MOST_TOLD:
        heads = _heads(group, "人次")
        told.append(f"等{_pieces(group, '场')}" + (f"{COMMA}共{heads}" if heads else ""))
    return told


def _money(told: Sequence[Record]) -> list[str]:
    found = []
    for benefit in (DIRECT, INDIRECT):
        group = [one for one in told if one.facts.benefit == benefit and one.facts.amount_fen is not None]
        if group:
            bases = "、".join(dict.fromkeys(one.facts.basis for one in group if one.facts.basis))
            proofs = "、".join(dict.fromkeys(PROOFS[one.facts.proof] for one in group if one.facts.proof))
            basis = f"计算依据{COLON}{bases}" if bases else ""
            found.append(f"{BENEFITS[benefit]}{_amount(group)}{_bracket([basis, proofs, _pending(group)])}")
    return found


def _social(told: Sequence[Record]) -> list[str]:
    found = []
    for one in [one for one in told if one.facts.benefit == SOCIAL][:MOST_TOLD]:
        heads = _heads([one], "人")
        words = [one.facts.basis or one.facts.title, f"惠及{heads}" if heads else ""]
        said = COMMA.join(filter(None, words)) or "产生社会效益"
        found.append(f"{said}{_bracket([_pending([one])])}")
    return [f"{BENEFITS[SOCIAL]}{COLON}{found[0]}", *found[1:]] if found else []


# figures


def _figures(told: Sequence[Record]) -> Figures:
    rows = [(f"{kind}{stage}", group, _unit(kind)) for group in _results(told) for kind, stage in [_key(group[0])]]
    found = [(name, _pieces(group, unit) + _bracket([_pending(group)])) for name, group, unit in rows]
    for kind, words in ((TRAINING, "培训"), (ACTIVITY, "活动")):
        if group := _of(told, kind):
            heads = _heads(group, "人次")
            sessions = _pieces(group, "场") if kind == ACTIVITY or any(one.facts.number for one in group) else ""
            value = "、".join(filter(None, [sessions, heads])) or f"{len(group)}场"
            found.append((words, value + _bracket([_pending(group)])))
    for kind in (MENTORING, GRADUATED):
        group = _of(told, kind)
        found += [(kind, _heads(group) + _bracket([_pending(group)]))] if group else []
    for benefit in (DIRECT, INDIRECT):
        group = [one for one in told if one.facts.benefit == benefit and one.facts.amount_fen is not None]
        if group:
            found.append((BENEFITS[benefit], _amount(group) + _bracket([_pending(group)])))
    if group := [one for one in told if one.facts.benefit == SOCIAL]:
        heads = _heads(group, "人")
        value = f"{len(group)}项" + (f"{COMMA}惠及{heads}" if heads else "")
        found.append((BENEFITS[SOCIAL], value + _bracket([_pending(group)])))
    return tuple(found)


# words of figures


def _pieces(group: Sequence[Record], unit: str) -> str:
    """「2项」, 「20余项」, 「约23项」: one where no number was said."""
    pairs = [(1 if one.facts.number is None else one.facts.number, _approx(one, "number")) for one in group]
    return _sum(pairs, unit)


def _heads(group: Sequence[Record], unit: str = "人") -> str:
    """「35人次」, 「近千人」; '' where nobody was counted. Apprentices may have been said as a number of pieces."""
    pairs = []
    for one in group:
        facts = one.facts
        of_people = facts.kind in (MENTORING, GRADUATED)
        number = facts.people if facts.people is not None else facts.number if of_people else None
        if number is None and of_people:
            number = 1
        if number is not None:
            pairs.append((number, _approx(one, "people")))
    return _sum(pairs, unit) if pairs else ""


def _sum(pairs: Sequence[tuple[int, str]], unit: str) -> str:
    if len(pairs) == 1 and pairs[0][1]:
        return pairs[0][1]
    about = "约" if any(said for _, said in pairs) else ""
    return f"{about}{_plain(sum(number for number, _ in pairs))}{unit}"


def _amount(group: Sequence[Record]) -> str:
    said = [_approx(one, "money") for one in group]
    if len(group) == 1 and said[0]:
        return said[0]
    return ("约" if any(said) else "") + _wan(sum(one.facts.amount_fen or 0 for one in group))


def _approx(one: Record, what: str) -> str:
    """The words of an approximate figure, if they are about this: number | people | money."""
    facts, words = one.facts, one.facts.approx
    if not words:
        return ""
    if _OF_PEOPLE.search(words) or (facts.kind in (MENTORING, GRADUATED) and not _OF_MONEY.search(words)):
        about = "people"
    elif facts.amount_fen is not None and (_OF_MONEY.search(words) or facts.number is None):
        about = "money"
    else:
        about = "number" if facts.number is not None or facts.people is None else "people"
    return words if about == what else ""


def _wan(fen: int) -> str:
    """Fen as 「120万元」, 「35.5万元」; exact."""
    wan = Decimal(fen) / FEN_A_WAN
    return f"{wan:f}万元" if wan == wan.to_integral() else f"{wan.normalize():f}万元"


def _plain(number: int) -> str:
    return f"{Decimal(number) / 10_000:f}万" if number >= 10_000 and number % 1_000 == 0 else str(number)


def _pending(group: Sequence[Record]) -> str:
    waiting = sum(one.state in WAITING for one in group)
    if not waiting:
        return ""
    return "待审" if waiting == len(group) else f"其中{waiting}条待审"


def _named(group: Sequence[Record]) -> list[str]:
    titles = _titles(group)
    return [titles] if titles else []


def _titles(group: Iterable[Record]) -> str:
    titles = list(
        dict.fromkeys(f"《{one.facts.title.strip('《》')}》" for one in group if one.facts.title.strip("《》"))
    )
    return "".join(titles[:MOST_TITLES]) + ("等" if len(titles) > MOST_TITLES else "")


def _day(begins: str, ends: str) -> str:
    """「6月8日」 for one day; '' for a span, which is the report's own mostly."""
    if begins != ends:
        return ""
    day = date.fromisoformat(begins)
    return f"{day.month}月{day.day}日"


def _unit(kind: str) -> str:
    return UNITS.get(kind, "项")


def _bracket(parts: Sequence[str]) -> str:
    said = COMMA.join(filter(None, parts))
    return f"{OPEN}{said}{CLOSE}" if said else ""


def _line(head: str, parts: Sequence[str]) -> str:
    return f"{head}{COLON}{SEMICOLON.join(parts)}。" if parts else ""


def _cut(text: str) -> str:
    """At most as long as a field may be, cut after a part."""
    if len(text) <= LONGEST_FIELD:
        return text
    head = text[: LONGEST_FIELD - 2]
    return head[: max(head.rfind(SEMICOLON), head.rfind("\n"), LONGEST_FIELD // 2)] + "等。"

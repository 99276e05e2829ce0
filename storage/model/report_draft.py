"""What a period's records say of a report: its fields in Chinese prose as a leader would sign it, and its figures.

Reports are Chinese documents, so the words stand here, in the punctuation of print. What was returned is left out and told; a
benefit that is part of another is not counted again. Figures said to be about so much stay as they were said; a sum with one
of them is marked with 约. That something waits for review is a mark beside a figure and never part of what is kept: it may be
over in a minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.model.records import (
    ACTIVITY,
    BENEFIT,
    BENEFITS,
    DIRECT,
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
    contains,
)
from storage.model.report_words import (
    COLON,
    COMMA,
    SEMICOLON,
    amount,
    bracket,
    day,
    heads,
    line,
    pending,
    pieces,
    titles,
    unit,
    wan,
)
from storage.model.reports import LONGEST_FIELD, Figures

MOST_TOLD = 8
"""Activities and social benefits told one by one."""


@dataclass(frozen=True, slots=True)
class Material:
    """What the records of a period give: `drafts` by field, figures, by their labels the marks of those that wait for review
    wholly or in part; and how many records wait for review, were returned, and are benefits in money without a proof."""

    drafts: dict[str, str]
    figures: Figures
    marks: dict[str, str]
    told: int
    waiting: int
    returned: int
    unproved: int


def material_of(records: Sequence[Record], cycle: str) -> Material:
    """Read a report's material from the records of its period; corrections and what was rejected must not be among them."""
    given = [one for one in records if one.state in (*WAITING, State.APPROVED) and one.included_in is None]
    parts = {part.id for one in given for part in given if part.id in one.includes and contains(one, part)}
    told = [one for one in given if one.id not in parts]
    unproved = [one for one in told if one.facts.benefit in (DIRECT, INDIRECT) and not one.facts.proof]
    counted = _counted(told)
    drafts = {
        "progress": _progress(told),
        "problems": _problems(unproved),
        "measures": f"请单位核实效益数据{COMMA}补齐盖章或审计证明。" if unproved else "",
        "plan": _plan(told, cycle),
    }
    return Material(
        {name: _cut(text) for name, text in drafts.items()},
        tuple((label, value) for label, value, _ in counted),
        {label: mark for label, _, group in counted if (mark := pending(group))},
        len(told),
        sum(one.state in WAITING for one in told),
        sum(one.state is State.RETURNED for one in records),
        len(unproved),
    )


def marked(figures: Figures, now: Material) -> Figures:
    """Figures with the marks of what waits now; those that are not as they were counted now have none."""
    marks = now.marks
    return tuple(
        (label, value + bracket([marks.get(label, "")]) if (label, value) in now.figures else value)
        for label, value in figures
    )


# the fields


def _progress(told: Sequence[Record]) -> str:
    lines = [
        line("创新成果", [_result(group) for group in _results(told)]),
        line("人才培养", [*_training(_of(told, TRAINING)), *_apprentices(told)]),
        line("开展活动", _activities(_of(told, ACTIVITY))),
        line("创造效益", [*_money(told), *_social(told)]),
    ]
    return "\n".join(filter(None, lines))


def _problems(unproved: Sequence[Record]) -> str:
    if not unproved:
        return ""
    total = wan(sum(one.facts.amount_fen or 0 for one in unproved))
    return f"经济效益{total}还没有单位盖章或财务审计的证明。"


def _plan(told: Sequence[Record], cycle: str) -> str:
    results = _results(told)
    pending = [one for group in results for one in group if _key(one)[0] in PATENTS and _stage(one) in ("申请", "受理")]
    ready = [one for group in results for one in group if _stage(one) in ("授权", "验收", "登记", "发布")]
    steps = []
    if pending:
        steps.append(f"跟进{pieces(pending, '项')}专利的审查{COMMA}争取早日授权")
    for stage, words in (("录用", "做好{}论文的发表"), ("立项", "推进{}立项项目{}按计划完成验收")):
        group = [one for one in told if one.facts.stage == stage]
        if group:
            unit = "篇" if stage == "录用" else "个"
            steps.append(words.format(pieces(group, unit), COMMA))
    if ready:
        names = titles(ready)
        steps.append(f"做好{names or '已取得成果'}的推广应用")
    if _of(told, TRAINING):
        steps.append("继续面向一线职工开展技能培训")
    if _of(told, MENTORING):
        steps.append(f"按师徒协议做好{heads(_of(told, MENTORING), '名')}徒弟的带教")
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
    return f"{kind}{stage}{pieces(group, unit(kind))}{bracket([titles(group)])}"


def _training(group: Sequence[Record]) -> list[str]:
    if not group:
        return []
    parts = []
    if any(one.facts.number is not None for one in group):
        parts.append(f"举办培训{pieces(group, '场')}")
    if people := heads(group, "人次"):
        parts.append(f"培训{people}")
    named = f"主要有{titles(group)}" if titles(group) else ""
    return [COMMA.join(parts or [f"开展培训{len(group)}场"]) + bracket([named])]


def _apprentices(told: Sequence[Record]) -> list[str]:
    parts = []
    for kind, words in ((MENTORING, "带徒"), (GRADUATED, "出师")):
        if group := _of(told, kind):
            parts.append(f"{words}{heads(group)}")
    return parts


def _activities(group: Sequence[Record]) -> list[str]:
    told = []
    for one in group[:MOST_TOLD]:
        facts = one.facts
        times = f"{facts.number}场" if facts.number is not None and facts.number > 1 else ""
        attended = f"{people}参加" if (people := heads([one], "人次" if times else "人")) else ""
        words = [day(facts.begins_on, facts.ends_on) + (facts.title or "开展活动"), times, attended]
        told.append(COMMA.join(filter(None, words)))
    if len(group) > MOST_TOLD:
        people = heads(group, "人次")
        told.append(f"等{pieces(group, '场')}" + (f"{COMMA}共{people}" if people else ""))
    return told


def _money(told: Sequence[Record]) -> list[str]:
    found = []
    for benefit in (DIRECT, INDIRECT):
        group = [one for one in told if one.facts.benefit == benefit and one.facts.amount_fen is not None]
        if group:
            bases = "、".join(dict.fromkeys(one.facts.basis for one in group if one.facts.basis))
            proofs = "、".join(dict.fromkeys(PROOFS[one.facts.proof] for one in group if one.facts.proof))
            basis = f"计算依据{COLON}{bases}" if bases else ""
            found.append(f"{BENEFITS[benefit]}{amount(group)}{bracket([basis, proofs])}")
    return found


def _social(told: Sequence[Record]) -> list[str]:
    found = []
    for one in [one for one in told if one.facts.benefit == SOCIAL][:MOST_TOLD]:
        people = heads([one], "人")
        words = [one.facts.basis or one.facts.title, f"惠及{people}" if people else ""]
        found.append(COMMA.join(filter(None, words)) or "产生社会效益")
    return [f"{BENEFITS[SOCIAL]}{COLON}{found[0]}", *found[1:]] if found else []


# figures


Counted = tuple[str, str, Sequence[Record]]
"""A figure: its label, its value, the records it counts."""


def _counted(told: Sequence[Record]) -> list[Counted]:
    rows = [(f"{kind}{stage}", group, unit(kind)) for group in _results(told) for kind, stage in [_key(group[0])]]
    found: list[Counted] = [(name, pieces(group, unit), group) for name, group, unit in rows]
    for kind, words in ((TRAINING, "培训"), (ACTIVITY, "活动")):
        if group := _of(told, kind):
            people = heads(group, "人次")
            sessions = pieces(group, "场") if kind == ACTIVITY or any(one.facts.number for one in group) else ""
            found.append((words, "、".join(filter(None, [sessions, people])) or f"{len(group)}场", group))
    for kind in (MENTORING, GRADUATED):
        group = _of(told, kind)
        found += [(kind, heads(group), group)] if group else []
    for benefit in (DIRECT, INDIRECT):
        group = [one for one in told if one.facts.benefit == benefit and one.facts.amount_fen is not None]
        if group:
            found.append((BENEFITS[benefit], amount(group), group))
    if group := [one for one in told if one.facts.benefit == SOCIAL]:
        people = heads(group, "人")
        found.append((BENEFITS[SOCIAL], f"{len(group)}项" + (f"{COMMA}惠及{people}" if people else ""), group))
    return found


def _cut(text: str) -> str:
    """At most as long as a field may be, cut after a part."""
    if len(text) <= LONGEST_FIELD:
        return text
    head = text[: LONGEST_FIELD - 2]
    return head[: max(head.rfind(SEMICOLON), head.rfind("\n"), LONGEST_FIELD // 2)] + "等。"

"""The columns of a workbook of records: what each is called, what its cells may hold, how it is written back.

日期 is a day or a span (2026-01-01至2026-09-30); 金额万元 a number of 万元; 状态 where the record is on its way, 通过 counts.
A benefit that is part of another one, and so not counted, has the state 已并入.
"""

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence

from bot.record_cells import MERGED, UNTIL, benefit, days, proof, state, wan
from handlers.kit.cells import Wrong, choice, plain, text, whole
from handlers.kit.sheets import Column, Mistake, Sheet, Values
from handlers.kit.tables import Cell
from handlers.language.news_words import CLASSIFIED
from storage.model.records import (
    BENEFIT,
    BENEFITS,
    FEN_A_WAN,
    LONGEST_BASIS,
    LONGEST_CODE,
    LONGEST_TITLE,
    MOST_NUMBER,
    MOST_PEOPLE,
    PROOFS,
    SOCIAL,
    STATE_NAMES,
    Facts,
    folded_code,
)
from storage.record_tables import Row

LONGEST_SAID = 4_096
LONGEST_AUTHOR = 40
YEARS = range(1949, 2101)
_MOBILE = "不能保存手机号，请删掉"
_TEXTS = ("title", "said", "basis")
_NOT_CLASSIFIED = "不涉密"

Known = Callable[[Values], bool]
"""Whether a record that says this is there already."""


def _new(_values: Values) -> bool:
    return False


def record_sheet(
    studios: Mapping[str, int],
    kinds: Collection[str],
    stages: Collection[str],
    known: Known = _new,
    today: str = "9999-12-31",
) -> Sheet:
    """The sheet of records. `studios`: numbers by name; `kinds` and `stages`: what the columns 类型 and 阶段 may say;
    `today`: nothing begins later (ISO)."""

    def studio(cell: Cell) -> int:
        name = plain(cell)
        if name not in studios:
            raise Wrong("没有这个工作室，要写全名" if name else "必填，写工作室的全名")
        return studios[name]

    def kind(cell: Cell) -> str:
        written = plain(cell)
        if written not in kinds:
            raise Wrong(f"必填，可填 {'、'.join(kinds)}")
        return written

    def together(values: Values) -> Sequence[Mistake]:
        return () if known(values) else _wrong(values, today)

    return Sheet(
        "记录",
        (
            Column("日期", "days", 22, days, required=True),
            Column("工作室", "studio", 26, studio, required=True),
            Column("类型", "kind", 14, kind, required=True),
            Column("阶段", "stage", 8, choice(tuple(stages))),
            Column("名称", "title", 36, text(LONGEST_TITLE)),
            Column("数量", "number", 8, whole(MOST_NUMBER)),
            Column("约数", "approx", 12, text(LONGEST_TITLE)),
            Column("人数", "people", 10, whole(MOST_PEOPLE)),
            Column("金额万元", "amount_fen", 12, wan),
            Column("效益类别", "benefit", 14, benefit),
            Column("编号", "code", 20, text(LONGEST_CODE)),
            Column("状态", "state", 10, state),
            Column("提交人", "author", 14, text(LONGEST_AUTHOR)),
            Column("原话", "said", 60, text(LONGEST_SAID, many_lines=True, mobile=_MOBILE)),
        ),
        key=(),
        twice="",
        together=together,
    )


def benefit_columns() -> tuple[Column, ...]:
    """What a workbook of benefits has behind those."""
    return (
        Column("年度", "year", 8, whole(YEARS[-1], YEARS[0])),
        Column("计算依据", "basis", 40, text(LONGEST_BASIS, many_lines=True)),
        Column("证明", "proof", 12, proof),
    )


def record_row(one: Row) -> list[str | int | float]:
    """A record as a row of the sheet, so that it reads the same again."""
    facts = one.facts
    return [
        facts.begins_on if facts.begins_on == facts.ends_on else f"{facts.begins_on}{UNTIL}{facts.ends_on}",
        one.studio_name,
        facts.kind,
        facts.stage,
        facts.title,
        "" if facts.number is None else facts.number,
        facts.approx,
        "" if facts.people is None else facts.people,
        _in_wan(facts.amount_fen),
        BENEFITS.get(facts.benefit, ""),
        facts.code,
        MERGED if one.part_of is not None else STATE_NAMES[one.state],
        one.author,
        one.said,
    ]


def benefit_row(one: Row) -> list[str | int | float]:
    """The same with what a workbook of benefits has behind it."""
    year = "" if one.facts.year is None else one.facts.year
    return [*record_row(one), year, one.facts.basis, PROOFS.get(one.facts.proof, "")]


def facts_of(values: Values) -> Facts:
    """What a good row says. The year of a benefit, where it is not written, is that of its days."""
    begins_on, _, ends_on = str(values["days"]).partition(UNTIL)
    ends_on = ends_on or begins_on
    year = _number(values, "year")
    if year is None and values["kind"] == BENEFIT and begins_on[:4] == ends_on[:4]:
        year = int(begins_on[:4])
    return Facts(
        kind=str(values["kind"]),
        stage=_text(values, "stage"),
        title=_text(values, "title"),
        number=_number(values, "number"),
        approx=_text(values, "approx"),
        people=_number(values, "people"),
        amount_fen=_number(values, "amount_fen"),
        benefit=_text(values, "benefit"),
        year=year,
        basis=_text(values, "basis"),
        proof=_text(values, "proof"),
        code=folded_code(_text(values, "code")),
        begins_on=begins_on,
        ends_on=ends_on,
        said=_text(values, "said"),
    )


def _text(values: Values, field: str) -> str:
    return str(values.get(field) or "")


def _number(values: Values, field: str) -> int | None:
    value = values.get(field)
    return value if isinstance(value, int) else None


def fingerprint(studio: int, facts: Facts) -> tuple[object, ...]:
    """What makes two records the same to a table: everything it says of them but their words, who told them and their state."""
    return (
        studio,
        facts.kind,
        _folded(facts.stage),
        _folded(facts.title),
        facts.begins_on,
        facts.ends_on,
        facts.number,
        _folded(facts.approx),
        facts.people,
        facts.amount_fen,
        facts.benefit,
        folded_code(facts.code),
    )


def _folded(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).split())


def _wrong(values: Values, today: str) -> list[Mistake]:
    found = [
        Mistake(field, f"像是涉密内容，不能保存；确实不涉密的，在「原话」里写上「{_NOT_CLASSIFIED}」")
        for field in _TEXTS
        if CLASSIFIED.search(_text(values, field)) and _NOT_CLASSIFIED not in _text(values, "said")
    ]
    if str(values["days"])[: len(today)] > today:
        found.append(Mistake("days", "这一天还没有到"))
    benefit = values.get("benefit")
    if values["kind"] == BENEFIT:
        if not benefit:
            found.append(Mistake("benefit", f"类型是「{BENEFIT}」就必填，可填 {'、'.join(BENEFITS.values())}"))
        elif benefit != SOCIAL and values.get("amount_fen") is None:
            found.append(Mistake("amount_fen", "经济效益必填，写多少万元"))
    elif benefit:
        found.append(Mistake("benefit", f"类型是「{BENEFIT}」才填，这里请留空"))
    if values.get("state") == MERGED and values["kind"] != BENEFIT:
        found.append(Mistake("state", f"类型是「{BENEFIT}」才可以是「{MERGED}」"))
    return found


def _in_wan(fen: int | None) -> str | int | float:
    if fen is None:
        return ""
    whole_wan, rest = divmod(fen, FEN_A_WAN)
    return fen / FEN_A_WAN if rest else whole_wan

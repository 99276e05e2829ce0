"""The cells of a workbook of records: days and spans, 万元, and the names of benefits, states and proofs."""

import unicodedata
from decimal import Decimal, InvalidOperation

from handlers.kit.cells import DATE_ALLOWED, Wrong, day, plain
from handlers.kit.tables import Cell, Odd
from storage.model.records import BENEFITS, FEN_A_WAN, MOST_FEN, PROOFS, STATE_NAMES, State

MERGED = "已并入"
"""The state of a benefit that another one contains."""
STATES = {name: state for state, name in STATE_NAMES.items()}
BENEFIT_NAMES = {
    **{name: kind for kind, name in BENEFITS.items()},
    "直接": "direct",
    "间接": "indirect",
    "社会": "social",
}
PROOF_NAMES = {name: proof for proof, name in PROOFS.items()}
UNTIL = "至"
SERIALS = range(18_000, 74_000)
"""Days as a sheet counts them, of 1949 to 2101: what a cell shows whose format is no date's."""
DATES_ALLOWED = f"必填，{DATE_ALLOWED.removesuffix('，不知道就留空')}；一段时间写成 2026-01-01{UNTIL}2026-09-30"


def days(cell: Cell) -> str:
    """A day, or a span of them: ISO, joined by `UNTIL`."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell in SERIALS:
        raise Wrong(f"像是没有设成日期格式的日期，请把这一列设成日期格式；{DATES_ALLOWED}")
    begins, until, ends = cell.partition(UNTIL) if isinstance(cell, str) else (cell, "", "")
    try:
        first, last = day(begins), day(ends if until else begins)
    except Wrong:
        raise Wrong(DATES_ALLOWED) from None
    if not first or not last:
        raise Wrong(DATES_ALLOWED)
    if last < first:
        raise Wrong(f"后一个日期不能早于前一个；{DATES_ALLOWED}")
    return first if first == last else f"{first}{UNTIL}{last}"


def wan(cell: Cell) -> int | None:
    """万元 as fen, exactly; None for an empty cell."""
    allowed = f"要填 0 到 {MOST_FEN // FEN_A_WAN} 的数，单位是万元，最多六位小数，不知道就留空"
    if isinstance(cell, Odd):
        raise Wrong("不能是公式或出错的单元格，请改成它的值（选择性粘贴 → 数值）")
    if isinstance(cell, bool) or (cell is not None and not isinstance(cell, str | int | float)):
        raise Wrong(allowed)
    # A float's own shortest text: a sheet's 35.1 is 35.1.
    written = (
        "" if cell is None else unicodedata.normalize("NFKC", str(cell)).strip().removesuffix("万元").replace(",", "")
    )
    if not written:
        return None
    try:
        fen = Decimal(written) * FEN_A_WAN
    except InvalidOperation:
        raise Wrong(allowed) from None
    if not fen.is_finite() or fen != fen.to_integral_value() or not 0 <= fen <= MOST_FEN:
        raise Wrong(allowed)
    return int(fen)


def benefit(cell: Cell) -> str:
    """What kind of benefit it is; '' for an empty cell."""
    written = plain(cell)
    if written and written not in BENEFIT_NAMES:
        raise Wrong(f"可填 {'、'.join(BENEFITS.values())}，或留空")
    return BENEFIT_NAMES.get(written, "")


def state(cell: Cell) -> str:
    """A state, waiting for an empty cell; `MERGED` as it stands."""
    written = plain(cell)
    if written and written != MERGED and written not in STATES:
        raise Wrong(f"可填 {'、'.join([*STATES, MERGED])}；留空就是{STATE_NAMES[State.PENDING]}")
    return MERGED if written == MERGED else STATES.get(written, State.PENDING)


def proof(cell: Cell) -> str:
    """What proves a benefit."""
    written = plain(cell)
    if written and written not in PROOF_NAMES:
        raise Wrong(f"可填 {'、'.join(PROOF_NAMES)}，或留空")
    return PROOF_NAMES.get(written, "")

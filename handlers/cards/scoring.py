"""What an assessor sees: numbers without names, what they gave, and a pad of points for the next one."""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.stages import SCORE, stage_name
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Tap
from storage.model.competitions import Competition
from storage.model.contests import written_points
from storage.scoring import Board, Place

NUMBER = Tap("score.number", int, str, int)
"""The pad for one number, in place."""
TENS = Tap("score.tens", int, str, int, int)
"""The first figure was tapped: number, then 0 to 9."""
POINTS = Tap("score.points", int, str, int, int)
"""All figures were tapped: number, then whole points."""
PAGE_OF = Tap("score.page", int, str, int)
TEMPLATE = Tap("score.template", int, str)
"""A workbook to fill in."""
DONE = Tap("score.done", int, str)

PAGE = 20
NUMBERS_A_ROW = 5


def board_card(context: Context, one: Competition, stage: str, board: Board, page: int = 0) -> tuple[Markup, Rows]:
    """All numbers that are theirs to score."""
    page = min(max(page, 0), last_page(len(board.places), PAGE))
    left = len(board.open)
    lines = [context.t("<b>{title}</b> · {stage}打分", title=one.title, stage=stage_name(context.words, stage))]
    if left:
        lines.append(
            context.t(
                "共 {number} 个号,您打了 {done} 个,还差 {left} 个。",
                number=len(board.places),
                done=len(board.places) - left,
                left=left,
            )
        )
    else:
        lines.append(context.t("共 {number} 个号,您都打完了。", number=len(board.places)))
    if board.hidden:
        lines.append(context.t("本单位选手 {number} 人不在内。", number=board.hidden))
    lines.append(
        context.t(
            "写「抽签号 分数」,一行一个,比如:12 88.5;也可以点号码,或者把填好的打分表发来。0 到 100 分,最多两位小数。"
        )
    )
    lines.append(Markup(""))
    shown = board.places[page * PAGE : (page + 1) * PAGE]
    lines += [_line(context, place) for place in shown]
    here = (one.id, stage)
    numbers = [
        NUMBER.button(("✓ " if place.points is not None else "") + str(place.number), *here, place.number)
        for place in shown
    ]
    rows = [numbers[at : at + NUMBERS_A_ROW] for at in range(0, len(numbers), NUMBERS_A_ROW)]
    rows.append(turning(context, PAGE_OF, page, last_page(len(board.places), PAGE), *here))
    if board.open:
        rows.append(
            [
                NUMBER.button(
                    context.label("接着打 {number} 号", number=board.open[0].number), *here, board.open[0].number
                )
            ]
        )
    rows.append([TEMPLATE.button(context.label("下载打分表"), *here), DONE.button(context.label("先到这里"), *here)])
    return Markup("\n").join(lines), [row for row in rows if row]


def _line(context: Context, place: Place) -> Markup:
    points = written_points(place.points) if place.points is not None else context.label("没打")
    line = context.t("{number} 号 {points}", number=place.number, points=points)
    return line + Markup(" · {}").format(place.room) if place.room else line


def pad(
    context: Context, one: Competition, stage: str, place: Place, *, tens: int | None = None, said: str = ""
) -> tuple[Markup, Rows]:
    """The points of one number: two taps for whole ones, typed for others. `said`: what was kept just before."""
    here = (one.id, stage, place.number)
    lines = [Markup("{}").format(said)] if said else []
    lines.append(context.t("<b>{number} 号</b> · {stage}", number=place.number, stage=stage_name(context.words, stage)))
    if place.points is not None:
        lines.append(context.t("现在是 {points} 分。", points=written_points(place.points)))
    if tens is None:
        lines.append(context.t("点分数的十位,再点个位;有小数就直接写,比如:88.5"))
        buttons = [TENS.button(context.label("{tens}0 多", tens=at), *here, at) for at in range(9, 0, -1)]
        buttons.append(TENS.button(context.label("10 以下"), *here, 0))
        buttons.append(POINTS.button("100", *here, 100))
    else:
        lines.append(context.t("几分?有小数就直接写,比如:88.5"))
        buttons = [POINTS.button(str(tens * 10 + at), *here, tens * 10 + at) for at in range(10)]
        buttons.append(NUMBER.button(context.label("重选十位"), *here))
    rows = _rows(buttons)
    rows.append([SCORE.button(context.label("看全部号码"), one.id, stage)])
    return Markup("\n").join(lines), rows


def _rows(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    return [list(buttons[at : at + NUMBERS_A_ROW]) for at in range(0, len(buttons), NUMBERS_A_ROW)]

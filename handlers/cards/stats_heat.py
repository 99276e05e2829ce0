"""Who hands reports in on time: the heat map of studios and reports, and the lines below it."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from handlers.cards.duties import label_words
from handlers.cards.pictures.heat import BLANK, Heat, HeatRow
from handlers.cards.stats import month_name
from handlers.cards.stats_charts import Telling, short
from handlers.kit.words import Words
from storage.model.lateness import Cell, Punctual, Rate, rate

MOST_REPORTS = 5
MOST_STUDIOS = 16
OVER = (Punctual.ON_TIME, Punctual.LATE, Punctual.MISSING)
CELLS = {
    Punctual.ON_TIME: "按时",
    Punctual.LATE: "迟交",
    Punctual.MISSING: "未交",
    Punctual.OPEN: "未到期",
    Punctual.EXCUSED: "不用交",
}
"""Source strings."""


def punctuality(telling: Telling, cells: Sequence[Cell]) -> tuple[Heat | None, Markup]:
    """The map of what was due in a span of days, the least punctual studios first, and the text below it; no map where
    nothing was due."""
    words = telling.words
    whole = rate(cells)
    if whole.percent is None:
        text = words.t(
            "{whose}{when}的报告还没有到期的,到期以后这里就有按时率。", whose=telling.whose, when=telling.when
        )
        if not cells:
            text = words.t("{whose}{when}没有要交的报告。", whose=telling.whose, when=telling.when)
        return None, text
    reports = _reports(cells)
    shown = reports[-MOST_REPORTS:]
    studios: dict[int, dict[int, Cell]] = {}
    for cell in cells:
        studios.setdefault(cell.studio, {})[cell.occurrence] = cell
    rates = {studio: rate(each.values()) for studio, each in studios.items()}
    owing = sorted((one for one in studios if rates[one].due), key=lambda one: _order(rates[one], one))
    rows = [_row(words, studios[one], shown, rates[one]) for one in owing[:MOST_STUDIOS]]
    rest = owing[MOST_STUDIOS:]
    more = ""
    if rest:
        done = sum(rates[one].percent == 100 for one in rest)
        more = words.label("其余 {number} 家,其中 {done} 家全部按时", number=len(rest), done=done)
    on_time = sum(rates[one].percent == 100 for one in owing)
    if len(owing) == 1 or not on_time:
        title = words.label("报告按时率 {percent}%,到期 {due} 份", percent=whole.percent, due=whole.due)
    else:
        title = words.label("报告按时率 {percent}%,其中 {done} 家全部按时", percent=whole.percent, done=on_time)
    if len(owing) == 1:
        under = words.label("{whose} · {when}的报告", whose=telling.whose, when=telling.when)
    else:
        under = words.label("{whose} · {when}的报告,按时率低的在前", whose=telling.whose, when=telling.when)
    heads = [_head(words, cells, number) for number in shown]
    source = words.label("按时:在期限(含宽限)以前交 · 截至 {at}", at=telling.at)
    return Heat(title, under, source, heads, words.label("按时率"), rows, more), _text(telling, cells, whole, reports)


def _reports(cells: Sequence[Cell]) -> list[int]:
    """The reports whose time is over for anybody, the first due first."""
    due = {cell.occurrence: cell.due_at for cell in cells if cell.punctual in OVER}
    return sorted(due, key=lambda number: (due[number], number))


def _order(one: Rate, studio: int) -> tuple[int, int, int]:
    return (one.percent if one.percent is not None else 100, -one.due, studio)


def _row(words: Words, cells: dict[int, Cell], shown: Sequence[int], own: Rate) -> HeatRow:
    looks = []
    for number in shown:
        cell = cells.get(number)
        name = CELLS[cell.punctual] if cell is not None else ""
        looks.append((str(cell.punctual), words.label(name)) if cell is not None else (BLANK, ""))
    return HeatRow(short(next(iter(cells.values())).studio_name), looks, f"{own.percent}%")


def _head(words: Words, cells: Sequence[Cell], number: int) -> str:
    """A report's name over its column: 「三季度」, 「11月」; its whole year where it has one."""
    label = next(cell.label for cell in cells if cell.occurrence == number)
    if label[4:5] == "-":
        return month_name(words, label)
    if label[4:5] == "Q":
        names = (words.label("一季度"), words.label("二季度"), words.label("三季度"), words.label("四季度"))
        return names[int(label[5:]) - 1]
    if label[4:5] == "H":
        return words.label("上半年") if label[5:] == "1" else words.label("下半年")
    return label_words(words, label) or words.label("一次")


def _text(telling: Telling, cells: Sequence[Cell], whole: Rate, reports: Sequence[int]) -> Markup:
    words = telling.words
    lines = [
        words.t(
            "<b>{when}报告按时率 {percent}%</b>({whose})", when=telling.when, percent=whole.percent, whose=telling.whose
        ),
        words.t(
            "到期 {due} 份:按时 {on_time} · 迟交 {late} · 未交 {missing}",
            due=whole.due,
            on_time=whole.on_time,
            late=whole.late,
            missing=whole.missing,
        ),
    ]
    for number in reports[-MOST_REPORTS:]:
        own = [cell for cell in cells if cell.occurrence == number]
        here = rate(own)
        name = label_words(words, own[0].label)
        lines.append(
            words.t(
                "{name}:{percent}%({on_time}/{due})",
                name=name or own[0].title,
                percent=here.percent,
                on_time=here.on_time,
                due=here.due,
            )
        )
    late = Counter(cell.studio_name for cell in cells if cell.punctual is Punctual.MISSING)
    if late:
        names = words.label("、").join(name for name, _ in late.most_common(5))
        lines.append(
            words.t("没交的 {number} 家:{names}", number=len(late), names=names + ("…" if len(late) > 5 else ""))
        )
    return Markup("\n").join([*lines, Markup(""), words.t("在期限(含宽限)以前交的算按时;不用交的、没到期的不算。")])

"""A view of the figures told: its picture, and the lines below it, the number first and then what it counts."""

from dataclasses import dataclass, replace

from markupsafe import Markup

from handlers.cards.pictures.bars import Bar, Chart
from handlers.cards.stats import (
    KINDS,
    LEVELS,
    MONTHLY,
    OVERVIEW,
    SECTORS,
    STUDIOS,
    counted_words,
    month_name,
    name_of,
    said,
)
from handlers.cards.stats_charts import (
    MOST_TILES,
    TILES,
    Telling,
    bare,
    best_month,
    columns_caption,
    compared,
    months,
    overview,
)
from storage.model.numbers import (
    ACTIVITIES,
    ALL_PATENTS,
    ALL_RESULTS,
    APPRENTICES,
    DIRECT_FEN,
    GRADUATES,
    INDIRECT_FEN,
    PENDING_PATENTS,
    REACHED,
    TRAINED,
    Numbers,
    Part,
)

MOST_KINDS = 5
PEOPLE = (TRAINED, APPRENTICES, GRADUATES, ACTIVITIES, REACHED)


@dataclass(frozen=True, slots=True)
class Told:
    """A view told: its picture (None where there is nothing to see in one) and the text below it."""

    chart: Chart | None
    text: Markup


def told(telling: Telling, found: Numbers) -> Told:
    """The view of these figures; a sentence where nothing was counted."""
    words, view = telling.words, telling.view
    if not found.whole.records and (view.shape == OVERVIEW or view.span.ends_on >= telling.today.isoformat()):
        return Told(None, _nothing(telling))
    monthly = len(found.months) > 1 and any(one.value(view.measure) for one in found.months)
    if view.shape == MONTHLY and not monthly and len(found.studios) > 1:  # one column says nothing
        telling = replace(telling, view=replace(view, shape=STUDIOS))
        view = telling.view
    if view.shape == OVERVIEW:
        return Told(overview(telling, found), overview_text(telling, found))
    total = found.whole.value(view.measure)
    number = said(words, view.measure, total)
    name = name_of(words, view.measure)
    first = words.t(
        "<b>{when}{name}:{number}</b>({whose})", when=telling.when, name=name, number=number, whose=telling.whose
    )
    chart: Chart | None = None
    lines = [first]
    if view.measure == TRAINED and (sessions := found.whole.sessions):
        lines.append(words.t("一共 {number} 场", number=sessions))
    if total and view.shape == MONTHLY and not any(one.value(view.measure) for one in found.months):
        title, under = words.label("{when}{name}", when=telling.when, name=name), telling.whose
        chart = Chart(title, under, telling.source, (), [(number, name)])
    elif total and view.shape == MONTHLY:
        bars = months(telling, found)
        caption = columns_caption(words, view.measure, [bar.value for bar in bars])
        title, under = best_month(telling, bars, number), f"{telling.whose} · {telling.when}"
        chart = Chart(title, under, telling.source, bars, (), caption)
    elif total and view.shape in (SECTORS, LEVELS, STUDIOS, KINDS):
        chart, listed = compared(telling, found, number)
        lines += listed
    return Told(chart, Markup("\n").join([*lines, *_explained(telling, found)]))


def month_told(telling: Telling, found: Numbers, month: str, whole: Part | None = None) -> Told:
    """The sheet of a month: its own figures large, its place among the months of its year (`found`), the sum so far below.
    `whole`: all that ended in it, where that is more than what belongs to it alone."""
    words = telling.words
    parts = [one for one in found.months if one.key <= month]
    own = whole if whole is not None else parts[-1]
    alone = Numbers(telling.view.span, own, (own,))
    if not own.records:
        return Told(None, _nothing(telling))
    shown = [one for one in TILES if own.value(one)][:MOST_TILES]
    measure = shown[0] if shown else ALL_RESULTS
    name, value = name_of(words, measure), parts[-1].value(measure)
    title = words.label("{when}{name} {number}", when=telling.when, name=name, number=said(words, measure, value))
    if len(parts) > 1:
        step = value - parts[-2].value(measure)
        by = said(words, measure, abs(step))
        last = month_name(words, parts[-2].key)
        same = words.label("{title},和{last}一样", title=title, last=last)
        more = words.label("{title},比{last}多 {by}", title=title, last=last, by=by)
        less = words.label("{title},比{last}少 {by}", title=title, last=last, by=by)
        title = same if not step else more if step > 0 else less
    values = [one.value(measure) for one in parts]
    bars = [
        Bar(month_name(words, one.key), number, bare(measure, number, max(values)), one is parts[-1])
        for one, number in zip(parts, values, strict=True)
    ]
    tiles = [(said(words, one, own.value(one)), name_of(words, one)) for one in shown]
    caption = columns_caption(words, measure, values)
    under = f"{telling.whose} · {telling.when}"
    chart = Chart(title, under, telling.source, bars if len(bars) > 1 else (), tiles, caption if len(bars) > 1 else "")
    total = said(words, measure, found.whole.value(measure))
    text = overview_text(telling, alone)
    if len(parts) > 1:
        total = said(words, measure, found.whole.value(measure))
        until = month_name(words, month)
        text += "\n" + words.t(
            "{year}年到{month}一共:{name} {total}。", year=month[:4], month=until, name=name, total=total
        )
    return Told(chart, text)


def overview_text(telling: Telling, found: Numbers) -> Markup:
    words, whole = telling.words, found.whole
    results = said(words, ALL_RESULTS, whole.value(ALL_RESULTS))
    lines = [words.t("<b>{when}成果 {number}</b>({whose})", when=telling.when, number=results, whose=telling.whose)]
    kinds = whole.kinds()
    if kinds:
        parts = [f"{name_of(words, kind)} {number}" for kind, number in kinds[:MOST_KINDS]]
        rest = sum(number for _, number in kinds[MOST_KINDS:])
        parts += [words.label("其他 {number}", number=rest)] if rest else []
        lines.append(Markup("{}").format(words.label("、").join(parts)))
    if pending := whole.value(PENDING_PATENTS):
        lines.append(words.t("另有 {number} 项专利还在申请、受理", number=pending))
    people = [f"{name_of(words, one)} {said(words, one, whole.value(one))}" for one in PEOPLE if whole.value(one)]
    if people:
        lines.append(Markup("{}").format(" · ".join(people)))
    lines += [
        Markup("{} {}").format(name_of(words, one), said(words, one, whole.value(one)))
        for one in (DIRECT_FEN, INDIRECT_FEN)
        if whole.value(one)
    ]
    return Markup("\n").join([*lines, *_explained(telling, found)])


def _explained(telling: Telling, found: Numbers) -> list[Markup]:
    """What the figures count, and what they do not count yet."""
    words, view = telling.words, telling.view
    lines = [Markup(""), words.t("只算已通过的记录。{what}。", what=counted_words(words, view.measure))]
    if view.shape == OVERVIEW:
        lines.append(words.t("效益按所属年份,包含在别的效益里的不重复算。"))
    if view.measure == ALL_PATENTS and (pending := found.whole.value(PENDING_PATENTS)):
        lines.append(words.t("另有 {number} 项专利还在申请、受理。", number=pending))
    if view.shape == MONTHLY and 0 < (undated := found.undated(view.measure)) < found.whole.value(view.measure):
        lines.append(
            words.t("其中 {value} 是几个月或全年合计的,没有分到各月。", value=said(words, view.measure, undated))
        )
    if view.measure == DIRECT_FEN and view.shape != OVERVIEW and (indirect := found.whole.value(INDIRECT_FEN)):
        lines.append(words.t("间接经济效益 {value} 另算。", value=said(words, INDIRECT_FEN, indirect)))
    measure = "" if view.shape == OVERVIEW else view.measure
    if approximate := found.whole.approximate(measure):
        lines.append(words.t("其中 {number} 条是约数。", number=approximate))
    if telling.waiting:
        lines.append(words.t("还有 {number} 条待审,没有算进来。", number=telling.waiting))
    return lines


def _nothing(telling: Telling) -> Markup:
    words = telling.words
    text = words.t("{whose}{when}还没有通过审核的记录,所以还没有数字可看。", whose=telling.whose, when=telling.when)
    if telling.waiting:
        return text + "\n" + words.t("有 {number} 条正在等审核,通过后就算进来。", number=telling.waiting)
    if telling.view.span.ends_on < telling.today.isoformat():
        return words.t("{whose}{when}没有通过审核的记录。", whose=telling.whose, when=telling.when)
    return text + "\n" + words.t("工作室发快报、审核通过以后,这里马上就有图和表。")

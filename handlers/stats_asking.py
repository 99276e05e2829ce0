"""Questions for figures in words: 「今年全区多少专利」. Those who may see figures get them; everybody else's go on as before.

What is asked of studios themselves (how many there are of a trade) is no figure of records: those questions go on, too, and
officers who compare get a picture beside the answer.
"""

from markupsafe import Markup, escape
from telegram import Update
from telegram.ext import filters

from handlers.cards.pictures.bars import places
from handlers.cards.pictures.canvas import drawn
from handlers.cards.stats import LEVELS, SECTORS, STUDIOS, ask_for, not_theirs, reach
from handlers.cards.stats_asked import side_by_side, studios_named, view_asked
from handlers.cards.stats_charts import studios_chart
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.kit.words import Words
from handlers.language.normalise import LONGEST
from handlers.language.numbers_asked import By, Flaw, Measure, NumbersAsked, read_numbers
from storage import studios
from storage.errands import Errand
from storage.model.local_time import local
from storage.model.studios import StudioFilter

room = Room("stats_asking")
COUNTED = {By.SECTOR: "sector", By.LEVEL: "level"}
"""What studios are counted by in a picture."""
ERRAND = "studios picture"
MOST_NAMED = 8
"""Studios compared by name."""


def _asked(update: Update, context: Context) -> NumbersAsked | None:
    """The figures that a message surely asks for; None for who may see none."""
    text = (update.message.text if update.message is not None else None) or ""
    if not text or len(text) > LONGEST or not context.may("stats.read"):
        return None
    asked = read_numbers(text, context.now, context.office.zone)
    return asked if asked is not None and asked.sure and asked.measure is not Measure.OWING else None


def _asks(update: Update, context: Context) -> bool:
    return _asked(update, context) is not None


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="stats.read", name="figures", when=_asks)
async def ask(update: Update, context: Context) -> Pass | None:
    """The figures, as a picture where they compare; what is about nobody we know goes on."""
    asked = _asked(update, context)
    if asked is not None and asked.measure is Measure.STUDIOS:
        if asked.by in COUNTED and context.may("stats.read", -1):
            await context.errand(ERRAND, by=str(asked.by))
        return PASS
    if asked is not None and asked.flaw:
        await context.say(_no_figures(context, asked))
        return None
    view = await view_asked(context, asked) if asked is not None else None
    if view is None:
        named = await studios_named(context, asked.who) if asked is not None and asked.who else ()
        if asked is None or not 2 <= len(named) <= MOST_NAMED:
            return PASS
        theirs = all(reach(context.person, one) != () for one in named)
        await context.say(*(await side_by_side(context, asked, named) if theirs else not_theirs(context)))
        return None
    text = (update.message.text if update.message is not None else None) or ""
    reached = reach(context.person, view.studio)
    more = not view.studio and ("全区" in text or view.shape in (SECTORS, LEVELS, STUDIOS))
    if reached == () or (reached is not None and more):
        await context.say(*not_theirs(context))
    else:
        await ask_for(context, view)
    return None


def _no_figures(context: Context, asked: NumbersAsked) -> Markup:
    """Why there are none of that period."""
    match asked.flaw:
        case Flaw.FUTURE:
            return context.t("{period}还没有到,没有数字。", period=asked.period)
        case Flaw.SEVERAL:
            return context.t("一次只能看一段时间。「{period}」请分开问。", period=asked.period)
    return context.t("没有「{period}」这个时间,请换一个说法,例如「三季度培训多少人」。", period=asked.period)


@room.errand(ERRAND, action="stats.read")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """How many studios there are, as a picture beside the answer in words."""
    by = str(errand.arguments.get("by"))
    if by not in COUNTED.values():
        return None
    counted = await studios.count_by(desk.tx, by, StudioFilter())
    chart = studios_chart(words, by, counted, f"{local(desk.now, desk.office.zone):%Y-%m-%d %H:%M}")
    return None if chart is None else lambda: Made("stats.png", drawn(places, chart), escape(chart.title), photo=True)

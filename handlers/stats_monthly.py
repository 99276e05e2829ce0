"""The monthly sheet: on the first working day of a month officers get the figures of the month before, with the workbook.

It is sent once, whatever restarts there are. A house that was down then sends it when it is up again, as long as the month
is young; later the figures are one `/stats` away. Whoever wants no more of it says so with a button below it.
"""

from datetime import date

from telegram import Update

from handlers.cards.stats import (
    OVERVIEW,
    TABLE,
    TABLE_ERRAND,
    View,
    held_back,
    month_before,
    packed,
    unpacked,
    view_button,
    year_of,
)
from handlers.cards.stats_made import month_sheet
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Make
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import Words
from storage import audit, calendar, errands, numbers, people, preferences
from storage.errands import Errand
from storage.model.local_time import local_date
from storage.model.numbers import Span
from storage.model.people import ADMIN, OWNER, may
from storage.model.quiet import Workday, next_decent

EVERY_S = 600
HOURS = (9 * 60 + 30, 18 * 60)
"""Of a working day, when it is sent."""
LAST_DAY = 15
"""Of the month; after it the sheet is not sent any more."""
KIND = "figures"
"""What is muted by whoever wants no more of it."""
NO_MORE = Tap("stats.no_more")
AGAIN = Tap("stats.again")
ERRAND = "monthly figures"

room = Room("stats_monthly")


@room.tick("monthly figures", every_s=EVERY_S)
async def send(desk: Desk) -> bool:
    """Ask for the sheet of last month for every officer, once, on the first working day or as soon after it as there is a
    house. A month in which nothing was counted and nothing waits is passed over."""
    zone = desk.office.zone
    today = local_date(desk.now, zone)
    month = month_before(today)
    if today.day > LAST_DAY or await numbers.month_sent(desk.tx, month.ends_on[:7]):
        return False
    workday = await calendar.workdays(desk.tx)
    if today < _first(today, workday) or next_decent(desk.now, zone, workday, HOURS) != desk.now:
        return False
    await numbers.send_month(desk.tx, month.ends_on[:7], desk.now)
    counted = await numbers.size(desk.tx, month)
    if not counted and not (await numbers.waiting(desk.tx, month)).counted():
        return False
    officers = {one.id: one for role in (ADMIN, OWNER) for one in await people.holders(desk.tx, role)}
    for officer in officers.values():
        wishes = await preferences.of(desk.tx, officer.id)
        if officer.muted or not wishes.wants(KIND):
            continue
        until = wishes.quiet.over(desk.now, zone)
        days = {"begins": packed(month.begins_on), "ends": packed(month.ends_on), "not_before": until}
        language = desk.words_for(officer).language
        await errands.put(desk.tx, ERRAND, officer.id, officer.address, language, dict(days), desk.now)
        if counted:
            table = {**days, "studio": 0}
            await errands.put(desk.tx, TABLE_ERRAND, officer.id, officer.address, language, dict(table), desk.now)
            subject = f"stats {month.begins_on}..{month.ends_on}"
            await audit.note(desk.tx, officer.id, "stats.read", subject, desk.now, "monthly sheet")
    desk.tx.after_commit(desk.office.errand_asked)
    return False


@room.errand(ERRAND, action="stats.read")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what the sheet shows."""
    days = [unpacked(one) for name in ("begins", "ends") if isinstance(one := errand.arguments.get(name), int)]
    who = await people.find(desk.tx, errand.person) if errand.person else None
    if len(days) != 2 or days[0] is None or days[1] is None or who is None or not may(who, "stats.read", -1):
        return None
    month = Span(days[0], days[1])
    return await month_sheet(desk, words, month, _buttons(words, month), held_back(errand))


@room.on_tap(NO_MORE, action="stats.read")
async def no_more(update: Update, context: Context) -> None:
    """Nothing is sent by itself any more."""
    await preferences.mute(context.tx, context.person.id, KIND, 0, context.now)
    await context.toast(context.label("好的,以后不再每月发"))
    text = context.t("好的,月报以后不再发给您。想看随时发 /stats;想恢复,点下面。")
    await context.say(text, [[AGAIN.button(context.label("恢复每月发"))]])


@room.on_tap(AGAIN, action="stats.read")
async def again(update: Update, context: Context) -> None:
    """It is sent again."""
    await preferences.unmute(context.tx, context.person.id, KIND, 0)
    await context.edit(context.t("好的,每月第一个工作日把上个月的数字发给您。"))


def _first(today: date, workday: Workday) -> date:
    """The first working day of a month."""
    return next((day for number in range(1, LAST_DAY + 1) if workday(day := today.replace(day=number))), today)


def _buttons(words: Words, month: Span) -> Rows:
    year = year_of(month.year)
    label = words.label("{year}年全年", year=month.year)
    return [
        [
            view_button(label, View(OVERVIEW, year)),
            TABLE.button(words.label("全年表格"), 0, packed(year.begins_on), packed(year.ends_on)),
        ],
        [NO_MORE.button(words.label("不用每月发"))],
    ]

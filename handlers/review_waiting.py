"""Once a morning officers are told quietly that something waits for a look; there or in /settings they can switch it off. An
owner who is no admin hears of it when something has waited for a week."""

from telegram import Update

from handlers.cards.questions import waited
from handlers.cards.review_queue import START
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.room import Room
from handlers.kit.taps import Tap
from storage import calendar, people, preferences, reviews
from storage.model.local_time import DAY_MS, instant, local_date
from storage.model.people import ADMIN, OWNER
from storage.model.post import Lane
from storage.model.preferences import REVIEW
from storage.model.quiet import DECENT_HOURS, next_decent
from storage.model.reviews import Scope

EVERY_S = 300
TOLD_MS = 12 * 3600 * 1000
"""What has not reached anybody by then is no news of this morning any more."""

LONG_MS = 7 * DAY_MS
ENOUGH = Tap("review.enough")
"""「不再每天提醒」."""

room = Room("review_waiting")


@room.tick("review.waiting", every_s=EVERY_S)
async def tell(desk: Desk) -> bool:
    """Tell everybody who may judge, once a working day from nine on, of what was there by nine."""
    zone = desk.office.zone
    today = local_date(desk.now, zone)
    morning = instant(today, DECENT_HOURS[0], zone)
    oldest = await reviews.queue(desk.tx, Scope(), [], desk.now, 1)
    if (
        not oldest
        or oldest[0].at >= morning
        or next_decent(desk.now, zone, await calendar.workdays(desk.tx)) > desk.now
    ):
        return False
    roles = (ADMIN, OWNER) if desk.now - oldest[0].at > LONG_MS else (ADMIN,)
    officers = {one.id: one for role in roles for one in await people.holders(desk.tx, role)}
    for officer in officers.values():
        own = officer.studios()
        counts = await reviews.counts(desk.tx, own)
        first = await reviews.queue(desk.tx, Scope(), own, desk.now, 1)
        if not first or officer.muted or not officer.address:
            continue
        chosen = await preferences.of(desk.tx, officer.id)
        if not chosen.wants(REVIEW):
            continue
        words = desk.words_for(officer)
        text = words.t(
            "有 {number} 份快报和报告等审核,最早的{waited}:{studio}。",
            number=counts.total,
            waited=waited(words, first[0].at, desk.now),
            studio=first[0].studio_name,
        )
        await desk.tell(
            officer,
            text,
            [[START.button(words.label("开始审")), ENOUGH.button(words.label("不再每天提醒"))]],
            lane=Lane.REMINDER,
            key=f"review:{today}:{officer.id}",
            ttl_ms=TOLD_MS,
        )
    return False


@room.on_tap(ENOUGH, action="record.review")
async def enough(update: Update, context: Context) -> None:
    """Tell this officer no more of a morning."""
    person = await context.acquainted()
    await preferences.mute(context.tx, person.id, REVIEW, 0, context.now)
    await context.toast(context.label("好的,不再每天提醒。要再打开,去「设置」"), alert=True)

"""A report that was returned is not owed any more, so the ladder of its deadline says nothing of it: its studio is reminded
once, three days after the return, if it was not handed in again. More would be nagging: /late shows the union what lies."""

from handlers.cards.duties import occurrence_name
from handlers.cards.reports import FIELD, REPORT, field_name
from handlers.cards.review_reasons import reason_words
from handlers.kit.desk import Desk
from handlers.kit.room import Room
from storage import duties, people, reports
from storage.model.local_time import DAY_MS
from storage.model.post import Lane
from storage.model.reports import FIELDS, Report

EVERY_S = 600
DAYS = 3

room = Room("report_returned")


@room.tick("reports.returned", every_s=EVERY_S)
async def look(desk: Desk) -> bool:
    """Remind of what has lain for three days; in the lane of reminders, which keeps to decent hours."""
    found = await reports.lying(desk.tx, desk.now - DAYS * DAY_MS)
    for report in found:
        await reports.reminded(desk.tx, report)
        async with desk.apart("a returned report could not be brought to mind", report=report.id):
            await _tell(desk, report)
    return bool(found)


async def _tell(desk: Desk, report: Report) -> None:
    duty = await duties.find(desk.tx, report.duty)
    for number in await duties.answerable(desk.tx, report.studio):
        person = await people.find(desk.tx, number)
        if duty is None or person is None or person.muted:
            continue
        words = desk.words_for(person)
        text = words.t(
            "{report}退回 {days} 天了,还没有重新提交。\n原因:{reason}",
            report=occurrence_name(words, duty.occurrence),
            days=DAYS,
            reason=reason_words(words, report.reason),
        )
        row = [REPORT.button(words.label("打开报告"), duty.id)]
        if report.field in FIELDS:
            label = words.label("改「{field}」", field=field_name(words, report.field, duty))
            row.insert(0, FIELD.button(label, report.id, FIELDS.index(report.field)))
        key = f"returned:{report.id}:{report.version}:{person.id}"
        await desk.tell(person, text, [row], lane=Lane.REMINDER, key=key)

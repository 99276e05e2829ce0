"""Reminding those who owe a report: what they read, and when."""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from handlers.cards.duties import occurrence_name
from handlers.cards.moments import moment_for
from handlers.cards.reports import REPORT
from handlers.kit.context import Context, message_text
from handlers.kit.words import Words
from storage import audit, lateness, people, preferences
from storage.model.duties import Occurrence
from storage.model.lateness import Debt, Owes
from storage.model.local_time import DAY_MS, local_date
from storage.model.people import Person
from storage.model.post import Lane, Letter


async def nudge(context: Context, occurrence: Occurrence, owed: Sequence[Debt]) -> int:
    """Remind everybody who can be told of these, each report once a day; how many people."""
    await lateness.nudge(context.tx, owed, context.person.id, context.now)
    for debt in owed:
        await audit.note(context.tx, context.person.id, "duty.edit", f"duty {debt.duty}", context.now, "nudged")
        for person in debt.reached:
            await _tell(context, occurrence, debt, person)
    return len({person for debt in owed for person in debt.reached})


async def _tell(context: Context, occurrence: Occurrence, debt: Debt, number: int) -> None:
    """One person, when it is not quiet with them; with the button that opens the report."""
    person = await people.find(context.tx, number)
    if person is None or not person.address:
        return
    words = context.words_for(person)
    quiet = (await preferences.of(context.tx, person.id)).quiet
    at = quiet.over(context.now, context.office.zone)
    payload = {"chat_id": int(person.address), **message_text(_nudge(words, context, occurrence, debt, person))}
    button = REPORT.button(words.label("写报告"), debt.duty)
    payload["reply_markup"] = InlineKeyboardMarkup([[button]]).to_dict()
    key = lateness.nudge_letter(debt.duty, local_date(context.now, context.office.zone), person.id)
    letter = Letter(
        person.address,
        "sendMessage",
        payload,
        Lane.REMINDER,
        person.id,
        key,
        not_before=at,
        expires_at=at + DAY_MS,
    )
    await context.put(letter)


def _nudge(words: Words, context: Context, occurrence: Occurrence, debt: Debt, person: Person) -> Markup:
    name = occurrence_name(words, occurrence)
    if len(person.studios()) > 1:
        name = f"{debt.studio_name} · {name}"
    when = moment_for(words, context.office.zone, debt.due_at, context.now)
    match debt.owes:
        case Owes.LATE:
            return words.t(
                "工会催您:{report}应在 {when} 前交,还没收到。现在交也收,点下面就能写。", report=name, when=when
            )
        case Owes.RETURNED:
            return words.t("工会催您:{report}退回修改后还没有重新提交,点下面接着改。", report=name)
    return words.t("工会提醒您:{report} {when} 前交,点下面就能写。", report=name, when=when)

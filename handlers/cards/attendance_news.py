"""What people are told about their own marks: signed in by hand, taken back again, or not seen at a session."""

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from handlers.cards.courses import CARD, hours_words
from handlers.cards.questions import LEAVE
from handlers.kit.context import Context, message_text
from handlers.kit.desk import Desk
from handlers.kit.taps import Rows
from handlers.kit.words import Words
from storage import attendance, outbox, people
from storage.model.attendance import Mark, Meeting
from storage.model.local_time import DAY_MS
from storage.model.post import Lane, Letter

WAITS_MS = 60_000
"""A mark by hand is told so much later: a slip of the finger that is taken back at once is told to nobody."""
TTL_MS = 3 * DAY_MS


async def tell_marked(context: Context, meeting: Meeting, number: int, *, came: bool) -> None:
    """Tell somebody that an organiser marked them present, or took that back; what was not sent yet is not said at all."""
    person = await people.find(context.tx, number)
    if person is None or not person.address:
        return
    unsaid = await outbox.cancel(context.tx, person.address, _hand(meeting, number), context.now)
    await outbox.cancel(context.tx, person.address, _missed(meeting, number), context.now)
    if unsaid and not came:
        return
    words = context.words_for(person)
    if came:
        credit = " · " + hours_words(words, meeting.credit) if meeting.credit else ""
        text = words.t("✅ 组织者给您签到了:{title}", title=_called(words, meeting)) + credit
    else:
        text = words.t(
            "组织者撤销了您的签到:{title}。有疑问请跟组织者说一声,或者点「转人工」。", title=_called(words, meeting)
        )
    rows = _rows(words, meeting)
    payload = {"chat_id": int(person.address), **message_text(text)}
    payload["reply_markup"] = InlineKeyboardMarkup(rows[:1] if came else rows).to_dict()
    await context.put(
        Letter(
            person.address,
            "sendMessage",
            payload,
            Lane.NOTICE,
            person.id,
            f"{_hand(meeting, number)}{context.now}",
            not_before=context.now + WAITS_MS,
            expires_at=context.now + TTL_MS,
        )
    )


async def tell_absent(desk: Desk, meeting: Meeting) -> None:
    """Tell those who were not seen, kindly and once for a course, what to do where that is wrong."""
    for one in await attendance.attendance(desk.tx, meeting.course):
        if one.marks[meeting.number - 1] is not Mark.ABSENT or Mark.ABSENT in one.marks[: meeting.number - 1]:
            continue
        person = await people.find(desk.tx, one.person)
        if person is None or not person.address:
            continue
        words = desk.words_for(person)
        text = words.t("没有看到您签到:{title}。", title=_called(words, meeting))
        text += "\n" + words.t("来了没签上的,请组织者补一下就好;没来成也没关系,下次来不了可以先取消,名额留给别人。")
        key = f"{_missed(meeting, person.id)}{meeting.session}"
        await desk.tell(person, text, _rows(words, meeting), lane=Lane.NOTICE, key=key, ttl_ms=TTL_MS)


def _rows(words: Words, meeting: Meeting) -> Rows:
    return [
        [CARD.button(words.label("看这门课"), meeting.course)],
        [LEAVE.button(words.label("转人工"), meeting.studio or 0)],
    ]


def _called(words: Words, meeting: Meeting) -> Markup:
    """The course, and which of its sessions."""
    if meeting.sessions == 1:
        return words.t("《{title}》", title=meeting.title)
    return words.t("《{title}》第 {number} 次课", title=meeting.title, number=meeting.number)


def _hand(meeting: Meeting, person: int) -> str:
    return f"hand:{meeting.session}:{person}:"


def _missed(meeting: Meeting, person: int) -> str:
    return f"missed:{meeting.course}:{person}:"

"""The organiser's board: a message with a session's code as a QR code and as six digits, redrawn in its place every minute.

Its pictures have their own place in the order (`Letter.chat`), so that nothing else said in the chat waits for them. What
it shows follows from the session's secret and the time: a restart or a clock that was moved leaves nothing to mend.
"""

from datetime import tzinfo

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from handlers.cards.attendance import CLOSE, HAND
from handlers.cards.code_picture import code_picture
from handlers.cards.moments import plain
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.groups import link_to
from handlers.kit.office import Office
from handlers.kit.words import Words
from storage import attendance, boards, outbox, people
from storage.boards import Board
from storage.database import Tx
from storage.model.attendance import (
    CLOSES_AFTER_MS,
    Meeting,
    Tally,
    Window,
    code,
    minute_of,
    valid_until,
    window,
)
from storage.model.local_time import local
from storage.model.people import Person, may
from storage.model.post import REPLY_TTL_MS, Letter

KEY = "board:"


def link(office: Office, meeting: Meeting, digits: str) -> str:
    """Where the QR code leads: the bot, with session and code."""
    return link_to(office.username, f"in_{meeting.session}_{digits}")


def headline(words: Words, zone: tzinfo, meeting: Meeting, now: int) -> Markup:
    """Which course, when, and which of its sessions."""
    when = plain(words, zone, meeting.begins_at, now)
    if meeting.sessions > 1:
        when = words.label("{when}(第 {number} 次,共 {all} 次)", when=when, number=meeting.number, all=meeting.sessions)
    return Markup("<b>{}</b>\n{}").format(meeting.title, when)


def caption(words: Words, zone: tzinfo, meeting: Meeting, minute: int, so_far: Tally, now: int) -> Markup:
    """What stands under the picture: the code, until when it counts, and how many are there."""
    digits = code(meeting.secret, minute)
    until = f"{local(valid_until(minute), zone):%H:%M}"
    shown = words.t("签到码 <code>{code}</code>", code=f"{digits[:3]} {digits[3:]}")
    how = words.t("{until} 前有效,每分钟换一次。请大家扫码,或者把六位数发给机器人。", until=until)
    came = words.t("已到 {came} 人,未到 {open} 人", came=so_far.came, open=so_far.open + so_far.absent)
    return Markup("\n\n").join([headline(words, zone, meeting, now), shown + "\n" + how, came])


async def hang_up(context: Context, meeting: Meeting) -> None:
    """Show the code in this chat, below whatever was said; an older board of the session in it goes."""
    old = await boards.of(context.tx, meeting.session, context.chat)
    if old is not None:
        await take_down(context.tx, old, context.now)
    minute = minute_of(context.now)
    digits = code(meeting.secret, minute)
    so_far = await attendance.numbers(context.tx, meeting)
    file = await outbox.put_file(
        context.tx, "code.png", code_picture(link(context.office, meeting, digits), digits), "photo"
    )
    payload: dict[str, object] = {
        "chat_id": int(context.chat),
        "caption": str(caption(context.words, context.office.zone, meeting, minute, so_far, context.now)),
        "parse_mode": "HTML",
        "reply_markup": _buttons(context.words, meeting),
    }
    key = f"{KEY}{meeting.session}:{context.delivery.update.update_id}"
    letter = Letter(
        context.chat,
        "sendPhoto",
        payload,
        person=context.person.id,
        dedupe_key=key,
        expires_at=context.now + REPLY_TTL_MS,
        file=file,
    )
    number = await outbox.put(context.tx, letter, context.now)
    if number is None:
        return  # written before, by the same update
    until = meeting.ends_at + CLOSES_AFTER_MS
    board = Board(meeting.session, context.chat, context.person.id, minute, until, None)
    await boards.put(context.tx, board, number)


async def renew(desk: Desk) -> None:
    """Bring every board to this minute's code, and take down those whose time is over."""
    for board in await boards.shown(desk.tx):
        meeting = await attendance.meeting(desk.tx, board.session)
        person = await people.find(desk.tx, board.person)
        if meeting is None or person is None or not _stays(board, meeting, person, desk.now):
            await take_down(desk.tx, board, desk.now)
        elif board.message is not None and board.minute != minute_of(desk.now):
            await _redraw(desk, board, meeting, person, minute_of(desk.now))


async def take_down(tx: Tx, board: Board, now: int) -> None:
    """Take a board away: it is renewed no more, and the old code is not left standing."""
    await outbox.cancel(tx, _line(board), KEY, now)
    await outbox.cancel(tx, board.chat, f"{KEY}{board.session}:", now)
    await boards.take_down(tx, board)
    if board.message is not None:
        payload: dict[str, object] = {"chat_id": int(board.chat), "message_id": board.message}
        await outbox.put(
            tx, Letter(board.chat, "deleteMessage", payload, person=board.person, expires_at=now + REPLY_TTL_MS), now
        )


def _stays(board: Board, meeting: Meeting, person: Person, now: int) -> bool:
    """Whether it is still shown: while one can check in, to somebody who may and who did not block the bot."""
    open_ = window(meeting.begins_at, meeting.ends_at, now) is Window.OPEN
    allowed = may(person, "course.edit", meeting.studio or -1)
    return open_ and not meeting.cancelled and allowed and not person.muted


async def _redraw(desk: Desk, board: Board, meeting: Meeting, person: Person, minute: int) -> None:
    words, zone = desk.words_for(person), desk.office.zone
    so_far = await attendance.numbers(desk.tx, meeting)
    digits = code(meeting.secret, minute)
    file = await outbox.put_file(desk.tx, "code.png", code_picture(link(desk.office, meeting, digits), digits), "photo")
    media = {
        "type": "photo",
        "media": "attach://photo",
        "caption": str(caption(words, zone, meeting, minute, so_far, desk.now)),
        "parse_mode": "HTML",
    }
    payload: dict[str, object] = {
        "chat_id": int(board.chat),
        "message_id": board.message,
        "media": media,
        "reply_markup": _buttons(words, meeting),
    }
    await outbox.cancel(desk.tx, _line(board), KEY, desk.now)
    await boards.turn(desk.tx, board, minute)
    letter = Letter(
        _line(board),
        "editMessageMedia",
        payload,
        person=board.person,
        dedupe_key=f"{KEY}{board.session}:{board.chat}:{minute}:{desk.now}",
        expires_at=valid_until(minute),
        file=file,
    )
    await desk.put(letter)


def _line(board: Board) -> str:
    """Its place in the order of what is sent: not the chat's, where an answer would wait behind a picture."""
    return f"{KEY}{board.session}:{board.chat}"


def _buttons(words: Words, meeting: Meeting) -> dict[str, object]:
    rows = [[HAND.button(words.label("手工签到"), meeting.session), CLOSE.button(words.label("收起"), meeting.session)]]
    return InlineKeyboardMarkup(rows).to_dict()

"""Where check-in codes are shown, so that each is renewed in its place. Times are milliseconds UTC."""

import sqlite3
from dataclasses import dataclass

from storage.database import Tx, load

SQL = load("boards")


@dataclass(frozen=True, slots=True)
class Board:
    """A message that shows a session's code. `minute`: whose code it shows or is about to; `until`: it is taken down then;
    `message`: Telegram's number of it, None while it is not sent."""

    session: int
    chat: str
    person: int
    minute: int
    until: int
    message: int | None


async def put(tx: Tx, board: Board, letter: int) -> None:
    """Remember that this message of the outbox shows a session's code; one such message a chat."""
    await SQL.put(
        tx,
        session=board.session,
        chat=board.chat,
        person=board.person,
        letter=letter,
        minute=board.minute,
        until=board.until,
    )


async def shown(tx: Tx) -> list[Board]:
    """All that are shown."""
    return [_board(row) for row in await SQL.shown(tx)]


async def of(tx: Tx, session: int, chat: str) -> Board | None:
    """The one of this session in this chat."""
    row = await SQL.of(tx, session=session, chat=chat)
    return _board(row) if row is not None else None


async def turn(tx: Tx, board: Board, minute: int) -> None:
    """It shows the code of this minute from now on."""
    await SQL.turn(tx, session=board.session, chat=board.chat, minute=minute)


async def take_down(tx: Tx, board: Board) -> None:
    """It is not renewed any more."""
    await SQL.take_down(tx, session=board.session, chat=board.chat)


def _board(row: sqlite3.Row) -> Board:
    return Board(row["session"], row["chat"], row["person"], row["minute"], row["until"], row["message"])

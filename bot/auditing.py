"""The audit on the command line: `studio-bot audit` reads the whole chain; what other commands do is noted in it."""

import sys

from bot.clock import SystemClock
from storage import audit
from storage.database import Database, Tx
from storage.model.audit import IMPORTED, SHORT_SEAL, Wanted
from storage.model.days import china_minute
from storage.model.people import ADMIN, OWNER

COMMAND_LINE = 0
"""Who did it: whoever may use the machine."""
ACTIONS = {
    "studios": "studio.edit",
    "sample": "studio.edit",
    "courses": "course.edit",
    "competitions": "competition.edit",
}
"""What `import` takes that is not noted where it is written, and the action that it comes to."""


async def note_import(db: Database, what: str) -> None:
    """Note that a file was taken in."""
    if what in ACTIONS:
        async with db.write() as tx:
            await audit.note(tx, COMMAND_LINE, ACTIONS[what], what, SystemClock().now(), IMPORTED)


async def note_role(tx: Tx, person: int, role: str, studio: int, now: int, *, given: bool) -> None:
    """Note that a role was given or taken back."""
    action = "role.admin" if role in (ADMIN, OWNER) else "role.edit"
    detail = f"{'granted' if given else 'dismissed'} {role} {studio}"
    await audit.note(tx, COMMAND_LINE, action, f"person {person}", now, detail)


async def command(db: Database, at_most: int) -> int:
    """`studio-bot audit`: the newest lines, and whether the chain holds; the exit code."""
    from handlers.cards.audit import deed_words, subject_words
    from handlers.cards.roles import called
    from handlers.kit.words import SOURCE_LANGUAGE, load_words

    words = load_words()[SOURCE_LANGUAGE]
    async with db.read() as tx:
        found = await audit.check(tx, SystemClock().now())
        page = await audit.page(tx, Wanted(), at_most, 0)
        for act in reversed(page.acts):
            said = [await called(tx, words, act.person), deed_words(words, act), await subject_words(tx, words, act)]
            kept = f"[{act.action} {act.subject}: {act.detail}]"
            print(act.line, china_minute(act.at), *said, kept, act.seal[:SHORT_SEAL])
    if found.broken is not None:
        print(f"第 {found.broken} 条起对不上：记录被改过。", file=sys.stderr)
        return 1
    seal = f"，最后一条（第 {found.last} 条）的封条 {found.seal}" if found.seal else "，还没有封条"
    print(f"记录完好，共 {found.lines} 条{seal}。")
    return 0

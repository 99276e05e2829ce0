"""What a person can choose from: the command menu, the list in /help and the reply keyboard, all made of the doors.

There is one list, the doors. A command with a summary is in the menu of whoever may use it.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from handlers.kit.context import Context
from handlers.kit.office import Office
from handlers.kit.room import Door
from handlers.kit.words import SOURCE_LANGUAGE, Words
from storage import outbox, people
from storage.database import Tx
from storage.model.people import Person, may
from storage.model.post import Letter

KEYBOARD_KEYS = 6
KEYS_A_ROW = 3
NOBODY = Person(id=0)


def commands(office: Office, person: Person) -> list[Door]:
    """The commands this person may use, in the rooms' order."""
    return [door for door in office.doors if door.kind == "command" and door.summary and may(person, door.action)]


def keyboard(context: Context) -> list[list[str]]:
    """The six commonest things, as reply keyboard rows, for those who never type commands."""
    doors = [door for door in context.office.doors if door.kind == "words" and door.rank]
    doors = [door for door in doors if context.may(door.action)]
    # Of two doors with the same rank the one that fewer people may use goes first: an admin's own work is commonest.
    doors.sort(key=lambda door: (door.rank, may(NOBODY, door.action)))
    labels = [context.label(door.name) for door in doors[:KEYBOARD_KEYS]]
    return [labels[at : at + KEYS_A_ROW] for at in range(0, len(labels), KEYS_A_ROW)]


async def set_common_menus(office: Office, tx: Tx, now: int) -> None:
    """Write the menus that everybody without one of their own sees: one a language."""
    everywhere = commands(office, NOBODY)
    scopes = {"default": everywhere, "all_group_chats": [door for door in everywhere if door.name in ("help", "start")]}
    letters = []
    for words in office.words.values():
        language = {} if words.language == SOURCE_LANGUAGE else {"language_code": words.language}
        for scope, doors in scopes.items():
            payload: dict[str, object] = {"commands": _described(doors, words), "scope": {"type": scope}, **language}
            letters.append(Letter(f"settings:{scope}:{words.language}", "setMyCommands", payload))
    await outbox.put_many(tx, letters, now)


async def keep_in_step(context: Context, *, changed: bool) -> None:
    """Give a person's chat its own menu when their role or chosen language changed; most people need none.

    `changed`: something was written about people since `context.person` was read.
    """
    person = context.person
    if not person.id or not context.private:
        return
    if changed:
        person = await people.find(context.tx, person.id) or person
    await fit(context, person)


async def fit(context: Context, person: Person) -> None:
    """Give somebody's private chat the menu that is theirs now: also somebody else's, who was given a role or dismissed."""
    own = bool(person.grants) or bool(person.language)
    doors = _described(commands(context.office, person), context.words_for(person)) if own else []
    wanted = hashlib.sha256(json.dumps(doors).encode()).hexdigest()[:12] if own else ""
    if wanted == person.menu:
        return
    scope = {"type": "chat", "chat_id": int(person.address)}
    if own:
        letter = Letter(f"settings:{person.address}", "setMyCommands", {"commands": doors, "scope": scope})
    else:
        letter = Letter(f"settings:{person.address}", "deleteMyCommands", {"scope": scope})
    await context.put(letter)
    await people.set_menu(context.tx, person.id, wanted)


def _described(doors: Iterable[Door], words: Words) -> list[dict[str, Any]]:
    return [{"command": door.name, "description": words.label(door.summary)} for door in doors]

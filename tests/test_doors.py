"""Every door: it names an action, the right roles may pass it, nothing in front of it hides it."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ExtBot

from bot.standin.clocks import FrozenClock
from bot.standin.refusals import Json
from bot.standin.request import StandinRequest
from bot.standin.telegram import TOKEN, Telegram
from bot.standin.world import World
from handlers.kit.room import Corridor, Door, Room, install
from handlers.kit.words import load_words
from handlers.rooms import ROOMS
from storage.model.people import ACTIONS, ADMIN, OWNER, ROLES, Grant, Person, may

DOORS = [door for room in ROOMS for door in room.doors]
WORDS = load_words()
OFFICERS = frozenset({ADMIN, OWNER})
EVERYBODY = frozenset({*ROLES, "stranger"})
ASSESSORS = OFFICERS | {"assessor"}
WRITERS = frozenset({"leader", "deputy"})
STUDIO_PEOPLE = OFFICERS | WRITERS
MAY_ENTER = {
    "elsewhere": EVERYBODY,
    "sharing": EVERYBODY,
    "private_numbers": EVERYBODY,
    "studios": EVERYBODY,
    "welcome": EVERYBODY,
    "my_questions": EVERYBODY,
    "questions": EVERYBODY,
    "training": EVERYBODY,
    "enrolling": EVERYBODY,
    "my": EVERYBODY,
    "profile": EVERYBODY,
    "wishing": EVERYBODY,
    "competitions": EVERYBODY,
    "reminding": EVERYBODY,
    "settings": EVERYBODY,
    "deadlines": OFFICERS,
    "late": OFFICERS,
    "deadline_desk": OFFICERS,
    "extending": OFFICERS,
    "notices": OFFICERS,
    "notice_read": EVERYBODY,
    "notice_draft": OFFICERS,
    "notice_audience": OFFICERS,
    "notice_buttons": OFFICERS,
    "notice_trial": OFFICERS,
    "notice_desk": OFFICERS,
    "notice_flow": OFFICERS,
    "notice_after": OFFICERS,
    "notice_table": OFFICERS,
    "notice_edit": OFFICERS,
    "notice_trouble": OFFICERS,
    "competition_desk": OFFICERS,
    "news": WRITERS,
    "news_lines": WRITERS,
    "news_group": WRITERS,
    "news_late": WRITERS,
    "news_saying": WRITERS,
    "my_news": WRITERS,
    "withdrawing": WRITERS,
    "news_again": WRITERS,
    "course_desk": STUDIO_PEOPLE,
    "course_writing": STUDIO_PEOPLE,
    "course_change": STUDIO_PEOPLE,
    "course_off": STUDIO_PEOPLE,
    "course_people": STUDIO_PEOPLE,
    "course_table": STUDIO_PEOPLE,
    "course_telling": STUDIO_PEOPLE,
    "course_demand": STUDIO_PEOPLE,
    "entering": EVERYBODY,
    "own_entry": EVERYBODY,
    "teams": EVERYBODY,
    "entry_desk": OFFICERS,
    "reviewing": OFFICERS,
    "review_reason": OFFICERS,
    "review_many": OFFICERS,
    "review_paper": OFFICERS,
    "review_waiting": OFFICERS,
    "competition_rules": OFFICERS,
    "competition_named": EVERYBODY,
    "results": EVERYBODY,
    "objections": EVERYBODY,
    "scoring": ASSESSORS,
    "score_table": ASSESSORS,
    "drawing": OFFICERS,
    "stage_plan": OFFICERS,
    "stage_cut": OFFICERS,
    "result_desk": OFFICERS,
    "result_table": OFFICERS,
    "objection_desk": OFFICERS,
    "correcting": OFFICERS,
    "awarding": OFFICERS,
    "checking_in": EVERYBODY,
    "attendance_desk": STUDIO_PEOPLE,
    "feedback": EVERYBODY,
    "materials": EVERYBODY,
    "evidence": STUDIO_PEOPLE,
    "reports": WRITERS,
    "report_hearing": WRITERS,
    "report_papers": WRITERS,
    "report_writing": WRITERS,
    "certificate_desk": STUDIO_PEOPLE,
    "certificates": EVERYBODY,
    "stats": STUDIO_PEOPLE,
    "stats_table": STUDIO_PEOPLE,
    "stats_asking": STUDIO_PEOPLE,
    "stats_monthly": STUDIO_PEOPLE,
    "invited": EVERYBODY,
    "inviting": OFFICERS | {"leader"},
    "people_desk": OFFICERS,
    "studio_desk": OFFICERS,
    "audit_desk": OFFICERS,
    "schedule": OFFICERS,
    "calendar_desk": OFFICERS,
    "operations": OFFICERS,
    "answering": OFFICERS,
    "missed_desk": OFFICERS,
    "knowledge_desk": OFFICERS,
    "lexicon_desk": OFFICERS,
    "languages": EVERYBODY,
    "privacy": EVERYBODY,
    "signposts": EVERYBODY,
    "course_asking": EVERYBODY,
    "asking": EVERYBODY,
    "fallback": EVERYBODY,
}
"""Who may pass the doors of each room. A new room must be added here, by somebody who thought about it."""
APART: dict[tuple[str, str], frozenset[str]] = {
    ("news_late", "news of another"): EVERYBODY,
    **dict.fromkeys(
        [
            ("deadlines", name)
            for name in (
                "duties",
                "我的报告",
                "报告什么时候交",
                "报告什么时候交?",
                "什么时候交报告",
                "duty.mine",
                "duty.card",
                "duty.show",
            )
        ],
        STUDIO_PEOPLE,
    ),
    ("feedback", "feedback.averages"): STUDIO_PEOPLE,
    ("drawing", "draw.rule"): EVERYBODY,
    ("invited", "role.confirm"): frozenset({OWNER}),
    ("invited", "role.refuse"): frozenset({OWNER}),
    ("people_desk", "people.dismiss"): OFFICERS | {"leader"},
    ("people_desk", "people.really"): OFFICERS | {"leader"},
}
"""Doors, by room and name, whose people are not their room's."""


def may_enter(door: Door) -> frozenset[str]:
    """Who may pass this door."""
    return APART.get((door.room, door.name), MAY_ENTER[door.room])


PEOPLE = {
    "甲": "worker",
    "领": "leader",
    "联": "deputy",
    "评": "assessor",
    "管": "admin",
    "主": "owner",
    "somebody new": "stranger",
}
PLAYED = ("甲", "领", "评", "管", "somebody new")
"""Those of them who try every door: a deputy may do what a leader may, an owner what an admin may (the matrix above says so)."""
REFUSALS = (
    "这项操作需要管理员权限。需要的话请联系区总工会管理员。",
    "这里是领军人和联络员看自己工作室报告的地方。您要是领军人或联络员,请联系区总工会管理员登记。",
    "这里是领军人和联络员开课、管课的地方。您要是领军人或联络员,请联系区总工会管理员登记;想报名,发「培训」。",
    "这里是领军人和联络员报快报、交报告的地方。您要是领军人或联络员,请联系区总工会管理员登记。",
    "这里是评委打分的地方。您要是评委,请联系区总工会管理员登记。",
)
REFUSAL = {one.label(text) for one in WORDS.values() for text in REFUSALS}

PRIVATE: Json = {"id": 1, "type": "private", "first_name": "x"}
GROUP: Json = {"id": -1, "type": "supergroup", "title": "x"}
SOMEBODY: Json = {"id": 1, "is_bot": False, "first_name": "x"}
FILE: Json = {"file_id": "f", "file_unique_id": "u"}


def _message(chat: Json = PRIVATE, **body: object) -> Json:
    return {"message": {"message_id": 1, "date": 1, "chat": chat, "from": SOMEBODY, **body}}


SAMPLES: dict[tuple[str, str], Json] = {
    ("score_table", "score sheet"): _message(document=FILE),
    ("elsewhere", "post"): {
        "channel_post": {"message_id": 1, "date": 1, "chat": {**GROUP, "type": "channel"}, "text": "x"}
    },
    ("elsewhere", "group"): _message(GROUP, text="x"),
    ("sharing", "via bot"): _message(text="x", via_bot={**SOMEBODY, "id": 7_700_000_001, "is_bot": True}),
    ("private_numbers", "private number"): _message(text="110101199003070011"),
    ("asking", "question"): _message(text="x"),
    ("course_asking", "question"): _message(text="有什么课可以上"),
    ("signposts", "where"): _message(text="群发"),
    ("late", "who owes"): _message(text="谁还没交三季报"),
    ("course_writing", "course line"): _message(text="x"),
    ("news", "link"): _message(text="/start news", entities=[{"type": "bot_command", "offset": 0, "length": 6}]),
    ("certificates", "link"): _message(
        text="/start cert_BQ-2026-2222-2222", entities=[{"type": "bot_command", "offset": 0, "length": 6}]
    ),
    ("checking_in", "link"): _message(
        text="/start in_1_123456", entities=[{"type": "bot_command", "offset": 0, "length": 6}]
    ),
    ("teams", "invitation"): _message(
        text="/start team_abc-123", entities=[{"type": "bot_command", "offset": 0, "length": 6}]
    ),
    ("invited", "role invitation"): _message(
        text="/start role_abc-123", entities=[{"type": "bot_command", "offset": 0, "length": 6}]
    ),
    ("competition_named", "title"): _message(text="示例·焊工技能竞赛"),
    ("fallback", "edited"): {"edited_message": _message(text="x")["message"]},
    ("fallback", "service"): _message(delete_chat_photo=True),
    ("fallback", "unknown_command"): _message(
        text="/nothing", entities=[{"type": "bot_command", "offset": 0, "length": 8}]
    ),
    ("fallback", "spoken"): _message(voice={**FILE, "duration": 1}),
    ("fallback", "played"): _message(dice={"emoji": "🎲", "value": 1}),
    ("fallback", "seen"): _message(document=FILE),
    ("fallback", "placed"): _message(location={"latitude": 1, "longitude": 1}),
    ("fallback", "contact"): _message(contact={"phone_number": "1", "first_name": "x"}),
    ("fallback", "text"): _message(text="x"),
    ("fallback", "anything"): _message(hologram={}),
}
"""For each door that takes messages, one that comes to it."""
LEAVES_TO_OTHERS = {
    ("asking", "question"): {"fallback"},
    ("course_asking", "question"): {"asking", "fallback"},
    ("signposts", "where"): {"course_asking", "asking", "fallback"},
    ("competition_named", "title"): {"signposts", "course_asking", "asking", "fallback"},
}
"""Doors that leave some of what their filter takes to later rooms (`PASS`)."""


def _named(door: Door) -> str:
    return f"{door.room} {door.kind} {door.name}"


def _sample(door: Door, language: str) -> Json | None:
    """An update that the door is for; None for a form's step, which needs its form."""
    match door.kind:
        case "command":
            word = f"/{door.name}"
            return _message(text=word, entities=[{"type": "bot_command", "offset": 0, "length": len(word)}])
        case "words":
            return _message(text=WORDS[language].label(door.name))
        case "tap":
            message = _message(text="x")["message"]
            data = _data(door)
            return {
                "callback_query": {"id": "1", "from": SOMEBODY, "chat_instance": "1", "message": message, "data": data}
            }
        case "inline":
            return {"inline_query": {"id": "1", "from": SOMEBODY, "query": "x", "offset": ""}}
        case "arrival":
            member = {"user": {**SOMEBODY, "is_bot": True}, "status": "member"}
            change = {"chat": GROUP, "from": SOMEBODY, "date": 1, "old_chat_member": member, "new_chat_member": member}
            return {"my_chat_member": change}
    return None if door.when is not None else SAMPLES[door.room, door.name]


def _data(door: Door) -> str:
    """Data that this kind of button may carry."""
    if door.tap is None:
        return "no such button"
    return ":".join([door.name, *("1" if kind is int else "x" for kind in door.tap.types)])


@pytest.fixture
async def application() -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    """PTB's Application with every door open, and its bot named."""
    telegram = Telegram(FrozenClock(0))
    bot: ExtBot[None] = ExtBot(
        TOKEN,
        base_url="http://stand-in.invalid/bot",
        request=StandinRequest(telegram),
        get_updates_request=StandinRequest(telegram),
    )
    await bot.initialize()
    application: Any = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
    install(application, ROOMS, WORDS)
    yield application
    await bot.shutdown()


def test_a_door_without_an_action_cannot_be_made() -> None:
    for action in ("", "studio.raed"):
        room = Room("somewhere")
        with pytest.raises(ValueError, match="names no known action"):
            room.command("open", action=action)(DOORS[0].callback)
        assert room.doors == []


def test_the_default_is_no() -> None:
    with pytest.raises(KeyError):
        may(Person(id=1, grants=(Grant(OWNER),)), "studio.raed")
    given = {action for action in ACTIONS if may(Person(id=0), action)}
    assert given == {
        "certificate.read",
        "competition.enter",
        "competition.object",
        "competition.read",
        "course.check_in",
        "course.enrol",
        "course.read",
        "course.wish",
        "help.read",
        "language.set",
        "notice.confirm",
        "privacy.erase",
        "privacy.read",
        "profile.set",
        "question.ask",
        "reminder.answer",
        "role.accept",
        "settings.set",
        "studio.follow",
        "studio.read",
    }, "what a stranger may do is decided here, one by one"


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_the_matrix_of_roles_and_doors(role: str) -> None:
    grants = () if role in ("stranger", "worker") else (Grant(role, 5 if role in ("leader", "deputy") else 0),)
    person = Person(id=0 if role == "stranger" else 1, grants=grants)
    wrong = [_named(door) for door in DOORS if may(person, door.action, 5) != (role in may_enter(door))]
    assert not wrong


AT_ONCE = 25
"""Buttons tapped before the house may answer: it refuses all of them, or none."""


async def refusals(world: World, who: str, message: int, doors: list[Door]) -> int:
    """Try doors all at once; how often that was refused in words. Each refused tap must be answered."""
    for door in doors:
        if door.kind == "tap":
            await world.tap_data(who, message, _data(door))
        else:
            await world.say(who, f"/{door.name}" if door.kind == "command" else door.name)
    refused = [event for event in await world.settle() if event.to == who and event.text in REFUSAL]
    assert all(event.kind == "toast" for event in refused) or doors[0].kind != "tap"
    return len(refused)


@pytest.mark.parametrize("who", PLAYED)
async def test_the_matrix_as_it_is_played(world: World, errors: list[str], who: str) -> None:
    """Every command, key and button, tried: refused in words where the table says so, and nowhere else.

    What is open to everybody is tried by a worker and by a stranger; the others would only do the same.
    """
    wrong = []
    await world.say(who, "/start")
    await world.settle()
    message = world.chat(who)[-1]["message_id"]
    doors = [
        door
        for door in DOORS
        if door.kind in ("command", "words", "tap")
        and (may_enter(door) != EVERYBODY or PEOPLE[who] in ("worker", "stranger"))
    ]
    # Words that begin a form, which hears what is typed, come last of what is typed, each after the form before it ended.
    asking = ("wishing", "competition_desk", "course_writing", "news", "my_news", "inviting", "studio_desk")
    typed = sorted((door for door in doors if door.kind != "tap"), key=lambda door: door.room in asking)
    # Buttons come after them: one of them begins a form too.
    taps = [[door for door in doors if door.kind == "tap" and _refused(door, who) == no] for no in (True, False)]
    together = [[door] for door in typed]
    together += [some[at : at + AT_ONCE] for some in taps for at in range(0, len(some), AT_ONCE)]
    for some in together:
        if await refusals(world, who, message, some) != (len(some) if _refused(some[0], who) else 0):
            singly = [door for door in some if await refusals(world, who, message, [door]) != _refused(door, who)]
            wrong += [_named(door) for door in singly or some]
        if some[0].room in asking:
            await world.say(who, "/cancel")
            await world.settle()
    assert not wrong


def _refused(door: Door, who: str) -> bool:
    return PEOPLE[who] not in may_enter(door)


@pytest.mark.parametrize("language", WORDS)
async def test_every_door_is_reached(application: Application[Any, Any, Any, Any, Any, Any], language: str) -> None:
    ((corridor,),) = application.handlers.values()
    assert isinstance(corridor, Corridor)
    hidden = []
    for door in DOORS:
        sample = _sample(door, language)
        if sample is None:
            continue
        update = Update.de_json({"update_id": 1, **sample}, application.bot)
        takers = (
            taker
            for taker in corridor.takers(update)
            if taker.when is None and door.room not in LEAVES_TO_OTHERS.get((taker.room, taker.name), ())
        )
        taker = next(takers, None)
        if taker is not door:
            hidden.append(f"{_named(door)} is taken by {_named(taker) if taker else 'nobody'}")
    assert not hidden


def test_no_two_doors_are_called_the_same() -> None:
    commands = Counter(door.name for door in DOORS if door.kind == "command")
    taps = Counter(door.name for door in DOORS if door.kind == "tap")
    assert [name for name, number in (commands + taps).items() if number > 1] == []
    for words in WORDS.values():
        phrases = Counter(words.label(door.name).casefold() for door in DOORS if door.kind == "words")
        assert [phrase for phrase, number in phrases.items() if number > 1] == [], words.language


def test_no_sample_is_left_without_its_door() -> None:
    assert set(SAMPLES) <= {(door.room, door.name) for door in DOORS if door.kind == "message"}
    assert {door.room for door in DOORS} <= set(MAY_ENTER)

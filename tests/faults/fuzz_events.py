"""What happens: somebody taps, types, shows, forwards, edits, comes or goes; the clock jumps; roles are given and taken.

Deeds are plain values: what was done can be done again, all of it or a part. Buttons come from what was really sent to
anybody: one's own, another's, old ones, and such with other arguments. The rest of the world is small, so that things
meet: a dozen people, two groups, a channel.
"""

import random
import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.standin.chats import KICKED, MEMBER, Chat
from bot.standin.entities import find
from bot.standin.people import Account, sample
from bot.standin.refusals import Json
from bot.standin.telegram import Telegram
from handlers.kit.form import Turn
from handlers.rooms import ROOMS
from tests.faults import fuzz_paths, fuzz_texts
from tests.faults.fuzz_house import Told

MORE = (
    ("deputy2", "deputy", "示例领军人乙创新工作室"),
    ("assessor2", "assessor", ""),
    ("owner2", "owner", ""),
    ("dismissed", "", ""),
    ("stranger", "", ""),
    ("stranger2", "", ""),
    ("stranger3", "", ""),
)
"""People beside the sample's: who they are, their role and studio."""
FILES = (
    ("材料.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"),
    ("../../../etc/passwd", b"root:x:0:0"),
    ("照片.png", b"\x89PNG\r\n\x1a\n" + bytes(64)),
    ("假的.pdf", b"MZ\x90\x00this is no pdf"),
    ("空.docx", b""),
    ("打分表.xlsx", b"PK\x03\x04 not a workbook"),
    ("长" * 200 + ".jpg", b"\xff\xd8\xff\xe0" + bytes(32)),
    ("=cmd|' /C calc'!A0.csv", b"a,b\n1,2\n"),
    ("\u202egpj.exe", b"\x7fELF"),
)
KINDS = {
    "path": 90, "own": 30, "anew": 4, "others": 8, "mutated": 7, "door": 5, "old": 4, "again": 3, "text": 27, "link": 2,
    "edit": 1.5, "forward": 1.5, "file": 2.5, "photo": 1.5, "album": 1, "media": 1, "reply": 1, "group": 2.5, "inline": 1.5,
    "member": 0.6, "strange": 0.4, "clock": 1.2, "role": 0.25,
}  # fmt: skip
"""How often what happens."""
STAYS = 0.6
"""How often whoever acted acts again: forms are long."""
TURNS = tuple(turn.value for turn in Turn)
PATHS = 4
"""So many transcripts are followed at the same time."""
MOST_MISSED = 3
"""Who does not find a button so many times has lost the way."""
TOGETHER = 0.2
"""How often things come at the same moment, before the house has looked at any of them."""
GOES_ON = re.compile("确认|保存|提交|通过|交|发|同意|接受|报名|批准|完成|是|好|去|改|修改|写|第")
ENDS = re.compile("取消|返回|先不|不写|算了|放弃")
CLOCK = (60_000, 3_600_000, 3_600_000, 8 * 3_600_000, 86_400_000, 86_400_000, 3 * 86_400_000, 12 * 86_400_000)
TAPS = {door.tap.name: door.tap for room in ROOMS for door in room.doors if door.tap is not None}
ODD = ("", "0", "-1", "x", "1e3", "9" * 19, "9" * 30, "1:2", "\u0661", " 1", "001", "True", "\ud83d", "%s", "'")
STRANGE: tuple[Json, ...] = (
    {"message": {"message_id": 9, "date": 1}},
    {"callback_query": {"id": "1"}},
    {"poll": {"id": "1"}},
    {"something_new": {"x": 1}},
    {},
    {"message": None},
    {"message": {"message_id": "x", "date": "y", "chat": 3}},
)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done: by whom (a key), what, and with what."""

    who: str
    kind: str
    values: tuple[Any, ...] = ()

    def __str__(self) -> str:
        shown = " ".join(
            repr(one) if len(repr(one)) < 90 else f"{repr(one)[:80]}…({len(str(one))})" for one in self.values
        )
        return f"{self.who} {self.kind} {shown}"


def tag_of(key: str) -> str:
    """What stands in the texts of this person and of nobody else."""
    return f"Zq{sum(map(ord, key)) % 97:02d}{key[:2]}x"


@dataclass
class Seen:
    """Every button that was shown: to whom, where, with what."""

    by_chat: dict[int, deque[tuple[int, str, str]]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=60))
    )
    """By chat, the newest buttons: the message, what they carry, what is written on them."""
    by_name: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=12)))
    old: list[tuple[int, int, str]] = field(default_factory=list)
    links: deque[str] = field(default_factory=lambda: deque(maxlen=30))

    def take(self, told: Told, rng: random.Random) -> None:
        """Take note of the buttons of a message."""
        rows = (told.payload.get("reply_markup") or {}).get("inline_keyboard") or []
        for button in (button for row in rows for button in row):
            if data := button.get("callback_data"):
                self.by_chat[told.chat].append((told.message, data, button["text"]))
                self.by_name[data.partition(":")[0]].append(data)
                if len(self.old) < 3000:
                    self.old.append((told.chat, told.message, data))
                else:
                    self.old[rng.randrange(3000)] = (told.chat, told.message, data)
            elif payload := parse_qs(urlsplit(button.get("url", "")).query).get("start", [""])[0]:
                self.links.append(payload)
        for word in str(told.payload.get("text", "")).replace('"', " ").split():
            if "?start=" in word:
                self.links.append(word.partition("?start=")[2].partition("<")[0])


class Crowd:
    """Everybody, what they see and what they do next."""

    def __init__(self, telegram: Telegram, rng: random.Random) -> None:
        self.telegram = telegram
        self.rng = rng
        accounts = [*sample()]
        accounts += [
            Account(key, 910_000 + n, f"示例{key}", role=role, studio=at) for n, (key, role, at) in enumerate(MORE)
        ]
        self.people = {account.key: account for account in accounts}
        self.chats = {account.id: key for key, account in self.people.items()}
        for account in accounts:
            telegram.chats.private(account).bot = MEMBER
        self.groups = [
            telegram.group(
                "示例工作室群", [self.people[key] for key in ("leader", "deputy", "worker", "admin", "stranger")]
            ),
            telegram.group("示例工会群", accounts[:8], kind="group"),
        ]
        self.seen = Seen()
        self.last: Deed | None = None
        self.who = "worker"
        self.paths: list[fuzz_paths.Way] = []
        self.passed: set[str] = set()
        """The buttons that led somewhere."""

    def next(self) -> Deed:
        """What is done next: one thing, or a few at once."""
        one = self._one()
        if one.kind in ("clock", "role", "strange") or self.rng.random() > TOGETHER:
            return one
        if self.rng.random() < 0.3:
            return Deed("", "together", (one, one))  # a double tap, a double send
        others = [self._one() for _ in range(self.rng.randint(1, 4))]
        return Deed("", "together", (one, *(o for o in others if o.kind not in ("clock", "role", "strange"))))

    def _one(self) -> Deed:
        rng = self.rng
        kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
        if rng.random() > STAYS:
            self.who = rng.choice(list(self.people))
        who = self.who
        chat = self.people[who].id
        own = self.seen.by_chat[chat]
        match kind:
            case "path":
                return self._path()
            case "again" if self.last is not None:
                return self.last
            case "own" if own:
                return Deed(who, "tap", self._newest(chat))
            case "anew" if self.seen.by_name:
                name = rng.choice(sorted(self.seen.by_name))
                return Deed(who, "tap", (self._message(chat), rng.choice(self.seen.by_name[name])))
            case "others" | "old" if self.seen.old:
                at, message, data = rng.choice(self.seen.old)
                return Deed(who, "tap", (message if kind == "old" or at == chat else self._message(chat), data))
            case "mutated" if self.seen.old:
                data = rng.choice(self.seen.old)[2] if rng.random() < 0.5 or not own else rng.choice(own)[1]
                return Deed(who, "tap", (self._message(chat), self._mutated(data)))
            case "door":
                return Deed(who, "tap", (self._message(chat), self._door()))
            case "link" if self.seen.links:
                return Deed(who, "text", (f"/start {rng.choice(self.seen.links)}",))
            case "edit":
                return Deed(who, "edit", (fuzz_texts.text(rng, tag_of(who)),))
            case "forward":
                return Deed(who, "forward", (fuzz_texts.text(rng, tag_of(who)),))
            case "file" | "photo":
                caption = fuzz_texts.text(rng, tag_of(who))[:900] if rng.random() < 0.5 else ""
                return Deed(who, kind, (rng.randrange(len(FILES)), caption))
            case "album":
                return Deed(who, "album", (rng.randint(2, 4),))
            case "media":
                return Deed(who, rng.choice(("voice", "sticker", "location", "contact")))
            case "reply":
                return Deed(who, "reply", (self._message(chat), fuzz_texts.text(rng, tag_of(who))))
            case "group":
                start = rng.choice(
                    (
                        "#快报 ",
                        "@studio_standin_bot ",
                        "/help",
                        "/news@studio_standin_bot ",
                        "#快报 @studio_standin_bot ",
                    )
                )
                return Deed(who, "group", (rng.randrange(2), start + fuzz_texts.text(rng, tag_of(who))[:500]))
            case "inline":
                return Deed(who, "inline", (fuzz_texts.text(rng, "")[:200],))
            case "member":
                return Deed(who, rng.choice(("block", "unblock", "group leave", "group join")), (rng.randrange(2),))
            case "strange":
                return Deed(who, "strange", (rng.randrange(len(STRANGE)),))
            case "clock":
                return Deed("", "clock", (rng.choice(CLOCK) + rng.randrange(60_000),))
            case "role":
                return Deed("", "role", self._role())
        if rng.random() < 0.1 and (never := [one for one in fuzz_texts.said() if one.lstrip("/") not in self.passed]):
            return Deed(who, "text", (rng.choice(never),))
        return Deed(who, "text", (fuzz_texts.text(rng, tag_of(who)),))

    def _path(self) -> Deed:
        """The next step of one of the transcripts that are under way."""
        rng = self.rng
        while len(self.paths) < PATHS:
            self.paths.append(fuzz_paths.begin(rng))
        path = self.paths[-1] if rng.random() < STAYS else rng.choice(self.paths)
        if path.place >= len(path.lines) or path.missed > MOST_MISSED:
            self.paths.remove(path)
            return self._path()
        self.paths.remove(path)
        self.paths.append(path)
        name, said = path.lines[path.place]
        path.place += 1
        if not name:
            return Deed("", "clock", (fuzz_paths.later(said),)) if rng.random() < 0.5 else self._path()
        self.who = who = path.cast[name]
        chat = self.people[who].id
        if said.startswith("[") and said.endswith("]"):
            found = [one for one in self.seen.by_chat[chat] if fuzz_paths.same(one[2], said[1:-1])]
            path.missed += not found
            if found:
                return Deed(who, "tap", found[-1][:2])
            return Deed(who, "tap", self._newest(chat)) if self.seen.by_chat[chat] else Deed(who, "text", ("/start",))
        if said.startswith("+"):
            return self._done_so(who, *said[1:].partition(" ")[::2])
        if said.startswith("/start ") and self.seen.links and (len(said) < 9 or rng.random() < 0.3):
            return Deed(who, "text", (f"/start {rng.choice(self.seen.links)}",))
        return Deed(who, "text", (said + (tag_of(who) if rng.random() < 0.12 and said[0] not in "/[" else ""),))

    def _done_so(self, who: str, what: str, rest: str) -> Deed:
        """What a transcript's line does that is no text."""
        rng = self.rng
        match what:
            case "again" if self.last is not None:
                return self.last
            case "forwards":
                return Deed(who, "forward", (rest,))
            case "edits":
                return Deed(who, "edit", (rest,))
            case "sends" if rest in ("voice", "sticker", "location", "contact"):
                return Deed(who, rest)
            case "photo":
                return Deed(who, "photo", (2, ""))
        return Deed(who, "file", (rng.randrange(len(FILES)), rest.rpartition(" ")[2][:900]))

    def _newest(self, chat: int) -> tuple[int, str]:
        """A button of the newest message, or of one of the last; rather one that goes on than one that ends it."""
        own, rng = self.seen.by_chat[chat], self.rng
        newest = [one for one in own if one[0] == own[-1][0]]
        weights = [8 if GOES_ON.search(label) else 0.6 if ENDS.search(label) else 3 for _, _, label in newest]
        chosen = rng.choices((newest, list(own)[-8:], list(own)), (6, 2, 2))[0]
        return (rng.choices(newest, weights)[0] if chosen is newest else rng.choice(chosen))[:2]

    def do(self, deed: Deed) -> None:
        """Have it done: what the bot hears of it waits in Telegram then."""
        if deed.kind in ("clock", "role"):
            return
        if deed.kind == "together":
            for one in deed.values:
                self.do(one)
            return
        account = self.people[deed.who]
        phone = self.telegram.phone(account)
        values = deed.values
        match deed.kind:
            case "tap":
                phone.tap(*values)
            case "text":
                phone.send(_body(values[0]))
            case "reply":
                phone.send(_body(values[1]), reply_to=values[0])
            case "edit":
                chat = self.telegram.chats.private(account)
                if own := [number for number, post in chat.posts.items() if not post.by_bot][-3:]:
                    phone.edit(own[0], values[0])
            case "forward":
                phone.forward(values[0])
            case "file":
                phone.document(*FILES[values[0]], caption=values[1])
            case "photo":
                phone.photo(*FILES[values[0]], caption=values[1])
            case "album":
                phone.album([(f"{n}.jpg", FILES[6][1]) for n in range(values[0])])
            case "voice" | "sticker" | "contact":
                getattr(phone, deed.kind)()
            case "location":
                phone.location(39.9, 116.4)
            case "group":
                phone.send(_body(values[1]), self._group(values[0]))
            case "inline":
                phone.type_inline(values[0])
            case "block" | "unblock":
                getattr(phone, deed.kind)()
            case "group leave" | "group join":
                phone.add_bot(self._group(values[0]), "left" if deed.kind == "group leave" else MEMBER)
            case "strange":
                self.telegram.inject(STRANGE[values[0]])

    def blocked(self, who: str) -> bool:
        """Whether the bot cannot speak to this person."""
        return self.telegram.chats.private(self.people[who]).bot == KICKED

    def _group(self, place: int) -> Chat:
        return self.groups[place]

    def _message(self, chat: int) -> int:
        own = self.seen.by_chat[chat]
        return self.rng.choice(own)[0] if own else 1

    def _mutated(self, data: str) -> str:
        name, *parts = data.split(":")
        rng = self.rng
        form, dot, turn = name.rpartition(".")
        if dot and turn in TURNS and rng.random() < 0.5:
            return ":".join([f"{form}.{rng.choice(TURNS)}", *parts])  # what this form may have, and this step has not
        if not parts or rng.random() < 0.1:
            return ":".join([name, *(rng.choice(ODD) for _ in range(rng.randint(0, 3)))])[:60]
        place = rng.randrange(len(parts))
        if parts[place].lstrip("-").isdigit() and rng.random() < 0.7:
            parts[place] = str(int(parts[place]) + rng.choice((-2, -1, 1, 2, 5, 100)))
        else:
            parts[place] = rng.choice(ODD)
        return ":".join([name, *parts])[:60]

    def _door(self) -> str:
        rng = self.rng
        never = [name for name in sorted(TAPS) if name not in self.passed]
        tap = TAPS[rng.choice(never if never and rng.random() < 0.5 else sorted(TAPS))]
        parts = [
            str(rng.randint(0, 12)) if kind is int and rng.random() < 0.85 else rng.choice(ODD) for kind in tap.types
        ]
        return ":".join([tap.name, *parts])[:60]

    def _role(self) -> tuple[str, str, bool]:
        rng = self.rng
        who = rng.choice(("dismissed", "stranger2", "worker2", "deputy2", "assessor2", "leader2", "admin2"))
        return who, rng.choice(("leader", "deputy", "assessor", "admin")), rng.random() < 0.5


def _body(text: str) -> Json:
    entities = find(text)
    return {"text": text, **({"entities": entities} if entities else {})}

"""Drawing lots so that anybody can repeat it.

The rule, as it is told to competitors: each entry's number in the competition is put behind the seed and a colon, as in
`3f9a…:17`; the SHA-256 of that (UTF-8, in hexadecimal) sorts the entries, the smallest gets number 1. Rooms are filled in
the order in which they are written down. The seed is made when the admin taps, and nobody knows it before.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_ROOM = 20
MOST_ROOMS = 50
MOST_PLACES = 9999


@dataclass(frozen=True, slots=True)
class Room:
    """A room and how many fit in."""

    name: str
    places: int


@dataclass(frozen=True, slots=True)
class Lot:
    """What an entry drew: its number, and its room ('' where there are none)."""

    entry: int
    number: int
    room: str = ""


def digest(seed: str, entry: int) -> str:
    """What an entry is sorted by."""
    return hashlib.sha256(f"{seed}:{entry}".encode()).hexdigest()


def drawn(seed: str, entries: Sequence[int], rooms: Sequence[Room] = (), taken: Sequence[Lot] = ()) -> list[Lot]:
    """The lots of these entries by number. `taken`: lots that stay as they are (who comes later draws among themselves and
    gets the numbers after theirs). Raises `ValueError` where the rooms are too small: ask `short_of` before."""
    free = [
        room.name for room in rooms for _ in range(max(0, room.places - sum(lot.room == room.name for lot in taken)))
    ]
    if rooms and len(free) < len(entries):
        raise ValueError("too few places")
    after = max((lot.number for lot in taken), default=0)
    ordered = sorted(entries, key=lambda entry: (digest(seed, entry), entry))
    return [Lot(entry, after + number, free[number - 1] if rooms else "") for number, entry in enumerate(ordered, 1)]


def short_of(entries: int, rooms: Sequence[Room], taken: Sequence[Lot] = ()) -> int:
    """How many places the rooms lack for so many entries more; 0 where there are enough, or no rooms are named."""
    if not rooms:
        return 0
    free = sum(max(0, room.places - sum(lot.room == room.name for lot in taken)) for room in rooms)
    return max(0, entries - free)


def read_rooms(text: str) -> tuple[Room, ...] | str:
    """Rooms as 「第1考场 20」, one a line or parted by semicolons (a colon or comma may stand between);
    else the first line that says none."""
    rooms: list[Room] = []
    for line in text.replace("\uff1b", "\n").replace(";", "\n").splitlines():
        if not line.strip():
            continue
        name, number = _parted(line)
        if not number or not name or len(name) > LONGEST_ROOM or any(room.name == name for room in rooms):
            return line.strip()
        rooms.append(Room(name, number))
        if len(rooms) > MOST_ROOMS:
            return line.strip()
    return tuple(rooms)


def written_rooms(rooms: Sequence[Room]) -> str:
    """The same as it is kept."""
    return "\n".join(f"{room.name} {room.places}" for room in rooms)


def _parted(line: str) -> tuple[str, int]:
    """「第1考场 20人」 → ('第1考场', 20); 0 where no number of places stands at the end."""
    bare = line.strip().rstrip("个人位座工").strip()
    for sign in (":", "\uff1a", ",", "\uff0c", "\t"):
        bare = bare.replace(sign, " ")
    name, _, number = bare.rpartition(" ")
    if not number.isdecimal() or not 1 <= int(number) <= MOST_PLACES:
        return "", 0
    return name.strip(), int(number)

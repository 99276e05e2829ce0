"""The rooms, in the order in which they are asked: the first that takes an update handles it."""

from handlers.kit.room import Room

ROOMS: tuple[Room, ...] = ()

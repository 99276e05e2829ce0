"""How the house is doing: backlog, dead letters, ticks."""

from handlers.kit.room import Room

room = Room("operations")

"""The legal calendar: which days are worked."""

from handlers.kit.room import Room

room = Room("calendar_desk")

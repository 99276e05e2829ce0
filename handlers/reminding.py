"""Reminders as people see them: the digest, later, never again."""

from handlers.kit.room import Room

room = Room("reminding")

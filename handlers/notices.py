"""Notices: admins write to many, and see what became of every single message."""

from handlers.kit.room import Room

room = Room("notices")

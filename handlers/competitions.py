"""Competitions: what there is, following one, registering."""

from handlers.kit.room import Room

room = Room("competitions")

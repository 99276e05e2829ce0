"""Admins create, change and cancel competitions."""

from handlers.kit.room import Room

room = Room("competition_desk")

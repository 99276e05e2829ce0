"""Buttons about questions to the union, for every room that offers them."""

from handlers.kit.taps import Tap

LEAVE = Tap("question.leave", int)
"""「转人工」: leave a question for the union; it carries the studio it is about, 0 for none."""

"""What somebody sees happen, in words: the way the terminal prints it and transcripts write it."""

from bot.standin.world import Event

MARKS = {"edit": "✎", "toast": "!", "reaction": "♥", "delete": "✗", "inline": "@"}
"""What stands behind the '<' of what is not a new message."""
FILES = {"document": "📄", "photo": "🖼", "video": "🎬"}


def mark(event: Event) -> str:
    """What stands behind the '<'; '' for a new message."""
    return MARKS.get(event.kind, "")


def words(event: Event) -> list[str]:
    """The text line by line, a file's name in a line before it."""
    lines = event.text.split("\n") if event.text or not event.file else []
    return [f"{FILES.get(event.kind, '📄')} {event.file}", *lines] if event.file else lines


def rows(event: Event) -> list[str]:
    """The buttons, a line for each row."""
    return [" ".join(f"[{label}]" for label in row) for row in event.buttons]


def told(event: Event, indent: str = "  ") -> list[str]:
    """All of it: who, the text with its further lines indented, then the buttons."""
    first, *more = words(event)
    return [
        f"{event.to}<{mark(event)} {first}".rstrip(),
        *(f"{indent}{line}".rstrip() for line in (*more, *rows(event))),
    ]

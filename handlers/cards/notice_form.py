"""A notice between the form's answers, a message and its content."""

from telegram import Message

from storage.dialogues import Answers
from storage.model.notices import (
    Content,
    Entity,
    Media,
)


def content_of(answers: Answers) -> Content:
    """What the answers say so far."""
    entities, media = answers.get("entities"), answers.get("media")
    return Content(
        title=str(answers.get("title") or ""),
        text=str(answers.get("text") or ""),
        entities=tuple(entities) if isinstance(entities, list) else (),
        media=Media(*media) if isinstance(media, list) else None,
    )


def answers_of(content: Content) -> Answers:
    """The answers that a notice's content would have been."""
    media = [content.media.kind, content.media.file_id] if content.media is not None else None
    answers: Answers = {
        "title": content.title,
        "text": content.text,
        "entities": [dict(one) for one in content.entities],
    }
    return {**answers, "media": media} if media else answers


def entities_of(message: Message) -> list[Entity]:
    """The formatting of a message, as the Bot API writes it."""
    found = message.entities if message.text is not None else message.caption_entities
    return [{**one.to_dict(), "type": str(one.type)} for one in found]

"""What the bot calls the roles that somebody holds."""

from handlers.cards.roles import role_words, studio_name
from handlers.kit.context import Context


async def roles(context: Context) -> list[str]:
    """The person's roles in words, with the studio where it is held for one; an ordinary worker has none."""
    return [
        role_words(context.words, grant.role, await studio_name(context.tx, grant.studio))
        for grant in context.person.grants
    ]

"""What the bot calls the roles that somebody holds."""

from handlers.kit.context import Context
from storage import studios
from storage.model.people import ADMIN, ASSESSOR, DEPUTY, LEADER, OWNER, WORKER


async def roles(context: Context) -> list[str]:
    """The person's roles in words, with the studio where it is held for one; an ordinary worker has none."""
    names = {
        WORKER: context.label("职工"),
        LEADER: context.label("领军人"),
        DEPUTY: context.label("联络员"),
        ASSESSOR: context.label("评委"),
        ADMIN: context.label("区总工会管理员"),
        OWNER: context.label("系统负责人"),
    }
    said = []
    for grant in context.person.grants:
        studio = await studios.find(context.tx, grant.studio) if grant.studio else None
        name = names[grant.role]
        said.append(context.label("{role}「{studio}」", role=name, studio=studio.name) if studio else name)
    return said

"""Words put into a report's field: what is shown where they are too many, or where another text stands there already."""

from markupsafe import Markup

from handlers.cards.report_page import Open, keep_mine, opened_report, page
from handlers.cards.reports import field_name
from handlers.kit.context import Context
from handlers.kit.taps import Tap
from storage.model.reports import FIELDS, LONGEST_FIELD, NOTHING, Field

RESOLVE = Tap("report.resolve", int, int, int, str)
"""Which of two texts stays: the report, the field's place, the version of the one that stands, mine | theirs | both."""
MINE, THEIRS, KEEP_BOTH = "mine", "theirs", "both"
SHOWN = 1_700
"""Characters of each of two texts side by side: together they fit into a message."""


async def conflict(context: Context, one: Open, name: str, mine: str) -> None:
    """Show both texts, a colleague's or one's own and the new one; what was typed is kept until it is said which stays."""
    await keep_mine(context, one, name, mine)
    field, place = one.report.named(name), FIELDS.index(name)
    here = (one.report.id, place, field.version)
    title = field_name(context.words, name, one.duty)
    if field.person == context.person.id:
        head = context.t("「{field}」您已经写过一段,还没有换。留哪一段?", field=title)
        old, new = context.label("原来的"), context.label("新写的")
        use_new, use_old = context.label("用新写的"), context.label("用原来的")
    else:
        head = context.t("「{field}」同事刚改过,还没有用您的。留哪一段?", field=title)
        old, new = context.label("同事写的"), context.label("您写的")
        use_new, use_old = context.label("用我的"), context.label("用对方的")
    text = Markup("\n").join(
        [
            head,
            Markup("\n<b>{}</b>\n{}").format(old, _shortened(field)),
            Markup("\n<b>{}</b>\n{}").format(new, mine[:SHOWN]),
        ]
    )
    rows = [
        [RESOLVE.button(use_new, *here, MINE), RESOLVE.button(use_old, *here, THEIRS)],
        [RESOLVE.button(context.label("两段都留"), *here, KEEP_BOTH)],
    ]
    if context.delivery.update.callback_query is not None:
        await context.edit(text, rows)
    else:
        await context.say(text, rows)


async def fits(context: Context, text: str, name: str, one: Open) -> bool:
    if 0 < len(text) <= LONGEST_FIELD:
        return True
    said = context.label(
        "没有写进去:「{field}」一共 {number} 字,最多 {most} 字。请短一些再发。",
        field=field_name(context.words, name, one.duty),
        number=len(text),
        most=LONGEST_FIELD,
    )
    await context.toast(said, alert=True)
    if context.delivery.update.callback_query is None:
        await context.say(said)
    return False


async def shown(context: Context, report: int, said: Markup | None = None) -> None:
    one = await opened_report(context, report)
    if one is None:
        return
    text, rows = await page(context, one)
    text = Markup("{}\n\n{}").format(said, text) if said else text
    if context.delivery.update.callback_query is not None:
        await context.edit(text, rows)
    else:
        await context.say(text, rows)


def joined(first: str, then: str) -> str:
    return then if first in ("", NOTHING) else f"{first}\n{then}"


def _shortened(field: Field) -> str:
    return field.content if len(field.content) <= SHOWN else field.content[: SHOWN - 1] + "…"

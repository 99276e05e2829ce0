"""Finding the notice that a button names, and showing where it stands."""

from collections.abc import Callable

from markupsafe import Markup

from handlers.cards.notice_desk import Reader, main_mailing, notice_card
from handlers.cards.notice_draft import draft_card
from handlers.cards.notices import (
    LIST,
    OPEN,
)
from handlers.cards.roles import called
from handlers.kit.context import Context
from handlers.kit.words import Words
from storage import notices, people
from storage.model import mailings as post
from storage.model.mailings import Mailing
from storage.model.notices import Notice, State
from storage.model.post import Lane


async def named(context: Context) -> Notice | None:
    """The notice that the tapped button names; where it is gone, say so."""
    notice = await notices.find(context.tx, context.tap[0])
    if notice is None:
        await context.toast(context.label("这条通知已经删除了"))
        await context.edit(context.t("这条通知已经删除了。"), [[LIST.button(context.label("看通知列表"), "done", 0)]])
    return notice


async def show(context: Context, notice: Notice) -> None:
    """The draft for its author, else where the notice stands."""
    if notice.state in (State.DRAFT, State.REFUSED) and notice.author == context.person.id:
        await context.edit(*await draft_card(context, notice))
        return
    reader = Reader(context.tx, context.words, context.office, context.now, context.person.id)
    await context.edit(*await notice_card(reader, notice))


async def tell_author(context: Context, notice: Notice, text: Callable[[Words, str], Markup]) -> None:
    """Tell the author, in their words, what somebody else (`text` is given who) did with the notice."""
    author = await people.find(context.tx, notice.author)
    if author is None or author.id == context.person.id or not author.address:
        return
    words = context.words_for(author)
    who = await called(context.tx, words, context.person.id)
    label = words.label("修改再提交") if notice.state in (State.DRAFT, State.REFUSED) else words.label("看这条通知")
    await context.tell(author, text(words, who), [[OPEN.button(label, notice.id)]], lane=Lane.URGENT)


async def ended(context: Context) -> tuple[Notice, Mailing] | None:
    """The notice that a button names and its mailing, once that has ended; else say what there is."""
    notice = await named(context)
    if notice is None:
        return None
    main = await main_mailing(context.tx, notice.id)
    if notice.state is State.APPROVED and main is not None and main.state in (post.DONE, post.CANCELLED):
        return notice, main
    await context.toast(context.label("要等发送结束以后"))
    await show(context, notice)
    return None

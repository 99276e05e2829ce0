"""How a notice, a nudge, a change or a deletion becomes a mailing: what it says in each language, and to whom."""

from dataclasses import replace

from handlers.cards.notices import bodies, changes, decent
from handlers.kit.context import Context
from storage import audiences, audit, mailings, notices
from storage.model import mailings as post
from storage.model.audiences import UNCONFIRMED, Condition
from storage.model.mailings import NewMailing
from storage.model.notices import LASTS_MS, OPEN_MS, Content, Notice, start
from storage.model.post import Lane


async def send(context: Context, notice: Notice, expected: int) -> None:
    """Plan the sending of a notice that may go, a minute from now at the earliest, so that it can be undone."""
    tx, now = context.tx, context.now
    at = start(notice.send_at, now, await decent(tx, context.office.zone))
    method, said = bodies(context.office.words, notice.id, notice.content)
    mailing = NewMailing(
        kind=post.NOTICE,
        lane=Lane.NOTICE,
        method=method,
        created_by=notice.author,
        start_at=at,
        notice=notice.id,
        audience=notice.audience,
        expires_at=None if notice.keep_open else at + LASTS_MS,
        open_until=at + OPEN_MS if notice.keep_open else None,
        expected=expected,
        at_most=None if notice.judged_by else context.office.approval_over,
    )
    number = await mailings.create(tx, mailing, said, now)
    await notices.watch(tx, notice.id)
    await audit.note(
        tx, context.person.id, "notice.send", f"notice {notice.id}", now, f"mailing {number}, {expected} people"
    )


async def nudge(context: Context, notice: Notice, main: int, expected: int) -> None:
    """Remind those whom mailing `main` reached and who have not confirmed."""
    tx, now = context.tx, context.now
    method, said = bodies(context.office.words, notice.id, notice.content, nudge=True)
    silent = await audiences.create(tx, [Condition(UNCONFIRMED, str(notice.id))], now)
    mailing = NewMailing(
        kind=post.NUDGE,
        lane=Lane.NOTICE,
        method=method,
        created_by=context.person.id,
        start_at=now,
        notice=notice.id,
        audience=silent,
        reached_by=main,
        expires_at=now + LASTS_MS,
        expected=expected,
    )
    await mailings.create(tx, mailing, said, now)
    await notices.watch(tx, notice.id)
    await audit.note(tx, context.person.id, "notice.send", f"notice {notice.id}", now, f"nudge, {expected} people")


async def revise(context: Context, notice: Notice, content: Content, *, approved: bool) -> int:
    """Change every message that was sent of a notice (nudges too) to this content; how many messages.

    What is still to be sent says the new content too, to who joins later as well: without another admin's approval to no
    more people than one may write to alone. An older change that is on its way is given up.
    """
    tx = context.tx
    for sent in await mailings.of_notice(tx, notice.id):
        if sent.kind in (post.NOTICE, post.NUDGE):
            _method, anew = bodies(context.office.words, notice.id, content, nudge=sent.kind == post.NUDGE)
            await mailings.set_bodies(tx, sent.id, anew)
        if sent.kind == post.NOTICE:
            await mailings.limit(tx, sent.id, None if approved else context.office.approval_over)
        if sent.kind == post.EDIT and not sent.is_over:
            await mailings.cancel(tx, sent.id, context.now)
    method, said = changes(context.office.words, notice.id, content)
    return await _to_sent(context, notice, post.EDIT, method, said)


async def delete(context: Context, notice: Notice) -> int:
    """Delete every message that was sent of a notice (nudges too); how many messages. Nothing of it goes out any more:
    not to who joins later, no nudge, no change."""
    tx = context.tx
    for sent in await mailings.of_notice(tx, notice.id):
        if sent.kind == post.NOTICE:
            await mailings.close(tx, sent.id)
        elif sent.kind in (post.NUDGE, post.EDIT) and not sent.is_over:
            await mailings.cancel(tx, sent.id, context.now)
    if notice.revision is not None:
        await notices.save(tx, replace(notice, revision=None, revised_by=0), context.now)
    return await _to_sent(context, notice, post.DELETE, "deleteMessage", {"": {}})


async def _to_sent(context: Context, notice: Notice, kind: str, method: str, said: dict[str, dict[str, object]]) -> int:
    tx, now = context.tx, context.now
    number = 0
    for sent in await mailings.of_notice(tx, notice.id):
        if sent.kind not in (post.NOTICE, post.NUDGE):
            continue
        progress = await mailings.progress(tx, sent.id)
        reached = progress.sent + progress.sending
        if not reached:
            continue
        number += reached
        mailing = NewMailing(
            kind=kind,
            lane=Lane.NOTICE,
            method=method,
            created_by=context.person.id,
            start_at=now,
            notice=notice.id,
            reached_by=sent.id,
            expires_at=now + LASTS_MS,
            expected=reached,
        )
        await mailings.create(tx, mailing, said, now)
    await notices.watch(tx, notice.id)
    await audit.note(tx, context.person.id, "notice.send", f"notice {notice.id}", now, f"{kind}, {number} messages")
    return number

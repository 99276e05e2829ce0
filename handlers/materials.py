"""A course's papers: those for everybody, and those for afterwards, for who came."""

from telegram import Update

from handlers.cards.courses import MATERIALS, short_title
from handlers.kit.context import Context
from handlers.kit.room import Room
from storage import attendance, courses
from storage.model.attendance import CAME, materials
from storage.model.post import REPLY_TTL_MS, Letter

room = Room("materials")


@room.on_tap(MATERIALS, action="course.read")
async def show(update: Update, context: Context) -> None:
    """The files that this person may have by now, a message each; says why where there is none."""
    course = await courses.find(context.tx, context.tap[0])
    if course is None:
        await context.toast(context.label("没有找到这门课,请看最新的课程"))
        return
    marks = await attendance.marks_of(context.tx, course.id, context.person.id) if context.person.id else []
    came = any(mark in CAME for mark in marks)
    files = materials(course, context.now, came=came)
    if not files and not course.files:
        await context.toast(context.label("这门课没有资料"))
    elif not files and context.now < course.ends_at:
        await context.toast(context.label("资料上完课再发,给来上课的人"), alert=True)
    elif not files:
        await context.toast(context.label("资料发给来上过课的人。您来过的话,请组织者补签"), alert=True)
    chat = int(context.chat) if context.chat.lstrip("-").isdigit() else context.chat
    for number, file in enumerate(files, 1):
        method = "sendPhoto" if file.kind == "photo" else "sendDocument"
        caption = context.label("{title} 资料 {number}", title=short_title(course.title), number=number)
        payload: dict[str, object] = {"chat_id": chat, file.kind: file.file_id, "caption": caption}
        person = context.person.id or None  # strangers may look too
        await context.put(Letter(context.chat, method, payload, person=person, expires_at=context.now + REPLY_TTL_MS))

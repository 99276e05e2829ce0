"""Who the updates of a batch come from, read for all of them at once, and one by one once anything about people changed."""

from collections.abc import Iterable

from storage import dialogues, people
from storage.batch import Batch
from storage.dialogues import Dialogue
from storage.model.people import Person

PEOPLE = frozenset({"people", "addresses", "roles"})
FORMS = frozenset({"dialogues"})


class Roster:
    """The people behind the updates of one batch, and the forms that they are in."""

    def __init__(self, batch: Batch, addresses: Iterable[str]) -> None:
        self._batch = batch
        self._unread = sorted({*addresses} - {""})
        self._people: dict[str, Person | None] = {}
        self._forms: dict[int, Dialogue] = {}

    @property
    def changed(self) -> bool:
        """Whether anything about people was written since the last `look_up`."""
        return not self._batch.written.isdisjoint(PEOPLE)

    def forget(self) -> None:
        """Something was written or undone: read each person anew, and the form they are in, which may have ended."""
        self._unread = []
        self._people.clear()
        self._forms.clear()

    async def look_up(self, address: str) -> tuple[Person | None, Dialogue | None]:
        """The person behind an address and the form they are in, as the transaction has them now."""
        if not self._batch.written.isdisjoint(PEOPLE | FORMS):
            self.forget()
        self._batch.written.clear()
        if address and address not in self._people:
            await self._read({address, *self._unread})
        person = self._people.get(address)
        return person, self._forms.get(person.id) if person is not None else None

    async def _read(self, addresses: set[str]) -> None:
        self._unread = []
        found = await people.by_addresses(self._batch, sorted(addresses))
        self._people |= {address: found.get(address) for address in addresses}
        self._forms |= await dialogues.newest_of(self._batch, [person.id for person in found.values()])

-- name: since(person)$
SELECT created_at FROM people WHERE id = :person;

-- name: forms(person)
SELECT name, step, answers, updated_at FROM dialogues WHERE person = :person ORDER BY id;

-- name: follows(person)
SELECT studios.name, follows.at FROM follows JOIN studios ON studios.id = follows.studio
WHERE follows.person = :person ORDER BY follows.at, studios.id;

-- name: questions(person)
SELECT receipt, text, state, asked_at, closed_at, answer, source FROM questions WHERE person = :person ORDER BY id;

-- name: acts(person)
SELECT at, action, subject, detail FROM audit WHERE person = :person ORDER BY id;

-- name: heard(address)
SELECT raw, received_at FROM inbox WHERE lane = :address AND raw <> '{}' ORDER BY update_id;

-- name: said(person, address)
SELECT method, payload, created_at FROM outbox WHERE person = :person OR chat = :address ORDER BY id;

-- name: leaning(address)
SELECT answer, at FROM focus WHERE chat = :address OR substr(chat, 1, length(:address) + 1) = :address || ':';

-- name: erase_heard(address)!
-- What is being handled this moment goes with the rest after 72 hours.
DELETE FROM inbox WHERE lane = :address AND state <> 'waiting';

-- name: erase_said(person, address)!
-- Answers on their way still go out: a second tap would take the first one's answer away.
DELETE FROM outbox
WHERE (person = :person OR chat = :address) AND state <> 'sending' AND NOT (lane = 0 AND state IN ('waiting', 'retry'));

-- name: erase_files()!
DELETE FROM files WHERE id NOT IN (SELECT file FROM outbox WHERE file IS NOT NULL);

-- name: erase_leaning(address)!
DELETE FROM focus WHERE chat = :address OR substr(chat, 1, length(:address) + 1) = :address || ':';

-- name: erase_forms(person)!
DELETE FROM dialogues WHERE person = :person;

-- name: erase_follows(person)!
DELETE FROM follows WHERE person = :person;

-- name: erase_consents(person)!
DELETE FROM consents WHERE person = :person;

-- name: erase_questions(person)!
DELETE FROM questions WHERE person = :person;

-- name: erase_language(person)!
UPDATE people SET language = '' WHERE id = :person;

-- name: erase_person(person)!
-- Whoever holds a role stays: the role was given by an officer, who takes it back.
DELETE FROM people WHERE id = :person AND NOT EXISTS (SELECT 1 FROM roles WHERE roles.person = people.id);

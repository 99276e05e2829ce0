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
SELECT method, payload, created_at FROM outbox
WHERE (person = :person OR chat = :address) AND payload <> '{}' ORDER BY id;

-- name: leaning(address)
SELECT answer, at FROM focus WHERE chat = :address;

-- name: erase_heard(address)!
-- What is being handled this moment goes with the rest after 72 hours.
DELETE FROM inbox WHERE lane = :address AND state <> 'waiting';

-- name: erase_said(person, address)!
-- Replies on their way still go out: a second tap would take the first one's reply away. An officer's answer does not.
DELETE FROM outbox
WHERE (person = :person OR chat = :address) AND state <> 'sending'
    AND NOT (lane = 0 AND state IN ('waiting', 'retry') AND substr(coalesce(dedupe_key, ''), 1, 7) <> 'answer:');

-- name: told(person)
SELECT id, receipt, person, text, asked_at FROM questions WHERE person = :person;

-- name: untell_waiting(person, notice, receipt, beginning)!
-- What others were to read of a question: its notices, and whatever names it or begins to quote it.
DELETE FROM outbox
WHERE state IN ('waiting', 'retry') AND person <> :person
    AND (
        substr(dedupe_key, 1, length(:notice)) = :notice
        OR instr(payload, :receipt) > 0 OR instr(payload, :beginning) > 0
    );

-- name: untell_sending(person, notice, receipt, beginning)!
-- On its way just now: it is not tried a second time.
UPDATE outbox SET payload = '{}', expires_at = 0
WHERE state = 'sending' AND person <> :person
    AND (
        substr(dedupe_key, 1, length(:notice)) = :notice
        OR instr(payload, :receipt) > 0 OR instr(payload, :beginning) > 0
    );

-- name: untell_sent(person, notice, asked_at)!
-- What was said to officers since it was asked may quote any part of it; none of it is needed any more.
UPDATE outbox SET payload = '{}'
WHERE finished_at IS NOT NULL AND created_at >= :asked_at AND person <> :person
    AND (substr(dedupe_key, 1, length(:notice)) = :notice OR person IN (SELECT roles.person FROM roles WHERE role IN ('admin', 'owner')));

-- name: erase_files()!
DELETE FROM files WHERE id NOT IN (SELECT file FROM outbox WHERE file IS NOT NULL);

-- name: erase_leaning(address)!
DELETE FROM focus WHERE chat = :address;

-- name: erase_once(address)!
DELETE FROM once WHERE chat = :address;

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

-- name: begin(person, name, step, answers, now)<!
INSERT INTO dialogues (person, name, step, answers, updated_at) VALUES (:person, :name, :step, :answers, :now)
ON CONFLICT (person, name) DO UPDATE
SET step = excluded.step, answers = excluded.answers, version = version + 1, updated_at = excluded.updated_at
RETURNING id, person, name, step, answers, version, updated_at;

-- name: newest(person)^
SELECT id, person, name, step, answers, version, updated_at FROM dialogues
WHERE person = :person ORDER BY updated_at DESC, id DESC LIMIT 1;

-- name: move(id, version, step, answers, now)^
UPDATE dialogues SET step = :step, answers = :answers, version = version + 1, updated_at = :now
WHERE id = :id AND version = :version
RETURNING id, person, name, step, answers, version, updated_at;

-- name: finish(id, version)!
DELETE FROM dialogues WHERE id = :id AND version = :version;

-- name: forget_person(person)!
DELETE FROM dialogues WHERE person = :person;

-- name: prune(before)!
DELETE FROM dialogues WHERE updated_at < :before;

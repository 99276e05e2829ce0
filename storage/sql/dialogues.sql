-- name: begin(person, name, step, answers, now)^
INSERT INTO dialogues (person, name, step, answers, turn, updated_at)
VALUES (
    :person, :name, :step, :answers,
    (SELECT coalesce(max(turn), 0) + 1 FROM dialogues WHERE person = :person), :now
)
ON CONFLICT (person, name) DO UPDATE
SET step = excluded.step, answers = excluded.answers, version = version + 1, turn = excluded.turn,
    updated_at = excluded.updated_at
RETURNING *;

-- name: newest(person)^
SELECT * FROM dialogues WHERE person = :person ORDER BY turn DESC LIMIT 1;

-- name: newest_of(people)
SELECT * FROM dialogues d
WHERE d.person IN :people AND d.turn = (SELECT max(o.turn) FROM dialogues o WHERE o.person = d.person);

-- name: named(person, name)^
SELECT * FROM dialogues WHERE person = :person AND name = :name;

-- name: move(id, version, step, answers, now)^
UPDATE dialogues
SET step = :step, answers = :answers, version = version + 1, updated_at = :now,
    turn = (SELECT max(o.turn) + 1 FROM dialogues o WHERE o.person = dialogues.person)
WHERE id = :id AND version = :version
RETURNING *;

-- name: remind(id, version)!
UPDATE dialogues SET reminded = :version WHERE id = :id AND version = :version;

-- name: finish(id, version)!
DELETE FROM dialogues WHERE id = :id AND version = :version;

-- name: prune(before, long_before, long_kept)!
DELETE FROM dialogues WHERE updated_at < :before AND (updated_at < :long_before OR name NOT IN :long_kept);

-- name: lift(id)!
UPDATE dialogues SET turn = (SELECT max(o.turn) + 1 FROM dialogues o WHERE o.person = dialogues.person) WHERE id = :id;

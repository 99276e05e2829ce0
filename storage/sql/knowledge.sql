-- name: everything()
SELECT * FROM knowledge ORDER BY id;

-- name: by_id(id)^
SELECT * FROM knowledge WHERE id = :id;

-- name: page(at_most, skip)
SELECT * FROM knowledge ORDER BY updated_on DESC, id DESC LIMIT :at_most OFFSET :skip;

-- name: number()$
SELECT count(*) FROM knowledge;

-- name: add(question, answer, source, updated_on, now)$
INSERT INTO knowledge (question, answer, source, updated_on, added_at)
VALUES (:question, :answer, :source, :updated_on, :now)
RETURNING id;

-- name: change(id, version, question, answer, source, updated_on)!
UPDATE knowledge SET question = :question, answer = :answer, source = :source, updated_on = :updated_on,
    version = version + 1
WHERE id = :id AND version = :version;

-- name: count_use(id)!
UPDATE knowledge SET used = used + 1 WHERE id = :id;

-- name: remove(id)!
DELETE FROM knowledge WHERE id = :id;

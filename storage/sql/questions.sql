-- name: next_receipt(series)$
INSERT INTO receipts (series, last) VALUES (:series, 1)
ON CONFLICT (series) DO UPDATE SET last = last + 1
RETURNING last;

-- name: add(receipt, person, language, text, studio, unanswered, now)$
INSERT INTO questions (receipt, person, language, text, studio, unanswered, asked_at)
VALUES (:receipt, :person, :language, :text, :studio, :unanswered, :now)
RETURNING id;

-- name: add_file(question, position, kind, file_id)!
INSERT INTO question_files (question, position, kind, file_id) VALUES (:question, :position, :kind, :file_id);

-- name: files(question)
SELECT kind, file_id FROM question_files WHERE question = :question ORDER BY position;

-- name: by_id(id)^
SELECT * FROM questions WHERE id = :id;

-- name: open_ones(at_most, skip)
-- Who has waited longest comes first.
SELECT * FROM questions WHERE state = 'open' ORDER BY asked_at, id LIMIT :at_most OFFSET :skip;

-- name: answered_ones(at_most, skip)
SELECT * FROM questions WHERE state = 'answered' ORDER BY closed_at DESC, id DESC LIMIT :at_most OFFSET :skip;

-- name: of_person(person, at_most, skip)
SELECT * FROM questions WHERE person = :person ORDER BY asked_at DESC, id DESC LIMIT :at_most OFFSET :skip;

-- name: number_in(state)$
SELECT count(*) FROM questions WHERE state = :state;

-- name: number_of(person)$
SELECT count(*) FROM questions WHERE person = :person;

-- name: number_open(person)$
SELECT count(*) FROM questions WHERE person = :person AND state = 'open';

-- name: answer(id, version, answer, source, answered_by, now)!
UPDATE questions
SET state = 'answered', answer = :answer, source = :source, answered_by = :answered_by, closed_at = :now,
    version = version + 1
WHERE id = :id AND version = :version AND state = 'open';

-- name: withdraw(id, person, now)!
UPDATE questions SET state = 'withdrawn', closed_at = :now, version = version + 1
WHERE id = :id AND person = :person AND state = 'open';

-- name: set_knowledge(id, knowledge)!
UPDATE questions SET knowledge = :knowledge WHERE id = :id;

-- name: prune(before)!
DELETE FROM questions WHERE closed_at < :before;

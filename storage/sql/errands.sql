-- name: put(kind, person, chat, language, arguments, now)!
INSERT INTO errands (kind, person, chat, language, arguments, created_at)
VALUES (:kind, :person, :chat, :language, :arguments, :now);

-- name: first_due(now, far)$
-- Nobody waits beyond :far: then the clock was set back.
SELECT id FROM errands
WHERE state = 'waiting' AND (not_before <= :now OR not_before > :far)
ORDER BY not_before, id
LIMIT 1;

-- name: claim(now, far)^
-- It counts as tried from now on: one that kills whoever is at it is not begun for ever.
UPDATE errands SET state = 'doing', tries = tries + 1
WHERE id = (
    SELECT id FROM errands
    WHERE state = 'waiting' AND (not_before <= :now OR not_before > :far)
    ORDER BY not_before, id
    LIMIT 1
) AND state = 'waiting'
RETURNING id, kind, person, chat, language, arguments, tries;

-- name: next_due(now)$
SELECT min(not_before) FROM errands WHERE state = 'waiting' AND not_before > :now;

-- name: interrupted(most)!
UPDATE errands SET state = 'waiting' WHERE state = 'doing' AND tries < :most;

-- name: deadly()
-- What is left after that: begun and never ended.
SELECT id, kind, person, chat, language, arguments, tries FROM errands WHERE state = 'doing' ORDER BY id;

-- name: finish(id, now)!
UPDATE errands SET state = 'done', finished_at = :now, error = '' WHERE id = :id AND state = 'doing';

-- name: failed(id, state, not_before, finished_at, error)!
UPDATE errands
SET state = :state, not_before = :not_before, finished_at = :finished_at, error = :error
WHERE id = :id AND state = 'doing';

-- name: prune(before)!
DELETE FROM errands WHERE finished_at < :before;

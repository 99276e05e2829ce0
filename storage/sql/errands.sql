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
UPDATE errands SET state = 'doing'
WHERE id = (
    SELECT id FROM errands
    WHERE state = 'waiting' AND (not_before <= :now OR not_before > :far)
    ORDER BY not_before, id
    LIMIT 1
) AND state = 'waiting'
RETURNING id, kind, person, chat, language, arguments, tries;

-- name: next_due(now)$
SELECT min(not_before) FROM errands WHERE state = 'waiting' AND not_before > :now;

-- name: interrupted()!
UPDATE errands SET state = 'waiting' WHERE state = 'doing';

-- name: finish(id, now)!
UPDATE errands SET state = 'done', finished_at = :now, error = '' WHERE id = :id AND state = 'doing';

-- name: failed(id, state, tries, not_before, finished_at, error)!
UPDATE errands
SET state = :state, tries = :tries, not_before = :not_before, finished_at = :finished_at, error = :error
WHERE id = :id AND state = 'doing';

-- name: prune(before)!
DELETE FROM errands WHERE finished_at < :before;

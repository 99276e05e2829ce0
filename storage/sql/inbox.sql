-- name: put(update_id, lane, raw, received_at)*!
INSERT INTO inbox (update_id, lane, raw, received_at) VALUES (:update_id, :lane, :raw, :received_at)
ON CONFLICT (update_id) DO NOTHING;

-- name: newest()$
SELECT max(update_id) FROM inbox;

-- name: waiting(now, far, at_most)
-- An update that is to be tried again later holds back the later ones of its lane. Nobody waits beyond :far: then the clock
-- was set back.
SELECT i.update_id, i.lane, i.raw, i.tries, i.received_at
FROM inbox i
WHERE i.state = 'waiting' AND (i.not_before <= :now OR i.not_before > :far)
    AND NOT EXISTS (
        SELECT 1 FROM inbox e
        WHERE e.lane = i.lane AND e.state = 'waiting' AND e.update_id < i.update_id
            AND e.not_before > :now AND e.not_before <= :far
    )
ORDER BY i.update_id
LIMIT :at_most;

-- name: next_try(now)$
SELECT min(not_before) FROM inbox WHERE state = 'waiting' AND not_before > :now;

-- name: done(update_ids, now)!
UPDATE inbox SET state = 'done', finished_at = :now WHERE update_id IN :update_ids AND state = 'waiting';

-- name: raw(update_id, lane)$
SELECT raw FROM inbox WHERE update_id = :update_id AND lane = :lane;

-- name: latest(lane, back)
-- Handled updates have no index by who sent them: so few are asked for that none is needed.
SELECT raw FROM inbox WHERE update_id > (SELECT max(update_id) FROM inbox) - :back AND lane = :lane ORDER BY update_id DESC;

-- name: wipe(update_id)!
UPDATE inbox SET raw = '{}' WHERE update_id = :update_id;

-- name: failed(update_id, state, tries, not_before, finished_at, error)!
UPDATE inbox
SET state = :state, tries = :tries, not_before = :not_before, finished_at = :finished_at, error = :error
WHERE update_id = :update_id;

-- name: counts()
SELECT state, count(*) AS number FROM inbox GROUP BY state;

-- name: prune(before)!
DELETE FROM inbox WHERE finished_at < :before;

-- name: lanes()
SELECT DISTINCT lane FROM inbox;

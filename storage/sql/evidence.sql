-- name: add(studio, subject, number, kind, file_id, name, text, person, state, bytes, at, kept_at)!
INSERT INTO evidence (studio, subject, number, kind, file_id, name, text, person, state, bytes, next_try, at, kept_at)
VALUES (:studio, :subject, :number, :kind, :file_id, :name, :text, :person, :state, :bytes, :at, :at, :kept_at);

-- name: of(subject, numbers)
SELECT * FROM evidence WHERE subject = :subject AND number IN :numbers ORDER BY number, id;

-- name: find(id)^
SELECT * FROM evidence WHERE id = :id;

-- name: used_bytes(studio)$
-- What is refused takes no room; what waits has its room already.
SELECT coalesce(sum(bytes), 0) FROM evidence WHERE studio = :studio AND state IN ('waiting', 'kept');

-- name: due(now, far, at_most)
-- Nobody waits beyond :far: then the clock was set back.
SELECT * FROM evidence
WHERE state = 'waiting' AND (next_try <= :now OR next_try > :far)
ORDER BY next_try, id
LIMIT :at_most;

-- name: next_due(now)$
SELECT min(next_try) FROM evidence WHERE state = 'waiting' AND next_try > :now;

-- name: kept(id, stored, type, bytes, now)!
UPDATE evidence
SET state = 'kept', why = '', stored = :stored, type = :type, bytes = :bytes, tries = tries + 1, kept_at = :now
WHERE id = :id AND state = 'waiting';

-- name: refused(id, why, type)!
UPDATE evidence SET state = 'refused', why = :why, type = :type, tries = tries + 1 WHERE id = :id AND state = 'waiting';

-- name: not_yet(id, state, why, tries, next_try)!
UPDATE evidence SET state = :state, why = :why, tries = :tries, next_try = :next_try WHERE id = :id AND state = 'waiting';

-- name: stored_names()
SELECT stored FROM evidence WHERE stored <> '';

-- name: stuck(why)$
SELECT count(*) FROM evidence WHERE state = 'waiting' AND why = :why;

-- name: receipt(subject, number)$
SELECT receipt FROM news WHERE :subject = 'news' AND id = :number
UNION ALL
SELECT receipt FROM reports WHERE :subject = 'report' AND id = :number;

-- name: unsent(since, start)
SELECT id, person, chat, dedupe_key FROM outbox
WHERE finished_at > :since AND state = 'dead' AND person IS NOT NULL AND substr(dedupe_key, 1, length(:start)) = :start;

-- name: replaced(letters)!
UPDATE outbox SET state = 'cancelled' WHERE id IN :letters AND state = 'dead';

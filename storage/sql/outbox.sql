-- name: put(dedupe_key, person, chat, lane, method, payload, file, not_before, expires_at, now)<!
INSERT INTO outbox (dedupe_key, person, chat, lane, method, payload, file, not_before, expires_at, created_at)
VALUES (:dedupe_key, :person, :chat, :lane, :method, :payload, :file, :not_before, :expires_at, :now)
ON CONFLICT (dedupe_key) DO NOTHING
RETURNING id;

-- name: put_file(name, field, content)<!
INSERT INTO files (name, field, content) VALUES (:name, :field, :content) RETURNING id;

-- name: file(id)^
SELECT name, field, content FROM files WHERE id = :id;

-- name: due(now, far, at_most)
-- The first of every chat and lane that may go now: an earlier one still under way holds the later ones back. Only a 429
-- makes a retry wait beyond :far; any other that does was written before the clock was set back.
SELECT o.id, o.chat, o.method, o.lane
FROM outbox o
WHERE o.state IN ('waiting', 'retry')
    AND (o.not_before <= :now OR (o.not_before > :far AND o.state = 'retry' AND o.error <> '429'))
    AND NOT EXISTS (
        SELECT 1 FROM outbox e
        WHERE e.chat = o.chat AND e.lane = o.lane AND e.id < o.id AND e.state IN ('waiting', 'retry', 'sending')
    )
ORDER BY o.lane, o.id
LIMIT :at_most;

-- name: next_due(now)$
SELECT min(not_before) FROM outbox WHERE state IN ('waiting', 'retry') AND not_before > :now;

-- name: claim(id, lease_until)^
UPDATE outbox SET state = 'sending', tries = tries + 1, lease_until = :lease_until
WHERE id = :id AND state IN ('waiting', 'retry')
RETURNING id, chat, method, payload, lane, person, file, tries;

-- name: cancel(chat, key_start, now)!
UPDATE outbox SET state = 'cancelled', finished_at = :now
WHERE chat = :chat AND state = 'waiting' AND substr(dedupe_key, 1, length(:key_start)) = :key_start;

-- name: expire(now)!
UPDATE outbox SET state = 'expired', finished_at = :now
WHERE state IN ('waiting', 'retry') AND expires_at <= :now;

-- name: record(id, state, not_before, tries, maybe_repeat, finished_at, message_id, error)!
UPDATE outbox
SET state = :state, not_before = :not_before, tries = :tries, maybe_repeat = max(maybe_repeat, :maybe_repeat),
    finished_at = :finished_at, telegram_message_id = :message_id, error = :error, lease_until = NULL
WHERE id = :id AND state = 'sending';

-- name: rewrite(id, chat, method, payload)!
UPDATE outbox SET chat = :chat, method = :method, payload = :payload WHERE id = :id AND state = 'retry';

-- name: migrate_chat(old, new)!
UPDATE outbox SET chat = :new WHERE chat = :old AND state IN ('waiting', 'retry', 'sending');

-- name: interrupted()!
-- Claimed by a process that is gone: whether it got as far as Telegram is unknown.
UPDATE outbox
SET state = 'retry', lease_until = NULL,
    maybe_repeat = CASE WHEN method IN ('sendMessage', 'sendDocument', 'sendPhoto', 'copyMessage') THEN 1 ELSE maybe_repeat END
WHERE state = 'sending';

-- name: counts()
SELECT state, count(*) AS number, sum(maybe_repeat) AS maybe_repeat FROM outbox GROUP BY state;

-- name: prune_messages(before)!
DELETE FROM outbox WHERE finished_at < :before AND state <> 'dead';

-- name: prune_files()!
DELETE FROM files WHERE id NOT IN (SELECT file FROM outbox WHERE file IS NOT NULL);

-- name: empty_dead(before)!
UPDATE outbox SET payload = '{}', file = NULL WHERE state = 'dead' AND finished_at < :before AND payload <> '{}';

-- name: prune_dead(before)!
DELETE FROM outbox WHERE state = 'dead' AND finished_at < :before;

-- name: ban(scope, until)!
INSERT INTO bans (scope, until) VALUES (:scope, :until)
ON CONFLICT (scope) DO UPDATE SET until = max(until, excluded.until);

-- name: bans(now)
SELECT scope, until FROM bans WHERE until > :now;

-- name: lift_bans(now)!
DELETE FROM bans WHERE until <= :now;

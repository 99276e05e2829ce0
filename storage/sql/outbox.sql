-- name: put_many(rows)
-- Each row: dedupe_key, person, chat, lane, method, payload, file, not_before, expires_at, created_at.
INSERT INTO outbox (dedupe_key, person, chat, lane, method, payload, file, not_before, expires_at, created_at)
VALUES :rows
ON CONFLICT (dedupe_key) DO NOTHING
RETURNING id;

-- name: put_file(name, field, content)<!
INSERT INTO files (name, field, content) VALUES (:name, :field, :content) RETURNING id;

-- name: file(id)^
SELECT name, field, content FROM files WHERE id = :id;

-- name: due(now, talk, bulk, each)
-- First what belongs to no mailing, lane by lane: the first of every chat, as an earlier one still under way holds the later
-- ones back. Every lane is read along its index as far as its limit, whatever waits behind. Then the next of every mailing
-- that is being sent; one that is paused, or whose messages are put off, costs one look.
SELECT * FROM (
    SELECT o.id, o.chat, o.method, o.lane, o.person, NULL AS mailing, '' AS kind FROM outbox o
    WHERE o.lane = 0 AND o.not_before <= :now AND o.state IN ('waiting', 'retry') AND o.mailing IS NULL
        AND (o.expires_at IS NULL OR o.expires_at > :now)
        AND NOT EXISTS (
            SELECT 1 FROM outbox e WHERE e.chat = o.chat AND e.lane = 0 AND e.id < o.id
                AND e.state IN ('waiting', 'retry', 'sending') AND e.mailing IS NULL
        )
    ORDER BY o.not_before, o.id LIMIT :talk
) AS replies
UNION ALL
SELECT * FROM (
    SELECT o.id, o.chat, o.method, o.lane, o.person, NULL AS mailing, '' AS kind FROM outbox o
    WHERE o.lane = 1 AND o.not_before <= :now AND o.state IN ('waiting', 'retry') AND o.mailing IS NULL
        AND (o.expires_at IS NULL OR o.expires_at > :now)
        AND NOT EXISTS (
            SELECT 1 FROM outbox e WHERE e.chat = o.chat AND e.lane = 1 AND e.id < o.id
                AND e.state IN ('waiting', 'retry', 'sending') AND e.mailing IS NULL
        )
    ORDER BY o.not_before, o.id LIMIT :talk
) AS urgent
UNION ALL
SELECT * FROM (
    SELECT o.id, o.chat, o.method, o.lane, o.person, NULL AS mailing, 'reminder' AS kind FROM outbox o
    WHERE o.lane = 2 AND o.not_before <= :now AND o.state IN ('waiting', 'retry') AND o.mailing IS NULL
        AND (o.expires_at IS NULL OR o.expires_at > :now)
        AND NOT EXISTS (
            SELECT 1 FROM outbox e WHERE e.chat = o.chat AND e.lane = 2 AND e.id < o.id
                AND e.state IN ('waiting', 'retry', 'sending') AND e.mailing IS NULL
        )
    ORDER BY o.not_before, o.id LIMIT :bulk
) AS reminders
UNION ALL
SELECT * FROM (
    SELECT o.id, o.chat, o.method, o.lane, o.person, NULL AS mailing, 'word' AS kind FROM outbox o
    WHERE o.lane = 3 AND o.not_before <= :now AND o.state IN ('waiting', 'retry') AND o.mailing IS NULL
        AND (o.expires_at IS NULL OR o.expires_at > :now)
        AND NOT EXISTS (
            SELECT 1 FROM outbox e WHERE e.chat = o.chat AND e.lane = 3 AND e.id < o.id
                AND e.state IN ('waiting', 'retry', 'sending') AND e.mailing IS NULL
        )
    ORDER BY o.not_before, o.id LIMIT :bulk
) AS words
UNION ALL
SELECT * FROM (
    SELECT o.id, o.chat, o.method, o.lane, o.person, o.mailing, m.kind FROM mailings m JOIN outbox o ON o.id IN (
        SELECT d.id FROM outbox d
        WHERE d.mailing = m.id AND d.not_before <= :now AND d.state IN ('waiting', 'retry')
            AND (d.expires_at IS NULL OR d.expires_at > :now)
        ORDER BY d.not_before, d.id LIMIT :each
    )
    WHERE m.state = 'sending' AND (CASE WHEN m.lane >= 2 THEN :bulk ELSE :talk END) > 0
    ORDER BY o.lane, m.id, o.not_before, o.id
) AS mailed;

-- name: next_due(now)$
SELECT min(at) FROM (
    SELECT min(not_before) AS at FROM outbox
    WHERE lane = 0 AND not_before > :now AND state IN ('waiting', 'retry') AND mailing IS NULL
    UNION ALL
    SELECT min(not_before) FROM outbox
    WHERE lane = 1 AND not_before > :now AND state IN ('waiting', 'retry') AND mailing IS NULL
    UNION ALL
    SELECT min(not_before) FROM outbox
    WHERE lane = 2 AND not_before > :now AND state IN ('waiting', 'retry') AND mailing IS NULL
    UNION ALL
    SELECT min(not_before) FROM outbox
    WHERE lane = 3 AND not_before > :now AND state IN ('waiting', 'retry') AND mailing IS NULL
    UNION ALL
    SELECT min((
        SELECT min(o.not_before) FROM outbox o
        WHERE o.mailing = m.id AND o.not_before > :now AND o.state IN ('waiting', 'retry')
    )) FROM mailings m WHERE m.state = 'sending'
) AS times;

-- name: recipients(ids)
-- What the gate asks about the people these messages are for. News of a competition reaches whoever is registered for it,
-- and news of a course whoever is enrolled in it, whatever they muted.
SELECT o.id, (SELECT m.known_by FROM mailings m WHERE m.id = o.mailing) AS known_by, a.person AS reachable, a.muted_at, q.quiet_from, q.quiet_to,
    (SELECT max(d.updated_at) FROM dialogues d WHERE d.person = o.person) AS touched,
    EXISTS (SELECT 1 FROM mutes u WHERE u.person = o.person AND u.kind = 'notice' AND u.subject = 0) AS no_notices,
    EXISTS (
        SELECT 1 FROM mutes u WHERE u.person = o.person AND u.kind = 'competition' AND (
            u.subject = 0 OR u.subject IN (
                SELECT c.subject FROM audience_conditions c JOIN mailings m ON m.audience = c.audience
                WHERE m.id = o.mailing AND c.kind = 'competition' AND c.wanted = 1
            )
        )
    ) AND NOT EXISTS (
        SELECT 1 FROM mailings m JOIN audience_conditions c ON c.audience = m.audience
        JOIN registrations g ON g.competition = c.subject
        WHERE m.id = o.mailing AND c.kind = 'competition' AND c.wanted = 1 AND g.person = o.person
    ) AND NOT EXISTS (
        SELECT 1 FROM mailings m JOIN audience_conditions c ON c.audience = m.audience
        WHERE m.id = o.mailing AND c.kind IN ('enrolled', 'seated') AND c.wanted = 1
    ) AS no_competitions
FROM outbox o
LEFT JOIN addresses a ON a.channel = 'telegram' AND a.address = o.chat AND a.person = o.person
LEFT JOIN preferences q ON q.person = o.person
WHERE o.id IN :ids;

-- name: judge(rows)!
-- Each row: id, state, not_before, finished_at, error.
UPDATE outbox SET state = v.column2, not_before = v.column3, finished_at = v.column4, error = v.column5
FROM (VALUES :rows) AS v
WHERE outbox.id = v.column1 AND outbox.state IN ('waiting', 'retry');

-- name: claim(ids, lease_until)
UPDATE outbox SET state = 'sending', tries = tries + 1, lease_until = :lease_until
WHERE id IN :ids AND state IN ('waiting', 'retry')
    AND (mailing IS NULL OR mailing IN (SELECT m.id FROM mailings m WHERE m.state = 'sending'))
RETURNING id, chat, method, payload, lane, person, file, tries, mailing,
    (SELECT b.payload FROM bodies b WHERE b.id = outbox.body) AS body;

-- name: still_sending(ids)
SELECT id FROM mailings WHERE id IN :ids AND state = 'sending';

-- name: cancel(chat, key_start, now)!
UPDATE outbox SET state = 'cancelled', finished_at = :now
WHERE chat = :chat AND state IN ('waiting', 'retry', 'sending') AND state = 'waiting'
    AND substr(dedupe_key, 1, length(:key_start)) = :key_start;

-- name: expire(now, limit)!
UPDATE outbox SET state = 'expired', finished_at = :now
WHERE id IN (SELECT e.id FROM outbox e WHERE e.state IN ('waiting', 'retry') AND e.expires_at <= :now LIMIT :limit);

-- name: record_sent(rows, now)!
-- Each row: id, telegram_message_id.
UPDATE outbox
SET state = 'sent', finished_at = :now, telegram_message_id = v.column2, error = '', lease_until = NULL
FROM (VALUES :rows) AS v
WHERE outbox.id = v.column1 AND outbox.state = 'sending';

-- name: record(rows)!
-- Each row: id, state, not_before, tries, maybe_repeat, finished_at, error.
UPDATE outbox
SET state = v.column2, not_before = v.column3, tries = v.column4, maybe_repeat = max(maybe_repeat, v.column5),
    finished_at = v.column6, error = v.column7, lease_until = NULL
FROM (VALUES :rows) AS v
WHERE outbox.id = v.column1 AND outbox.state = 'sending';

-- name: rewrite(rows)!
-- Each row: id, chat, method, payload (NULL: as it is).
UPDATE outbox SET chat = v.column2, method = v.column3, payload = coalesce(v.column4, payload)
FROM (VALUES :rows) AS v
WHERE outbox.id = v.column1 AND outbox.state = 'retry';

-- name: migrate_chat(old, new)!
UPDATE outbox SET chat = :new WHERE chat = :old AND state IN ('waiting', 'retry', 'sending');

-- name: migrate_address(old, new)!
UPDATE addresses SET address = :new
WHERE channel = 'telegram' AND address = :old
    AND NOT EXISTS (SELECT 1 FROM addresses b WHERE b.channel = 'telegram' AND b.address = :new);

-- name: migrate_focus(old, new)!
UPDATE focus SET chat = :new WHERE chat = :old AND NOT EXISTS (SELECT 1 FROM focus f WHERE f.chat = :new);

-- name: migrate_errands(old, new)!
UPDATE errands SET chat = :new WHERE chat = :old AND state IN ('waiting', 'doing');

-- name: give_up_bulk(chats, now)!
-- They blocked the bot: what can wait is not tried.
UPDATE outbox SET state = 'blocked', finished_at = :now, error = '403'
WHERE chat IN :chats AND lane >= 2 AND state IN ('waiting', 'retry', 'sending') AND state <> 'sending';

-- name: stop_mailings(ids)!
UPDATE mailings SET state = 'paused' WHERE id IN :ids AND state = 'sending';

-- name: clock_set_back(now, far)!
-- Nothing makes a retry wait beyond :far but what was written before the clock was set back, or a ban, which the pacing keeps.
UPDATE outbox SET not_before = :now
WHERE state IN ('waiting', 'retry') AND state = 'retry' AND not_before > :far;

-- name: interrupted()!
-- Claimed by a process that is gone: whether it got as far as Telegram is unknown.
UPDATE outbox
SET state = 'retry', lease_until = NULL,
    maybe_repeat = CASE WHEN method IN ('sendMessage', 'sendDocument', 'sendPhoto', 'sendVideo', 'copyMessage') THEN 1 ELSE maybe_repeat END
WHERE state IN ('waiting', 'retry', 'sending') AND state = 'sending';

-- name: counts()
SELECT state, count(*) AS number, sum(maybe_repeat) AS maybe_repeat FROM outbox GROUP BY state;

-- name: prune_messages(before, limit)!
-- What a mailing sent is kept as long as its report needs it (storage.mailings).
DELETE FROM outbox WHERE id IN (
    SELECT o.id FROM outbox o WHERE o.finished_at < :before AND o.state <> 'dead' AND o.mailing IS NULL LIMIT :limit
);

-- name: prune_files(limit)!
DELETE FROM files WHERE id IN (
    SELECT f.id FROM files f WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.file = f.id) LIMIT :limit
);

-- name: empty_dead(before)!
UPDATE outbox SET payload = '{}', file = NULL WHERE state = 'dead' AND finished_at < :before AND mailing IS NULL AND payload <> '{}';

-- name: prune_dead(before)!
DELETE FROM outbox WHERE state = 'dead' AND finished_at < :before AND mailing IS NULL;

-- name: ban(rows)!
INSERT INTO bans (scope, until) VALUES :rows
ON CONFLICT (scope) DO UPDATE SET until = max(until, excluded.until);

-- name: forget_bans()!
DELETE FROM bans;

-- name: bans(now)
SELECT scope, until FROM bans WHERE until > :now;

-- name: lift_bans(now)!
DELETE FROM bans WHERE until <= :now;

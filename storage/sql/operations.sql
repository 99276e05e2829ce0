-- name: backlog(now)
-- What has come to its time and was not said, lane by lane; chats that Telegram has us wait for do not count. Of a mailing
-- the first that waits stands for the others: however many they are, they are counted along the index.
SELECT lane, sum(number) AS number, min(oldest) AS oldest FROM (
    SELECT o.lane, count(*) AS number,
        min(CASE WHEN o.state = 'waiting' AND o.not_before > o.created_at THEN o.not_before ELSE o.created_at END) AS oldest
    FROM outbox o
    WHERE o.lane IN (0, 1, 2, 3) AND o.not_before <= :now AND o.state IN ('waiting', 'retry') AND o.mailing IS NULL
        AND o.chat NOT IN (SELECT scope FROM bans WHERE until > :now)
    GROUP BY o.lane
    UNION ALL
    SELECT o.lane, count(*), min(o.created_at) FROM outbox o
    WHERE o.state = 'retry' AND o.not_before > :now AND o.error <> '429'
        AND (o.mailing IS NULL OR o.mailing IN (SELECT id FROM mailings WHERE state = 'sending'))
        AND o.chat NOT IN (SELECT scope FROM bans WHERE until > :now)
    GROUP BY o.lane
    UNION ALL
    SELECT m.lane, (
        SELECT count(*) FROM outbox o
        WHERE o.mailing = m.id AND o.not_before <= :now AND o.state IN ('waiting', 'retry')
    ), (
        SELECT CASE WHEN o.state = 'waiting' AND o.not_before > o.created_at THEN o.not_before ELSE o.created_at END
        FROM outbox o
        WHERE o.mailing = m.id AND o.not_before <= :now AND o.state IN ('waiting', 'retry')
            AND o.chat NOT IN (SELECT scope FROM bans WHERE until > :now)
        ORDER BY o.not_before, o.id LIMIT 1
    )
    FROM mailings m WHERE m.state = 'sending'
) AS parts
WHERE oldest IS NOT NULL
GROUP BY lane
ORDER BY lane;

-- name: later(now)$
SELECT (
    SELECT count(*) FROM outbox
    WHERE lane IN (0, 1, 2, 3) AND not_before > :now AND state IN ('waiting', 'retry') AND mailing IS NULL
        AND state = 'waiting'
) + (
    SELECT count(*) FROM mailings m JOIN outbox o ON o.mailing = m.id
    WHERE m.state IN ('sending', 'paused')
        AND o.not_before > :now AND o.state IN ('waiting', 'retry') AND o.state = 'waiting'
);

-- name: in_flight()$
SELECT count(*) FROM outbox WHERE state = 'sending';

-- name: heard(in_hand)^
SELECT count(*) AS number, min(received_at) AS oldest FROM inbox WHERE state = 'waiting' AND update_id <> :in_hand;

-- name: heard_dead()$
SELECT count(*) FROM inbox WHERE state = 'dead';

-- name: repeats()$
SELECT count(*) FROM outbox WHERE maybe_repeat = 1;

-- name: blocked()$
SELECT count(*) FROM addresses WHERE muted_at IS NOT NULL;

-- name: errands()^
SELECT count(*) AS number, min(created_at) AS oldest FROM errands WHERE state IN ('waiting', 'doing');

-- name: errands_dead()$
SELECT count(*) FROM errands WHERE state = 'dead';

-- name: reasons(limit)
SELECT error AS reason, count(*) AS number, max(id) AS newest, max(finished_at) AS at,
    sum(CASE WHEN payload <> '{}' OR body IS NOT NULL THEN 1 ELSE 0 END) AS mendable
FROM outbox WHERE state = 'dead'
GROUP BY error
ORDER BY number DESC, reason
LIMIT :limit;

-- name: dead()$
SELECT count(*) FROM outbox WHERE state = 'dead';

-- name: letter(id)^
SELECT id, method, lane, error, state, tries, finished_at, payload <> '{}' OR body IS NOT NULL AS mendable
FROM outbox WHERE id = :id;

-- name: of_reason(reason, limit)
SELECT id, method, lane, error, state, tries, finished_at, payload <> '{}' OR body IS NOT NULL AS mendable
FROM outbox WHERE state = 'dead' AND error = :reason
ORDER BY id DESC
LIMIT :limit;

-- name: resend_one(id, expires_at)!
UPDATE outbox SET state = 'waiting', tries = 0, not_before = 0, finished_at = NULL, error = '',
    -- Its words, if a reminder's, are true until then: what is claimed later is written anew.
    expires_at = CASE WHEN lane = 2 AND mailing IS NULL AND expires_at < :expires_at THEN expires_at ELSE :expires_at END
WHERE id = :id AND state = 'dead' AND (payload <> '{}' OR body IS NOT NULL)
    AND (mailing IS NULL OR mailing IN (
        -- Nothing of what was deleted meanwhile, and no change that another one came after.
        SELECT m.id FROM mailings m WHERE m.state <> 'cancelled' AND NOT EXISTS (
            SELECT 1 FROM mailings later WHERE later.notice = m.notice AND later.id > m.id AND later.state <> 'cancelled'
                AND (later.kind = 'delete' OR (later.kind = 'edit' AND m.kind = 'edit'))
        )
    ));

-- name: resend_all(reason, expires_at)!
UPDATE outbox SET state = 'waiting', tries = 0, not_before = 0, finished_at = NULL, error = '',
    -- Its words, if a reminder's, are true until then: what is claimed later is written anew.
    expires_at = CASE WHEN lane = 2 AND mailing IS NULL AND expires_at < :expires_at THEN expires_at ELSE :expires_at END
WHERE state = 'dead' AND error = :reason AND (payload <> '{}' OR body IS NOT NULL)
    AND (mailing IS NULL OR mailing IN (
        -- Nothing of what was deleted meanwhile, and no change that another one came after.
        SELECT m.id FROM mailings m WHERE m.state <> 'cancelled' AND NOT EXISTS (
            SELECT 1 FROM mailings later WHERE later.notice = m.notice AND later.id > m.id AND later.state <> 'cancelled'
                AND (later.kind = 'delete' OR (later.kind = 'edit' AND m.kind = 'edit'))
        )
    ));

-- name: reopen()!
-- A mailing that was done goes on for what is sent again.
UPDATE mailings SET state = 'sending', finished_at = NULL
WHERE state = 'done' AND EXISTS (SELECT 1 FROM outbox o WHERE o.mailing = mailings.id AND o.state = 'waiting');

-- name: under_way()
SELECT m.id, m.kind, m.state, m.held, m.filled, m.cursor, coalesce(n.title, '') AS title
FROM mailings m LEFT JOIN notices n ON n.id = m.notice
WHERE m.state IN ('sending', 'paused')
ORDER BY m.id;

-- name: states(mailing)
SELECT state, count(*) AS number FROM outbox WHERE mailing = :mailing GROUP BY state;

-- name: due(mailing, now)$
SELECT count(*) FROM outbox WHERE mailing = :mailing AND not_before <= :now AND state IN ('waiting', 'retry');

-- name: dead_since(since)$
-- A warning of trouble that was given up is none itself.
SELECT (
        SELECT count(*) FROM outbox
        WHERE state = 'dead' AND mailing IS NULL AND finished_at > :since
            AND coalesce(dedupe_key, '') NOT LIKE 'trouble:%' AND coalesce(dedupe_key, '') NOT LIKE 'over:%'
    )
    + (SELECT count(*) FROM inbox WHERE state = 'dead' AND finished_at > :since)
    + (SELECT count(*) FROM errands WHERE state = 'dead' AND finished_at > :since);

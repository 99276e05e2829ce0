-- name: add(title, content, author, now)<!
INSERT INTO notices (title, content, state, author, created_at, changed_at)
VALUES (:title, :content, 'draft', :author, :now, :now)
RETURNING id;

-- name: by_id(id)^
SELECT * FROM notices WHERE id = :id;

-- name: save(id, version, title, content, audience, size, state, judged_by, reason, send_at, keep_open, revision, revised_by, progress_chat, progress_message, watched, now)^
UPDATE notices
SET title = :title, content = :content, audience = :audience, size = :size, state = :state, judged_by = :judged_by, reason = :reason,
    send_at = :send_at, keep_open = :keep_open, revision = :revision, revised_by = :revised_by,
    progress_chat = :progress_chat, progress_message = :progress_message, watched = :watched,
    version = version + 1, changed_at = :now
WHERE id = :id AND version = :version
RETURNING *;

-- name: erase(id, version)!
DELETE FROM notices WHERE id = :id AND version = :version AND state IN ('draft', 'refused');

-- name: forget_audience(audience)!
DELETE FROM audiences
WHERE id = :audience
    AND NOT EXISTS (SELECT 1 FROM notices WHERE audience = :audience)
    AND NOT EXISTS (SELECT 1 FROM mailings WHERE audience = :audience);

-- name: watch(id)!
UPDATE notices SET watched = 1 WHERE id = :id;

-- name: watched()
SELECT id FROM notices WHERE watched = 1 ORDER BY id;

-- name: showed(id, shown, message, watched, now)!
UPDATE notices SET progress_shown = :shown, progress_at = :now, progress_message = :message, watched = :watched
WHERE id = :id;

-- name: sent_anew(key)$
-- The sender says anew what it cannot edit any more.
SELECT telegram_message_id FROM outbox WHERE dedupe_key = :key AND method = 'sendMessage' AND state = 'sent';

-- name: listed(stage, person, limit, offset)
-- A notice's stage: its own state until it is approved, then how far its mailing is. Drafts are their author's alone.
SELECT notices.*
FROM notices LEFT JOIN mailings ON mailings.id = (
    SELECT max(sent.id) FROM mailings sent WHERE sent.notice = notices.id AND sent.kind = 'notice'
)
WHERE (:stage = 'draft' AND notices.state IN ('draft', 'refused') AND notices.author = :person)
    OR (:stage = 'approval' AND notices.state = 'approval')
    OR (:stage = 'planned' AND notices.state = 'approved' AND mailings.state = 'planned')
    OR (:stage = 'sending' AND notices.state = 'approved' AND mailings.state IN ('sending', 'paused'))
    OR (:stage = 'done' AND (notices.state = 'cancelled' OR (notices.state = 'approved' AND mailings.state IN ('done', 'cancelled'))))
ORDER BY notices.changed_at DESC, notices.id DESC
LIMIT :limit OFFSET :offset;

-- name: numbers(person)
SELECT
    CASE
        WHEN notices.state IN ('draft', 'refused') THEN 'draft'
        WHEN notices.state = 'approval' THEN 'approval'
        WHEN notices.state = 'approved' AND mailings.state = 'planned' THEN 'planned'
        WHEN notices.state = 'approved' AND mailings.state IN ('sending', 'paused') THEN 'sending'
        ELSE 'done'
    END AS stage,
    count(*) AS number
FROM notices LEFT JOIN mailings ON mailings.id = (
    SELECT max(sent.id) FROM mailings sent WHERE sent.notice = notices.id AND sent.kind = 'notice'
)
WHERE notices.state NOT IN ('draft', 'refused') OR notices.author = :person
GROUP BY 1;

-- name: confirm(notice, person, now)!
INSERT INTO confirmations (notice, person, at) VALUES (:notice, :person, :now)
ON CONFLICT (notice, person) DO NOTHING;

-- name: confirmed_at(notice, person)$
SELECT at FROM confirmations WHERE notice = :notice AND person = :person;

-- name: number_confirmed(notice)$
SELECT count(*) FROM confirmations WHERE notice = :notice;

-- name: reached(notice, person)^
-- Also a message still counted as under way: its answer may be lost while the person reads it. The state is asked in a
-- CASE, so that the row is looked up by its person and not by its state, which a hundred thousand others have too.
SELECT 1 FROM outbox
WHERE outbox.person = :person
    AND outbox.mailing IN (SELECT id FROM mailings WHERE notice = :notice AND kind IN ('notice', 'nudge'))
    AND CASE WHEN outbox.state IN ('sent', 'sending', 'retry') THEN 1 ELSE 0 END = 1
LIMIT 1;

-- name: rows_gone(notice)^
SELECT 1 FROM mailings WHERE notice = :notice AND kind = 'notice' AND report <> '' LIMIT 1;

-- name: number_reached(notice)$
SELECT count(*) FROM mailings JOIN outbox ON outbox.mailing = mailings.id AND outbox.state = 'sent'
WHERE mailings.notice = :notice AND mailings.kind = 'notice' AND outbox.person IS NOT NULL;

-- name: silent_in_roles(notice)
-- Few people have a role: they are looked up one by one.
SELECT outbox.person, outbox.chat, min(roles.role) AS role, coalesce(min(studios.name), '') AS studio
FROM roles
CROSS JOIN outbox ON outbox.person = roles.person
    AND outbox.mailing = (SELECT max(id) FROM mailings WHERE notice = :notice AND kind = 'notice')
LEFT JOIN studios ON studios.id = roles.studio
WHERE outbox.state = 'sent'
    AND NOT EXISTS (SELECT 1 FROM confirmations WHERE notice = :notice AND person = outbox.person)
GROUP BY outbox.person, outbox.chat
ORDER BY outbox.person;

-- name: silent_others(notice, limit, offset)
-- In the order of the index, so that no more is read than is shown and what comes before it.
SELECT outbox.person, outbox.chat, '' AS role, '' AS studio
FROM outbox
WHERE outbox.mailing = (SELECT max(id) FROM mailings WHERE notice = :notice AND kind = 'notice')
    AND outbox.state = 'sent' AND outbox.person IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM confirmations WHERE notice = :notice AND person = outbox.person)
    AND NOT EXISTS (SELECT 1 FROM roles WHERE roles.person = outbox.person)
ORDER BY outbox.person LIMIT :limit OFFSET :offset;

-- name: receipts(notice)
SELECT outbox.person, CASE WHEN outbox.person IS NULL THEN '' ELSE outbox.chat END AS chat, outbox.state, outbox.error,
    coalesce(confirmations.at, 0) AS confirmed_at
FROM outbox
JOIN mailings ON mailings.id = outbox.mailing
LEFT JOIN confirmations ON confirmations.notice = :notice AND confirmations.person = outbox.person
WHERE mailings.notice = :notice AND mailings.kind = 'notice'
ORDER BY outbox.id;

-- name: roles_of_receipts(notice)
SELECT DISTINCT outbox.person, roles.role, coalesce(studios.name, '') AS studio
FROM outbox
JOIN mailings ON mailings.id = outbox.mailing
JOIN roles ON roles.person = outbox.person
LEFT JOIN studios ON studios.id = roles.studio
WHERE mailings.notice = :notice AND mailings.kind = 'notice';

-- name: last_nudge(notice)$
SELECT max(created_at) FROM mailings WHERE notice = :notice AND kind = 'nudge';

-- name: competition(id)^
SELECT id, title, state FROM competitions WHERE id = :id;

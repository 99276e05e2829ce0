-- name: create(kind, notice, audience, reached_by, lane, method, start_at, expires_at, open_until, expected, at_most, known_by, created_by, now)<!
INSERT INTO mailings (kind, notice, audience, reached_by, lane, method, start_at, expires_at, open_until, expected, at_most,
    known_by, created_by, created_at)
VALUES (:kind, :notice, :audience, :reached_by, :lane, :method, :start_at, :expires_at, :open_until, :expected, :at_most,
    :known_by, :created_by, :now)
RETURNING id;

-- name: put_body(mailing, language, payload)*!
INSERT INTO bodies (mailing, language, payload) VALUES (:mailing, :language, :payload)
ON CONFLICT (mailing, language) DO UPDATE SET payload = excluded.payload;

-- name: bodies(mailing)
SELECT id, language, payload FROM bodies WHERE mailing = :mailing;

-- name: by_id(id)^
SELECT * FROM mailings WHERE id = :id;

-- name: of_notice(notice)
SELECT * FROM mailings WHERE notice = :notice ORDER BY id;

-- name: starting(now, far)
-- Nothing rests beyond :far: then the clock was set back.
SELECT id, audience, at_most FROM mailings
WHERE state = 'planned' AND start_at <= :now AND (rests_until <= :now OR rests_until > :far) ORDER BY id;

-- name: start(id, now)!
UPDATE mailings SET state = 'sending', started_at = :now WHERE id = :id AND state = 'planned';

-- name: rest(id, until)!
UPDATE mailings SET rests_until = :until WHERE id = :id;

-- name: hold(id, expected)!
UPDATE mailings SET state = 'paused', held = 1, told = 0, expected = :expected, finished_at = NULL
WHERE id = :id AND state IN ('sending', 'done');

-- name: release(id)!
UPDATE mailings SET state = 'sending', held = 0, told = 0, at_most = NULL WHERE id = :id AND state = 'paused' AND held = 1;

-- name: limit(id, at_most)!
UPDATE mailings SET at_most = :at_most WHERE id = :id;

-- name: number_for(mailing)$
-- Messages that reached somebody or may do so.
SELECT count(*) FROM outbox WHERE mailing = :mailing AND state IN ('waiting', 'retry', 'sending', 'sent');

-- name: untold(limit)
-- Paused, and nobody who is to know has been told: by the sender, or for want of approval.
SELECT * FROM mailings WHERE state = 'paused' AND told = 0 AND finished_at IS NULL ORDER BY id LIMIT :limit;

-- name: set_told(id)!
UPDATE mailings SET told = 1 WHERE id = :id;

-- name: pause(id)!
UPDATE mailings SET state = 'paused', told = 1 WHERE id = :id AND state = 'sending';

-- name: resume(id)!
UPDATE mailings SET state = 'sending', told = 0 WHERE id = :id AND state = 'paused' AND held = 0;

-- name: cancel(id)!
UPDATE mailings SET state = 'cancelled', open_until = NULL
WHERE id = :id AND state IN ('planned', 'sending', 'paused');

-- name: news_to(news, kind, subject)
SELECT m.id FROM mailings m JOIN audience_conditions c ON c.audience = m.audience
WHERE m.kind = :news AND m.finished_at IS NULL AND m.state IN ('planned', 'sending', 'paused')
    AND c.kind = :kind AND c.subject = :subject
ORDER BY m.id;

-- name: close(id)!
-- It may be looking for them this moment.
UPDATE mailings SET open_until = NULL, filled = CASE WHEN state = 'done' THEN 1 ELSE filled END
WHERE id = :id AND open_until IS NOT NULL;

-- name: next_to_fill(lease, now, far)^
-- To those whom another mailing reached: first let arrive what that one had in flight when this one was made, and what
-- an older change of the same messages had, so that the newest word is the last.
SELECT * FROM mailings m
WHERE filled = 0 AND state IN ('sending', 'done') AND (rests_until <= :now OR rests_until > :far) AND NOT EXISTS (
    SELECT 1 FROM outbox o
    WHERE o.mailing IN (
        SELECT b.id FROM mailings b
        WHERE b.id = m.reached_by OR (b.notice = m.notice AND b.kind = 'edit' AND b.id < m.id AND m.reached_by IS NOT NULL)
    ) AND o.state = 'sending' AND o.lease_until <= m.created_at + :lease
)
ORDER BY lane, id LIMIT 1;

-- name: recipients(audience, kinds, after, upto, key_start, muted_by, limit)
-- Members not written yet. A competition's news is also unwanted by whoever muted just this competition, but whoever is
-- registered for it hears of it all the same: they would travel to what does not take place. So does whoever is enrolled
-- in the course that the news is of.
SELECT p.id AS person, p.language, a.address, a.muted_at, NULL AS message_id,
    EXISTS (
        SELECT 1 FROM mutes u
        WHERE u.person = p.id AND u.kind = :muted_by
            AND (u.subject = 0 OR u.subject IN (
                SELECT c.subject FROM audience_conditions c
                WHERE c.audience = :audience AND c.kind = 'competition' AND c.wanted = 1
            ))
    ) AND NOT (:muted_by = 'competition' AND EXISTS (
        SELECT 1 FROM audience_conditions c JOIN registrations g ON g.competition = c.subject
        WHERE c.audience = :audience AND c.kind = 'competition' AND c.wanted = 1 AND g.person = p.id
    )) AND NOT (:muted_by = 'competition' AND EXISTS (
        SELECT 1 FROM audience_conditions c WHERE c.audience = :audience AND c.kind IN ('enrolled', 'seated') AND c.wanted = 1
    )) AS unwilling
FROM (
    SELECT m.person FROM audience_matches m
    WHERE m.audience = :audience AND m.person > :after AND m.person <= :upto
    GROUP BY m.person HAVING min(m.wanted) = 1 AND count(DISTINCT m.kind) = :kinds
) AS fits
CROSS JOIN people p CROSS JOIN addresses a
WHERE p.id = fits.person AND a.person = fits.person AND a.channel = 'telegram'
    AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.dedupe_key = :key_start || CAST(p.id AS TEXT))
ORDER BY p.id LIMIT :limit;

-- name: reached(mailing, after, muted_by, limit)
-- Whom a mailing reached, with the message they have of it.
SELECT p.id AS person, p.language, o.chat AS address, a.muted_at, o.telegram_message_id AS message_id,
    EXISTS (SELECT 1 FROM mutes u WHERE u.person = p.id AND u.kind = :muted_by AND u.subject = 0) AS unwilling
FROM outbox o
JOIN people p ON p.id = o.person
LEFT JOIN addresses a ON a.person = p.id AND a.channel = 'telegram' AND a.address = o.chat
WHERE o.mailing = :mailing AND o.state = 'sent' AND o.person > :after
ORDER BY o.person LIMIT :limit;

-- name: write(key, person, chat, lane, method, payload, state, expires_at, now, finished_at, error, mailing, body)*!
INSERT INTO outbox (dedupe_key, person, chat, lane, method, payload, state, expires_at, created_at, finished_at, error,
    mailing, body)
VALUES (:key, :person, :chat, :lane, :method, :payload, :state, :expires_at, :now, :finished_at, :error, :mailing, :body)
ON CONFLICT (dedupe_key) DO NOTHING;

-- name: move_cursor(id, cursor, filled)!
UPDATE mailings SET cursor = :cursor, filled = :filled WHERE id = :id;

-- name: take_up(id)!
-- People who joined later: a mailing that was done goes on.
UPDATE mailings SET state = 'sending', finished_at = NULL WHERE id = :id AND state = 'done';

-- name: ending(now, far)
SELECT id FROM mailings
WHERE (state = 'sending' OR (state = 'paused' AND told = 1 AND held = 0)) AND finished_at IS NULL AND filled = 1
    AND (rests_until <= :now OR rests_until > :far) AND NOT EXISTS (
    SELECT 1 FROM outbox o WHERE o.mailing = mailings.id AND o.state IN ('waiting', 'retry', 'sending')
);

-- name: finish(id, now)!
UPDATE mailings SET state = 'done', finished_at = :now WHERE id = :id;

-- name: next_to_sweep(now, far)$
SELECT min(id) FROM mailings
WHERE state = 'cancelled' AND finished_at IS NULL AND (rests_until <= :now OR rests_until > :far);

-- name: sweep(id, limit, now)!
UPDATE outbox SET state = 'cancelled', finished_at = :now
WHERE id IN (SELECT id FROM outbox WHERE mailing = :id AND state IN ('waiting', 'retry') LIMIT :limit);

-- name: bury(id, now)!
UPDATE mailings SET finished_at = :now
WHERE id = :id AND state = 'cancelled' AND NOT EXISTS (
    SELECT 1 FROM outbox o WHERE o.mailing = mailings.id AND o.state IN ('waiting', 'retry', 'sending')
);

-- name: reopen(now, rest)!
UPDATE mailings SET filled = 0, cursor = 0, looked_at = :now
WHERE open_until > :now AND state = 'done' AND filled = 1 AND report = '' AND looked_at + :rest <= :now;

-- name: states(mailing)
SELECT state, count(*) AS number FROM outbox WHERE mailing = :mailing GROUP BY state;

-- name: deferred(mailing, now)^
SELECT count(*) AS number, min(not_before) AS until FROM outbox
WHERE mailing = :mailing AND state IN ('waiting', 'retry') AND not_before > :now;

-- name: failures(mailing)
SELECT error AS reason, count(*) AS number FROM outbox
WHERE mailing = :mailing AND state = 'dead' GROUP BY error ORDER BY number DESC, reason;

-- name: repeats(mailing)$
SELECT coalesce(sum(maybe_repeat), 0) FROM outbox WHERE mailing = :mailing;

-- name: trouble(mailing)$
SELECT error FROM outbox WHERE mailing = :mailing AND state IN ('dead', 'retry') AND error <> '' ORDER BY id DESC LIMIT 1;

-- name: report(id)$
SELECT report FROM mailings WHERE id = :id;

-- name: set_report(id, report)!
UPDATE mailings SET report = :report WHERE id = :id AND report = '';

-- name: next_to_forget(before)$
-- The first that ended long ago and has rows left.
SELECT min(m.id) FROM mailings m
WHERE m.finished_at < :before AND (m.open_until IS NULL OR m.open_until < :before)
    AND EXISTS (SELECT 1 FROM outbox o WHERE o.mailing = m.id);

-- name: forget(id, limit)!
DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE mailing = :id LIMIT :limit);

-- name: forget_gone(now)!
-- Of whom everything was erased while their message was under way (storage.privacy left it without a person).
UPDATE outbox
SET chat = '', telegram_message_id = NULL, payload = '{}', finished_at = coalesce(finished_at, :now),
    state = CASE WHEN state IN ('waiting', 'retry') THEN 'skipped' ELSE state END
WHERE person IS NULL AND mailing IS NOT NULL AND chat <> '' AND state <> 'sending';

-- name: queue(kind, studio, own, now, limit, offset)
-- What waits, the oldest first; of a news since when its first record does.
SELECT w.kind, w.subject, w.studio, w.at, w.number, w.resubmitted, s.name, coalesce(c.person, 0) AS claimed_by
FROM (
    SELECT 'news' AS kind, r.news AS subject, r.studio, count(*) AS number,
        min(CASE r.state WHEN 'resubmitted' THEN r.changed_at ELSE r.created_at END) AS at,
        max(CASE r.state WHEN 'resubmitted' THEN 1 ELSE 0 END) AS resubmitted
    FROM records r WHERE r.state IN ('pending', 'resubmitted') GROUP BY r.news, r.studio
    UNION ALL
    SELECT 'report', p.id, p.studio, 1, coalesce(p.sent_at, p.changed_at),
        CASE p.state WHEN 'resubmitted' THEN 1 ELSE 0 END
    FROM reports p WHERE p.state IN ('pending', 'resubmitted')
) w
JOIN studios s ON s.id = w.studio
LEFT JOIN claims c ON c.kind = w.kind AND c.subject = w.subject AND c.until > :now
WHERE (:kind = '' OR w.kind = :kind) AND (:studio = 0 OR w.studio = :studio) AND w.studio NOT IN :own
ORDER BY w.at, w.kind, w.subject
LIMIT :limit OFFSET :offset;

-- name: next(kind, studio, own, now, person, at, after_kind, after)^
-- The first behind this place that nobody else looks at.
SELECT w.kind, w.subject, w.studio, w.at, w.number, w.resubmitted, s.name, coalesce(c.person, 0) AS claimed_by
FROM (
    SELECT 'news' AS kind, r.news AS subject, r.studio, count(*) AS number,
        min(CASE r.state WHEN 'resubmitted' THEN r.changed_at ELSE r.created_at END) AS at,
        max(CASE r.state WHEN 'resubmitted' THEN 1 ELSE 0 END) AS resubmitted
    FROM records r WHERE r.state IN ('pending', 'resubmitted') GROUP BY r.news, r.studio
    UNION ALL
    SELECT 'report', p.id, p.studio, 1, coalesce(p.sent_at, p.changed_at),
        CASE p.state WHEN 'resubmitted' THEN 1 ELSE 0 END
    FROM reports p WHERE p.state IN ('pending', 'resubmitted')
) w
JOIN studios s ON s.id = w.studio
LEFT JOIN claims c ON c.kind = w.kind AND c.subject = w.subject AND c.until > :now
WHERE (:kind = '' OR w.kind = :kind) AND (:studio = 0 OR w.studio = :studio) AND w.studio NOT IN :own
    AND (c.person IS NULL OR c.person = :person)
    AND (w.at > :at OR (w.at = :at AND (w.kind > :after_kind OR (w.kind = :after_kind AND w.subject > :after))))
ORDER BY w.at, w.kind, w.subject
LIMIT 1;

-- name: studios()
-- What waits, by studio and kind; the studio with the oldest first.
SELECT w.studio, s.name, w.kind, count(*) AS number, min(w.at) AS at
FROM (
    SELECT 'news' AS kind, r.studio, min(CASE r.state WHEN 'resubmitted' THEN r.changed_at ELSE r.created_at END) AS at
    FROM records r WHERE r.state IN ('pending', 'resubmitted') GROUP BY r.news, r.studio
    UNION ALL
    SELECT 'report', p.studio, coalesce(p.sent_at, p.changed_at) FROM reports p WHERE p.state IN ('pending', 'resubmitted')
) w
JOIN studios s ON s.id = w.studio
GROUP BY w.studio, s.name, w.kind ORDER BY min(w.at), w.studio, w.kind;

-- name: claim(kind, subject, person, until, now)!
INSERT INTO claims (kind, subject, person, until) VALUES (:kind, :subject, :person, :until)
ON CONFLICT (kind, subject) DO UPDATE SET person = excluded.person, until = excluded.until
WHERE claims.person = excluded.person OR claims.until <= :now;

-- name: claimed(kind, subject, now)$
SELECT person FROM claims WHERE kind = :kind AND subject = :subject AND until > :now;

-- name: release(person, kind, subject, now)!
-- Everything else that somebody looked at; and what others left lying.
DELETE FROM claims WHERE (person = :person AND NOT (kind = :kind AND subject = :subject)) OR until <= :now;

-- name: log(kind, subject, version, before, verdict, reason, field, batch, person, now)<!
INSERT INTO verdicts (kind, subject, version, before, verdict, reason, field, batch, person, at)
VALUES (:kind, :subject, :version, :before, :verdict, :reason, :field, :batch, :person, :now)
RETURNING id;

-- name: begin_batch(id)!
UPDATE verdicts SET batch = :id WHERE id = :id;

-- name: verdict(id)^
SELECT * FROM verdicts WHERE id = :id;

-- name: batch(batch)
SELECT * FROM verdicts WHERE batch = :batch ORDER BY id;

-- name: undone(id, now)!
UPDATE verdicts SET undone_at = :now WHERE id = :id AND undone_at IS NULL;

-- name: verdicts(kind, subject)
-- What was decided of it so far, the newest first.
SELECT * FROM verdicts WHERE kind = :kind AND subject = :subject AND undone_at IS NULL ORDER BY id DESC;

-- name: last_by(person)$
-- When an officer last decided anything.
SELECT max(at) FROM verdicts WHERE person = :person;

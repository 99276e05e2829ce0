-- name: rungs(begin, end, at_most, skip)
-- Of a stage's rungs of one instant (days off bring them together) the last stands for all: it is the one that is said.
SELECT s.id, s.kind, s.subject, s.stage, s.at, s.days, s.due_at, s.state, s.version,
    c.title AS competition, p.title AS period, o.label, t.name AS studio, CASE s.kind WHEN 'duty' THEN d.id END AS duty,
    k.title AS course, coalesce(nullif(h.place, ''), k.place) AS place, (
        SELECT count(*) FROM sessions x
        WHERE x.course = h.course AND (x.begins_at < h.begins_at OR (x.begins_at = h.begins_at AND x.id <= h.id))
    ) AS nth, (SELECT count(*) FROM sessions x WHERE x.course = h.course) AS sessions
FROM steps s
LEFT JOIN competitions c ON s.kind = 'competition' AND c.id = s.subject
LEFT JOIN courses k ON s.kind = 'course' AND k.id = s.subject
LEFT JOIN sessions h ON h.course = k.id AND CAST(h.id AS TEXT) = s.stage
LEFT JOIN duties d ON s.kind = 'duty' AND d.id = s.subject
LEFT JOIN studios t ON t.id = d.studio
LEFT JOIN occurrences o ON o.id = CASE s.kind WHEN 'occurrence' THEN s.subject WHEN 'duty' THEN d.occurrence END
LEFT JOIN periods p ON p.id = o.period
WHERE s.state IN ('planned', 'paused', 'skipped', 'firing') AND s.due_at >= :begin AND s.due_at < :end
    AND NOT EXISTS (
        SELECT 1 FROM steps n
        WHERE n.kind = s.kind AND n.subject = s.subject AND n.stage = s.stage AND n.at = s.at
            AND n.due_at = s.due_at AND n.state = s.state AND n.days < s.days
    )
ORDER BY s.due_at, s.at, s.id
LIMIT :at_most OFFSET :skip;

-- name: number_of_rungs(begin, end)$
SELECT count(*) FROM steps s
WHERE s.state IN ('planned', 'paused', 'skipped', 'firing') AND s.due_at >= :begin AND s.due_at < :end
    AND NOT EXISTS (
        SELECT 1 FROM steps n
        WHERE n.kind = s.kind AND n.subject = s.subject AND n.stage = s.stage AND n.at = s.at
            AND n.due_at = s.due_at AND n.state = s.state AND n.days < s.days
    );

-- name: rung(id)^
SELECT s.id, s.kind, s.subject, s.stage, s.at, s.days, s.due_at, s.state, s.version,
    c.title AS competition, p.title AS period, o.label, t.name AS studio, CASE s.kind WHEN 'duty' THEN d.id END AS duty,
    k.title AS course, coalesce(nullif(h.place, ''), k.place) AS place, (
        SELECT count(*) FROM sessions x
        WHERE x.course = h.course AND (x.begins_at < h.begins_at OR (x.begins_at = h.begins_at AND x.id <= h.id))
    ) AS nth, (SELECT count(*) FROM sessions x WHERE x.course = h.course) AS sessions
FROM steps s
LEFT JOIN competitions c ON s.kind = 'competition' AND c.id = s.subject
LEFT JOIN courses k ON s.kind = 'course' AND k.id = s.subject
LEFT JOIN sessions h ON h.course = k.id AND CAST(h.id AS TEXT) = s.stage
LEFT JOIN duties d ON s.kind = 'duty' AND d.id = s.subject
LEFT JOIN studios t ON t.id = d.studio
LEFT JOIN occurrences o ON o.id = CASE s.kind WHEN 'occurrence' THEN s.subject WHEN 'duty' THEN d.occurrence END
LEFT JOIN periods p ON p.id = o.period
WHERE s.id = :id;

-- name: mailings(begin, end, at_most)
-- What is to be sent to many: notices, and news of a competition. A notice that waits for approval has no mailing yet.
SELECT m.start_at AS at, m.kind, m.state, m.notice, coalesce(n.title, '') AS title
FROM mailings m LEFT JOIN notices n ON n.id = m.notice
WHERE m.state IN ('planned', 'paused', 'sending') AND m.start_at >= :begin AND m.start_at < :end
UNION ALL
SELECT n.send_at, 'notice', 'approval', n.id, n.title FROM notices n
WHERE n.state = 'approval' AND n.send_at >= :begin AND n.send_at < :end
ORDER BY 1 LIMIT :at_most;

-- name: next_rung(since)$
SELECT min(due_at) FROM steps WHERE state IN ('planned', 'paused', 'skipped', 'firing') AND due_at >= :since;

-- name: seen(id, version, state)^
-- The rung as it was seen, to be changed with those that stand behind it.
SELECT kind, subject, stage, at, due_at, EXISTS (
    SELECT 1 FROM steps p
    WHERE p.kind = steps.kind AND p.subject = steps.subject AND p.stage = steps.stage AND p.state = 'paused'
) AS paused
FROM steps WHERE id = :id AND version = :version AND state = :state;

-- name: change(kind, subject, stage, at, due_at, before, state, new_due_at, moved)!
UPDATE steps SET state = :state, due_at = :new_due_at, moved = max(moved, :moved), version = version + 1
WHERE kind = :kind AND subject = :subject AND stage = :stage AND at = :at AND due_at = :due_at AND state = :before;

-- name: turn_ladder(kind, subject, stage, before, after)!
UPDATE steps SET state = :after, version = version + 1
WHERE kind = :kind AND subject = :subject AND stage = :stage AND state IN :before;

-- name: rungs(begin, end, at_most, skip)
SELECT s.id, s.kind, s.subject, s.stage, s.at, s.days, s.due_at, s.state, s.version,
    c.title AS competition, p.title AS period, o.label, t.name AS studio, CASE s.kind WHEN 'duty' THEN d.id END AS duty
FROM steps s
LEFT JOIN competitions c ON s.kind = 'competition' AND c.id = s.subject
LEFT JOIN duties d ON s.kind = 'duty' AND d.id = s.subject
LEFT JOIN studios t ON t.id = d.studio
LEFT JOIN occurrences o ON o.id = CASE s.kind WHEN 'occurrence' THEN s.subject WHEN 'duty' THEN d.occurrence END
LEFT JOIN periods p ON p.id = o.period
WHERE s.state IN ('planned', 'paused', 'skipped', 'firing') AND s.due_at >= :begin AND s.due_at < :end
ORDER BY s.due_at, s.at, s.id
LIMIT :at_most OFFSET :skip;

-- name: number_of_rungs(begin, end)$
SELECT count(*) FROM steps
WHERE state IN ('planned', 'paused', 'skipped', 'firing') AND due_at >= :begin AND due_at < :end;

-- name: rung(id)^
SELECT s.id, s.kind, s.subject, s.stage, s.at, s.days, s.due_at, s.state, s.version,
    c.title AS competition, p.title AS period, o.label, t.name AS studio, CASE s.kind WHEN 'duty' THEN d.id END AS duty
FROM steps s
LEFT JOIN competitions c ON s.kind = 'competition' AND c.id = s.subject
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

-- name: set_state(id, version, state, due_at)!
UPDATE steps SET state = :state, due_at = :due_at, version = version + 1
WHERE id = :id AND version = :version AND state IN ('planned', 'paused', 'skipped');

-- name: move(id, version, due_at)!
UPDATE steps SET due_at = :due_at, moved = 1, version = version + 1
WHERE id = :id AND version = :version AND state IN ('planned', 'paused');

-- name: turn_ladder(kind, subject, stage, before, after)!
UPDATE steps SET state = :after, version = version + 1
WHERE kind = :kind AND subject = :subject AND stage = :stage AND state = :before;

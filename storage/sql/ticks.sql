-- name: put(name, at, error)*!
INSERT INTO ticks (name, rang_at, error) VALUES (:name, :at, :error)
ON CONFLICT (name) DO UPDATE SET rang_at = excluded.rang_at, error = excluded.error;

-- name: last()
SELECT name, rang_at, error FROM ticks ORDER BY name;

-- name: next_due(now)$
SELECT min(at) FROM (
    SELECT min(due_at) AS at FROM steps WHERE state IN ('planned', 'firing') AND due_at > :now
    UNION ALL SELECT min(due_at) FROM reminders WHERE state = 'waiting' AND due_at > :now
    UNION ALL SELECT min(start_at) FROM mailings WHERE state = 'planned' AND start_at > :now
    UNION ALL SELECT min(send_at) FROM notices WHERE state IN ('approval', 'approved') AND send_at > :now
    UNION ALL SELECT min(not_before) FROM errands WHERE state = 'waiting' AND not_before > :now
) AS planned;

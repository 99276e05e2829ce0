-- name: put(spec, now)<!
INSERT INTO views (spec, used_at) VALUES (:spec, :now)
ON CONFLICT (spec) DO UPDATE SET used_at = excluded.used_at
RETURNING id;

-- name: spec(id)$
SELECT spec FROM views WHERE id = :id;

-- name: prune(before)!
DELETE FROM views WHERE used_at < :before;

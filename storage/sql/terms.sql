-- name: names(kind)
SELECT name FROM terms WHERE kind = :kind ORDER BY position, name;

-- name: add(kind, name)!
INSERT INTO terms (kind, name, position)
SELECT :kind, :name, coalesce(max(position), 0) + 1 FROM terms WHERE kind = :kind
ON CONFLICT DO NOTHING;

-- name: remove(kind, name)!
DELETE FROM terms WHERE kind = :kind AND name = :name;

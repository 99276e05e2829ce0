-- name: note(asked, text, now)$
INSERT INTO unanswered (asked, text, first_at, last_at) VALUES (:asked, :text, :now, :now)
ON CONFLICT (asked) DO UPDATE SET times = times + 1, last_at = :now, closed_at = NULL
RETURNING id;

-- name: by_id(id)^
SELECT * FROM unanswered WHERE id = :id;

-- name: open_ones(at_most, skip)
-- What most people ask comes first.
SELECT * FROM unanswered WHERE closed_at IS NULL ORDER BY times DESC, last_at DESC, id DESC
LIMIT :at_most OFFSET :skip;

-- name: number_open()$
SELECT count(*) FROM unanswered WHERE closed_at IS NULL;

-- name: close(id, now)!
UPDATE unanswered SET closed_at = :now WHERE id = :id AND closed_at IS NULL;

-- name: prune(before)!
DELETE FROM unanswered WHERE last_at < :before;

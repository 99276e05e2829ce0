-- name: everything()
SELECT id, words, added_at FROM lexicon ORDER BY id;

-- name: add(words, now)$
INSERT INTO lexicon (words, added_at) VALUES (:words, :now) ON CONFLICT (words) DO NOTHING RETURNING id;

-- name: change(id, words)!
UPDATE lexicon SET words = :words WHERE id = :id;

-- name: remove(id)!
DELETE FROM lexicon WHERE id = :id;

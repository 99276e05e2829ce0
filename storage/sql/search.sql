-- name: known(kind, subjects)
-- Documents of a kind by their subjects, a JSON list.
SELECT id, subject, head, body, facets, words FROM documents
WHERE kind = :kind AND subject IN (SELECT value FROM json_each(:subjects));

-- name: next_id()$
SELECT coalesce(max(id), 0) + 1 FROM documents;

-- name: put_document(id, kind, subject, prior, head, body, facets, words)*!
INSERT INTO documents (id, kind, subject, prior, head, body, facets, words)
VALUES (:id, :kind, :subject, :prior, :head, :body, :facets, :words)
ON CONFLICT (id) DO UPDATE SET prior = excluded.prior, head = excluded.head, body = excluded.body,
    facets = excluded.facets, words = excluded.words;

-- name: index(id, tokens)*!
INSERT INTO search (rowid, tokens) VALUES (:id, :tokens);

-- name: unindex(id, tokens)*!
-- The index keeps no copy of the text: it is told what to forget.
INSERT INTO search (search, rowid, tokens) VALUES ('delete', :id, :tokens);

-- name: tidy()!
INSERT INTO search (search) VALUES ('optimize');

-- name: candidates(match, before, limit)
-- Newest first. FTS5 walks its lists in this order and stops at the limit, however frequent the word.
SELECT rowid AS id FROM search WHERE search MATCH :match AND rowid < :before ORDER BY rowid DESC LIMIT :limit;

-- name: count_up_to(match, limit)$
SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH :match LIMIT :limit);

-- name: frequencies(tokens, limit)
-- In how many documents each token of a JSON list is, counted up to the limit.
SELECT value AS token, (
    SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH '"' || given.value || '"' LIMIT :limit)
) AS number
FROM json_each(:tokens) AS given;

-- name: texts(ids)
SELECT id, subject, prior, head, body FROM documents WHERE id IN (SELECT value FROM json_each(:ids));

-- name: unknown_words(words)
-- Of a JSON list of [kind, text], those that have no row yet.
SELECT json_extract(value, '$[0]') AS kind, json_extract(value, '$[1]') AS text FROM json_each(:words) AS given
WHERE NOT EXISTS (
    SELECT 1 FROM words
    WHERE words.kind = json_extract(given.value, '$[0]') AND words.text = json_extract(given.value, '$[1]')
);

-- name: add_word(kind, text, pinyin, initials)*!
INSERT INTO words (kind, text, pinyin, initials, uses) VALUES (:kind, :text, :pinyin, :initials, 0);

-- name: use_word(more, kind, text)*!
UPDATE words SET uses = uses + :more WHERE kind = :kind AND text = :text;

-- name: drop_unused_word(kind, text)*!
DELETE FROM words WHERE kind = :kind AND text = :text AND uses <= 0;

-- name: vocabulary(limit)
SELECT kind, text, pinyin, initials, uses FROM words
ORDER BY CASE kind WHEN 'word' THEN 1 ELSE 0 END, uses DESC, text LIMIT :limit;

-- name: version()$
SELECT version FROM search_version;

-- name: touch()!
UPDATE search_version SET version = version + 1;

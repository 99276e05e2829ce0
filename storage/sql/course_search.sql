-- The index of pairs is SQLite's own, as in search.sql.

-- name: ahead(begin, end, since, studio, priced, at_most)
-- Sessions of courses that overlap [begin, end), the nearest first. `since`: no session that overlaps began before it.
SELECT c.id, s.begins_at, s.ends_at
FROM sessions s JOIN courses c ON c.id = s.course
WHERE s.begins_at >= :since AND s.begins_at < :end AND s.ends_at > :begin AND c.state <> 'cancelled'
    AND (:studio = 0 OR c.studio = :studio OR (:studio = -1 AND c.studio IS NULL))
    AND (:priced = '' OR (:priced = 'free' AND c.cost_fen = 0) OR (:priced = 'paid' AND c.cost_fen > 0))
ORDER BY s.begins_at, c.id LIMIT :at_most;

-- name: matching(match, newest, begin, end, studio, priced, at_most)
-- The same, of courses whose document the index finds; with its text, for the index knows pairs only.
SELECT c.id, s.begins_at, s.ends_at, d.id AS document
FROM (SELECT rowid AS id FROM search WHERE search MATCH :match ORDER BY rowid DESC LIMIT :newest) AS hit
JOIN documents d ON d.id = hit.id
JOIN courses c ON c.id = d.subject
JOIN sessions s ON s.course = c.id
WHERE s.begins_at < :end AND s.ends_at > :begin AND c.state <> 'cancelled'
    AND (:studio = 0 OR c.studio = :studio OR (:studio = -1 AND c.studio IS NULL))
    AND (:priced = '' OR (:priced = 'free' AND c.cost_fen = 0) OR (:priced = 'paid' AND c.cost_fen > 0))
ORDER BY s.begins_at, c.id LIMIT :at_most;

-- name: texts(ids)
SELECT id, subject, head, body, words FROM documents WHERE id IN (SELECT value FROM json_each(:ids));

-- name: briefs(ids)
SELECT c.id, c.studio, c.cost_fen, c.place, s.place AS there, s.begins_at, s.ends_at
FROM courses c JOIN sessions s ON s.course = c.id
WHERE c.id IN (SELECT value FROM json_each(:ids)) ORDER BY c.id, s.begins_at;

-- name: names(match, newest)
SELECT DISTINCT d.words AS words
FROM (SELECT rowid AS id FROM search WHERE search MATCH :match ORDER BY rowid DESC LIMIT :newest) AS hit
JOIN documents d ON d.id = hit.id;

-- name: spelt(letters, beginning)
-- Titles by their pinyin or its initials; `beginning`: the first letters of a pinyin, with its wildcard ('' for none).
SELECT text FROM words
WHERE kind = 'course' AND (pinyin = :letters OR initials = :letters OR (:beginning <> '' AND pinyin LIKE :beginning))
LIMIT 20;

-- name: contests(at_most)
-- Competitions, the latest first, to look through their titles.
SELECT c.id, c.title, c.trade, c.organiser, c.state, s.last
FROM competitions c
LEFT JOIN (SELECT competition, max(at) AS last FROM competition_stages GROUP BY competition) AS s ON s.competition = c.id
ORDER BY s.last DESC, c.id DESC LIMIT :at_most;

-- name: contest_times(begin, end)
-- Stages of competitions that begin in [begin, end).
SELECT s.competition, s.stage, s.at FROM competition_stages s JOIN competitions c ON c.id = s.competition
WHERE s.at >= :begin AND s.at < :end AND c.state = 'open' ORDER BY s.at;

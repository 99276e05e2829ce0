-- name: last()^
SELECT id, seal FROM audit ORDER BY id DESC LIMIT 1;

-- name: note(line, at, person, action, subject, detail, seal)!
INSERT INTO audit (id, at, person, action, subject, detail, seal)
VALUES (:line, :at, :person, :action, :subject, :detail, :seal);

-- name: after(line, at_most)
SELECT id, at, person, action, subject, detail, seal FROM audit WHERE id > :line ORDER BY id LIMIT :at_most;

-- name: line(line)^
SELECT id, at, person, action, subject, detail, seal FROM audit WHERE id = :line;

-- name: seal(line, seal)*!
UPDATE audit SET seal = :seal WHERE id = :line;

-- name: line_before(line)^
SELECT seal FROM audit WHERE id < :line ORDER BY id DESC LIMIT 1;

-- name: mark(name)^
SELECT line, seal, at, proof FROM audit_marks WHERE name = :name;

-- name: marks()
SELECT name, line, seal, at, proof FROM audit_marks;

-- name: put_mark(name, line, seal, at, proof)!
INSERT INTO audit_marks (name, line, seal, at, proof) VALUES (:name, :line, :seal, :at, :proof)
ON CONFLICT (name) DO UPDATE
SET line = excluded.line, seal = excluded.seal, at = excluded.at, proof = excluded.proof;

-- name: outlived(before)^
-- The last of the lines in front of the first that is kept.
SELECT id, at, seal FROM audit
WHERE at < :before AND id < coalesce(
    (SELECT kept.id FROM audit kept WHERE kept.at >= :before ORDER BY kept.id LIMIT 1),
    (SELECT max(every_one.id) + 1 FROM audit every_one)
)
ORDER BY id DESC LIMIT 1;

-- name: prune(line)!
DELETE FROM audit WHERE id <= :line;

-- name: number_since(subject, detail, since)$
SELECT count(*) FROM audit WHERE subject = :subject AND detail = :detail AND at >= :since;

-- name: number()$
SELECT count(*) FROM audit;

-- name: page(person, everything, actions, exported, subject, since, until, at_most, skip)
SELECT id, at, person, action, subject, detail, seal FROM audit
WHERE (:person = 0 OR person = :person)
    AND (:everything = 1 OR (:exported = 1 AND substr(detail, 1, 8) = 'exported') OR action IN :actions)
    AND (:subject = '' OR subject = :subject OR substr(subject, 1, length(:subject) + 1) = :subject || ' ')
    AND at >= :since AND (:until = 0 OR at < :until)
ORDER BY at DESC, id DESC LIMIT :at_most OFFSET :skip;

-- name: count(person, everything, actions, exported, subject, since, until)$
SELECT count(*) FROM audit
WHERE (:person = 0 OR person = :person)
    AND (:everything = 1 OR (:exported = 1 AND substr(detail, 1, 8) = 'exported') OR action IN :actions)
    AND (:subject = '' OR subject = :subject OR substr(subject, 1, length(:subject) + 1) = :subject || ' ')
    AND at >= :since AND (:until = 0 OR at < :until);

-- name: people(since, at_most)
-- Those who did most lately, for the filter.
SELECT person, count(*) AS number FROM audit WHERE at >= :since AND person <> 0
GROUP BY person ORDER BY number DESC, person LIMIT :at_most;

-- name: named(kind, number)$
-- What a subject is called now; NULL for what is gone or has no name.
SELECT CASE :kind
    WHEN 'studio' THEN (SELECT name FROM studios WHERE id = :number)
    WHEN 'course' THEN (SELECT title FROM courses WHERE id = :number)
    WHEN 'competition' THEN (SELECT title FROM competitions WHERE id = :number)
    WHEN 'notice' THEN (SELECT title FROM notices WHERE id = :number)
    WHEN 'question' THEN (SELECT receipt FROM questions WHERE id = :number)
    WHEN 'period' THEN (SELECT title FROM periods WHERE id = :number)
    WHEN 'duty' THEN (
        SELECT p.title || ' ' || s.name FROM duties d JOIN occurrences o ON o.id = d.occurrence JOIN periods p ON p.id = o.period
        JOIN studios s ON s.id = d.studio WHERE d.id = :number
    )
    WHEN 'news' THEN (SELECT receipt FROM news WHERE id = :number)
    WHEN 'record' THEN (SELECT n.receipt FROM records r JOIN news n ON n.id = r.news WHERE r.id = :number)
    WHEN 'report' THEN (
        SELECT CASE r.receipt WHEN '' THEN s.name ELSE r.receipt END
        FROM reports r JOIN studios s ON s.id = r.studio WHERE r.id = :number
    )
    WHEN 'entry' THEN (
        SELECT c.title FROM entries e JOIN competitions c ON c.id = e.competition WHERE e.id = :number
    )
END;

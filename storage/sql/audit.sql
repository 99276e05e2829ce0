-- name: note(at, person, action, subject, detail)!
INSERT INTO audit (at, person, action, subject, detail) VALUES (:at, :person, :action, :subject, :detail);

-- name: of_subject(subject)
SELECT at, person, action, subject, detail FROM audit WHERE subject = :subject ORDER BY id;

-- name: newest(at_most)
SELECT at, person, action, subject, detail FROM audit ORDER BY id DESC LIMIT :at_most;

-- name: prune(before)!
DELETE FROM audit WHERE at < :before;

-- name: note(at, person, action, subject, detail)!
INSERT INTO audit (at, person, action, subject, detail) VALUES (:at, :person, :action, :subject, :detail);

-- name: prune(before)!
DELETE FROM audit WHERE at < :before;

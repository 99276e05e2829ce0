-- name: note(at, person, action, subject, detail)!
INSERT INTO audit (at, person, action, subject, detail) VALUES (:at, :person, :action, :subject, :detail);

-- name: prune(before)!
DELETE FROM audit WHERE at < :before;

-- name: number_since(subject, detail, since)$
SELECT count(*) FROM audit WHERE subject = :subject AND detail = :detail AND at >= :since;

-- name: add(hash, role, studio, note, made_by, made_at, expires_at, instead_of)<!
INSERT INTO invitations (hash, role, studio, note, made_by, made_at, expires_at, instead_of)
VALUES (:hash, :role, :studio, :note, :made_by, :made_at, :expires_at, :instead_of)
RETURNING id;

-- name: by_id(id)^
SELECT * FROM invitations WHERE id = :id;

-- name: by_hash(hash)^
SELECT * FROM invitations WHERE hash = :hash;

-- name: move(id, version, was, state, used_by, used_at, decided_by)!
UPDATE invitations
SET state = :state, used_by = coalesce(:used_by, used_by), used_at = coalesce(:used_at, used_at),
    decided_by = coalesce(:decided_by, decided_by), version = version + 1
WHERE id = :id AND version = :version AND state = :was;

-- name: open_ones(made_by, everybody, now, taken_since)
SELECT * FROM invitations
WHERE ((state = 'claimed' AND used_at > :taken_since) OR (state = 'open' AND expires_at > :now)) AND (:everybody = 1 OR made_by = :made_by)
ORDER BY id DESC;

-- name: void_of(made_by)
SELECT * FROM invitations WHERE state IN ('open', 'claimed') AND made_by = :made_by;

-- name: put_note(id, version, note)!
UPDATE invitations SET note = :note, version = version + 1 WHERE id = :id AND version = :version AND state = 'open';

-- name: prune(before)!
DELETE FROM invitations WHERE expires_at < :before;

-- name: hide_links(begin, beyond)!
-- What was said with a link in it and is on its way no more loses its words; the key's beginning tells.
UPDATE outbox SET payload = '{}'
WHERE dedupe_key >= :begin AND dedupe_key < :beyond AND payload <> '{}' AND state NOT IN ('waiting', 'retry', 'sending');

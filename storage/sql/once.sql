-- name: at(chat, what)$
SELECT at FROM once WHERE chat = :chat AND what = :what;

-- name: put(chat, what, now)!
INSERT INTO once (chat, what, at) VALUES (:chat, :what, :now)
ON CONFLICT (chat, what) DO UPDATE SET at = excluded.at;

-- name: prune(before, now)!
DELETE FROM once WHERE at < :before OR at > :now;

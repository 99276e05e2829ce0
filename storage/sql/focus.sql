-- name: put(chat, answer, now)!
INSERT INTO focus (chat, answer, at) VALUES (:chat, :answer, :now)
ON CONFLICT (chat) DO UPDATE SET answer = excluded.answer, at = excluded.at;

-- name: find(chat, since)$
SELECT answer FROM focus WHERE chat = :chat AND at > :since;

-- name: forget(chat)!
DELETE FROM focus WHERE chat = :chat;

-- name: prune(before)!
DELETE FROM focus WHERE at <= :before;

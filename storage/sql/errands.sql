-- name: put(kind, person, chat, language, arguments, now)!
INSERT INTO errands (kind, person, chat, language, arguments, created_at)
VALUES (:kind, :person, :chat, :language, :arguments, :now);

-- name: put(session, chat, person, letter, minute, until)!
INSERT INTO boards (session, chat, person, letter, minute, until)
VALUES (:session, :chat, :person, :letter, :minute, :until)
ON CONFLICT (session, chat) DO UPDATE
SET person = excluded.person, letter = excluded.letter, minute = excluded.minute, until = excluded.until;

-- name: shown()
-- With the number of the message that shows it, once it has been sent.
SELECT b.session, b.chat, b.person, b.minute, b.until, o.telegram_message_id AS message
FROM boards b LEFT JOIN outbox o ON o.id = b.letter
ORDER BY b.session, b.chat;

-- name: of(session, chat)^
SELECT b.session, b.chat, b.person, b.minute, b.until, o.telegram_message_id AS message
FROM boards b LEFT JOIN outbox o ON o.id = b.letter
WHERE b.session = :session AND b.chat = :chat;

-- name: turn(session, chat, minute)!
UPDATE boards SET minute = :minute WHERE session = :session AND chat = :chat;

-- name: take_down(session, chat)!
DELETE FROM boards WHERE session = :session AND chat = :chat;

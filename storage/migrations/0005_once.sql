-- What was said a moment ago and need not be said again to the parts of a long paste or an album.
CREATE TABLE once (
    chat TEXT NOT NULL,
    what TEXT NOT NULL,
    at INTEGER NOT NULL,                            -- milliseconds UTC
    PRIMARY KEY (chat, what)
);
-- What moved out of other tables: such moments, and questions in the officers' half-filled answers.
DELETE FROM focus WHERE chat LIKE '%:%';
UPDATE dialogues SET answers = json_remove(answers, '$.asked') WHERE name = 'answer';

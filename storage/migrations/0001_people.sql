-- Who talks to the bot, what was heard and what is to be said. Times are milliseconds UTC.
CREATE TABLE people (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: the audit names people who are gone
    language TEXT NOT NULL DEFAULT '',              -- chosen by /language; '' = not chosen
    created_at INTEGER NOT NULL
);

CREATE TABLE addresses (
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    channel TEXT NOT NULL,                          -- 'telegram'
    address TEXT NOT NULL,                          -- the private chat's id
    muted_at INTEGER,                               -- the person blocked the bot (403), until they return
    menu TEXT NOT NULL DEFAULT '',                  -- which command menu this chat was given; '' = the common one
    PRIMARY KEY (channel, address)
);
CREATE INDEX addresses_person ON addresses (person);

CREATE TABLE roles (
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    studio INTEGER NOT NULL DEFAULT 0,              -- the studio a leader's or deputy's rights reach; 0 = none
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (person, role, studio)
);

CREATE TABLE consents (
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    PRIMARY KEY (person, purpose)
);

CREATE TABLE inbox (
    update_id INTEGER PRIMARY KEY,
    lane TEXT NOT NULL,                             -- updates of one lane (a person) are handled one after another
    raw TEXT NOT NULL,                              -- the update as Telegram sent it, JSON
    state TEXT NOT NULL DEFAULT 'waiting',          -- waiting | done | dead
    tries INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL DEFAULT 0,
    finished_at INTEGER,
    error TEXT NOT NULL DEFAULT ''                  -- kind and short code of the last failure
);
CREATE INDEX inbox_waiting ON inbox (update_id) WHERE state = 'waiting';
CREATE INDEX inbox_later ON inbox (not_before) WHERE state = 'waiting';
CREATE INDEX inbox_lane ON inbox (lane, update_id) WHERE state = 'waiting';
CREATE INDEX inbox_finished ON inbox (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    dedupe_key TEXT UNIQUE,                         -- written again with the same key, a message is still said once
    person INTEGER,                                 -- NULL: not to a person (a group, the bot's own settings)
    chat TEXT NOT NULL,                             -- what is said in one chat and lane keeps its order
    lane INTEGER NOT NULL,                          -- 0 reply, 1 urgent, 2 reminder, 3 notice
    method TEXT NOT NULL,                           -- Bot API method
    payload TEXT NOT NULL,                          -- its parameters, JSON
    file INTEGER REFERENCES files (id),
    state TEXT NOT NULL DEFAULT 'waiting',          -- waiting | sending | retry | sent | dead | blocked | expired | cancelled
    tries INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER,
    maybe_repeat INTEGER NOT NULL DEFAULT 0,        -- an earlier try may have reached the person
    lease_until INTEGER,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    telegram_message_id INTEGER,
    error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_due ON outbox (lane, id) WHERE state IN ('waiting', 'retry');
CREATE INDEX outbox_later ON outbox (not_before) WHERE state IN ('waiting', 'retry');
CREATE INDEX outbox_order ON outbox (chat, lane, id) WHERE state IN ('waiting', 'retry', 'sending');
CREATE INDEX outbox_finished ON outbox (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    field TEXT NOT NULL,                            -- Bot API parameter it is sent as: document | photo
    content BLOB NOT NULL
);

CREATE TABLE bans (
    scope TEXT PRIMARY KEY,                         -- 'all' or a chat
    until INTEGER NOT NULL
);

CREATE TABLE dialogues (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    step TEXT NOT NULL,
    answers TEXT NOT NULL,                          -- JSON object, step -> answer
    version INTEGER NOT NULL DEFAULT 1,
    turn INTEGER NOT NULL,                          -- the highest of a person's forms is the one they are in
    reminded INTEGER NOT NULL DEFAULT 0,            -- the version at which the person was told that it waits
    updated_at INTEGER NOT NULL,
    UNIQUE (person, name)
);

CREATE TABLE views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,           -- never used again: old buttons name it
    spec TEXT NOT NULL UNIQUE,                      -- JSON: what a list button shows; shared by everybody, about nobody
    used_at INTEGER NOT NULL
);

CREATE TABLE focus (
    chat TEXT PRIMARY KEY,
    answer TEXT NOT NULL,                           -- JSON: the last answer, for questions that lean on it
    at INTEGER NOT NULL
);

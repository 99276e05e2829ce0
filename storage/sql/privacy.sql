-- name: since(person)$
SELECT created_at FROM people WHERE id = :person;

-- name: forms(person)
SELECT name, step, answers, updated_at FROM dialogues WHERE person = :person ORDER BY id;

-- name: follows(person)
SELECT studios.name, follows.at FROM follows JOIN studios ON studios.id = follows.studio
WHERE follows.person = :person ORDER BY follows.at, studios.id;

-- name: questions(person)
SELECT receipt, text, state, asked_at, closed_at, answer, source FROM questions WHERE person = :person ORDER BY id;

-- name: acts(person)
SELECT at, action, subject, detail FROM audit WHERE person = :person ORDER BY id;

-- name: heard(address)
SELECT raw, received_at FROM inbox WHERE lane = :address AND raw <> '{}' ORDER BY update_id;

-- name: said(person, address)
SELECT method, payload, created_at FROM outbox
WHERE (person = :person OR chat = :address) AND payload <> '{}' ORDER BY id;

-- name: settings(person)
SELECT quiet_from, quiet_to, digest FROM preferences WHERE person = :person;

-- name: wishes(person)
SELECT kind, value, NULL AS at FROM interests WHERE person = :person
UNION ALL
SELECT 'not ' || kind, CAST(subject AS TEXT), at FROM mutes WHERE person = :person;

-- name: competitions(person)
SELECT c.title, f.at, 'followed' AS how, '' AS answers FROM competition_follows f JOIN competitions c ON c.id = f.competition
WHERE f.person = :person
UNION ALL
SELECT c.title, r.at, 'registered' AS how, r.answers FROM registrations r JOIN competitions c ON c.id = r.competition
WHERE r.person = :person;

-- name: reminders(person)
SELECT s.kind, s.subject, s.stage, r.due_at, r.state, r.reason, r.said_at
FROM reminders r JOIN steps s ON s.id = r.step WHERE r.person = :person ORDER BY r.id;

-- name: mailed(person)
SELECT m.kind, coalesce(n.title, '') AS title, o.state, o.finished_at, c.at AS confirmed_at
FROM outbox o JOIN mailings m ON m.id = o.mailing
LEFT JOIN notices n ON n.id = m.notice
LEFT JOIN confirmations c ON c.notice = m.notice AND c.person = o.person
WHERE o.person = :person ORDER BY o.id;

-- name: errands(person, address)
SELECT kind, created_at, state FROM errands WHERE person = :person OR chat = :address ORDER BY id;

-- name: profile(person)
SELECT name, unit, changed_at FROM profiles WHERE person = :person;

-- name: enrolments(person)
SELECT c.title, e.state, e.unit, e.reason, e.created_at, e.changed_at
FROM enrolments e JOIN courses c ON c.id = e.course WHERE e.person = :person ORDER BY e.id;

-- name: answers(person)
SELECT c.title, a.question, a.answer
FROM enrolment_answers a JOIN enrolments e ON e.id = a.enrolment JOIN courses c ON c.id = e.course
WHERE e.person = :person ORDER BY e.id, a.position;

-- name: offers(person)
SELECT c.title, o.state, o.made_at, o.until AS until_at, o.ended_at
FROM offers o JOIN enrolments e ON e.id = o.enrolment JOIN courses c ON c.id = e.course
WHERE e.person = :person ORDER BY o.id;

-- name: attendance(person)
SELECT c.title, s.begins_at, a.state, a.how, a.at
FROM attendances a JOIN sessions s ON s.id = a.session JOIN courses c ON c.id = s.course
WHERE a.person = :person ORDER BY s.begins_at, s.id;

-- name: guesses(person)
SELECT at, tries FROM code_tries WHERE person = :person;

-- name: boards(person)
SELECT c.title, s.begins_at, b.until AS until_at
FROM boards b JOIN sessions s ON s.id = b.session JOIN courses c ON c.id = s.course
WHERE b.person = :person ORDER BY s.begins_at, s.id;

-- name: feedback(person)
SELECT c.title, f.content, f.teacher, f.again, f.at
FROM feedback f JOIN courses c ON c.id = f.course WHERE f.person = :person ORDER BY f.at, f.course;

-- name: certificates(person)
SELECT number, title, name, giver, credit, began_at, finished_at, issued_at, revoked_at, reason
FROM certificates WHERE person = :person ORDER BY id;

-- name: asked_for(person)
SELECT text, state, at FROM wishes WHERE person = :person ORDER BY id;

-- name: entries(person)
SELECT c.title, e.team, e.unit, e.state, e.reason, e.created_at, e.changed_at
FROM entries e JOIN competitions c ON c.id = e.competition
WHERE e.captain = :person OR e.id IN (SELECT r.entry FROM registrations r WHERE r.person = :person)
ORDER BY e.id;

-- name: documents(person)
SELECT c.title, d.kind, d.at
FROM entry_documents d JOIN entries e ON e.id = d.entry JOIN competitions c ON c.id = e.competition
WHERE d.person = :person ORDER BY e.id, d.position;

-- name: results(person)
-- As far as it was told: nobody learns a number or a result here first.
SELECT c.title, d.stage, d.number, d.room, NULL AS points, NULL AS place, NULL AS passed, '' AS award
FROM draws d JOIN entries e ON e.id = d.entry JOIN competitions c ON c.id = e.competition
WHERE d.told_at IS NOT NULL
    AND (e.captain = :person OR e.id IN (SELECT r.entry FROM registrations r WHERE r.person = :person))
UNION ALL
SELECT c.title, t.stage, NULL, '', t.points, t.place, t.passed, t.award
FROM results t JOIN entries e ON e.id = t.entry JOIN competitions c ON c.id = e.competition
WHERE t.told_at IS NOT NULL
    AND (e.captain = :person OR e.id IN (SELECT r.entry FROM registrations r WHERE r.person = :person));

-- name: scores(person)
SELECT c.title, s.stage, s.entry, s.points, s.at
FROM scores s JOIN competitions c ON c.id = s.competition WHERE s.assessor = :person ORDER BY s.at, s.entry;

-- name: objections(person)
SELECT o.kind, c.title, o.stage, o.text, o.photo, o.state, o.answer, o.at, o.answered_at
FROM objections o JOIN competitions c ON c.id = o.competition WHERE o.person = :person ORDER BY o.id;

-- name: news(person)
SELECT n.receipt, s.name AS studio, n.at, n.said, n.author_name, r.kind, r.title AS record, r.state
FROM news n JOIN studios s ON s.id = n.studio LEFT JOIN records r ON r.news = n.id
WHERE n.author = :person ORDER BY n.id, r.position;

-- name: edits(person)
SELECT record, version, content, state, at FROM record_versions WHERE person = :person ORDER BY record, version;

-- name: evidence(person)
SELECT s.name AS studio, e.subject, e.number, e.kind, e.name, e.text, e.state, e.at
FROM evidence e JOIN studios s ON s.id = e.studio WHERE e.person = :person ORDER BY e.id;

-- name: reports(person)
SELECT s.name AS studio, p.title, o.label, f.field, f.content, f.at
FROM report_fields f JOIN reports r ON r.id = f.report JOIN studios s ON s.id = r.studio
JOIN duties d ON d.id = r.duty JOIN occurrences o ON o.id = d.occurrence JOIN periods p ON p.id = o.period
WHERE f.person = :person
UNION ALL
SELECT s.name AS studio, p.title, o.label, '', '', v.at
FROM report_versions v JOIN reports r ON r.id = v.report JOIN studios s ON s.id = r.studio
JOIN duties d ON d.id = r.duty JOIN occurrences o ON o.id = d.occurrence JOIN periods p ON p.id = o.period
WHERE v.person = :person;

-- name: looking(person)
SELECT kind, subject, until AS until_at FROM claims WHERE person = :person;

-- name: verdicts(person)
SELECT kind, subject, verdict, reason, at, undone_at FROM verdicts WHERE person = :person ORDER BY id;

-- name: nudges(person)
SELECT p.title, o.label, n.at, CASE WHEN n.person = :person THEN 'got' ELSE 'sent' END AS how
FROM nudges n JOIN duties d ON d.id = n.duty JOIN occurrences o ON o.id = d.occurrence JOIN periods p ON p.id = o.period
WHERE n.person = :person OR n.by_person = :person ORDER BY n.at, n.duty;

-- name: invitations(person)
SELECT i.role, coalesce(s.name, '') AS studio, CASE WHEN :person IN (i.made_by, i.used_by) THEN i.note ELSE '' END AS note, i.state,
    i.made_at, i.expires_at, i.used_at,
    CASE WHEN i.made_by = :person THEN 'made' WHEN i.used_by = :person THEN 'used' ELSE 'decided' END AS how
FROM invitations i LEFT JOIN studios s ON s.id = i.studio
WHERE i.made_by = :person OR i.used_by = :person OR i.decided_by = :person ORDER BY i.id;

-- name: studio_changes(person)
SELECT s.name AS studio, c.field, c.old, c.new, c.at
FROM studio_changes c JOIN studios s ON s.id = c.studio WHERE c.person = :person ORDER BY c.id;

-- name: leaning(address)
SELECT answer, at FROM focus WHERE chat = :address;

-- name: erase_heard(address)!
-- What is being handled this moment goes with the rest after 72 hours.
DELETE FROM inbox WHERE lane = :address AND state <> 'waiting';

-- name: erase_mailed(person, now)!
-- A notice's report goes on counting the message, which names nobody any more.
UPDATE outbox
SET person = NULL, chat = '', dedupe_key = NULL, telegram_message_id = NULL, payload = '{}',
    finished_at = coalesce(finished_at, :now),
    state = CASE WHEN state IN ('waiting', 'retry') THEN 'skipped' ELSE state END
WHERE person = :person AND mailing IS NOT NULL AND state <> 'sending';

-- name: unname_mailed(person)!
-- On its way just now: the row knows whom it is for no longer than that, and is not tried a second time.
UPDATE outbox SET person = NULL, dedupe_key = NULL, expires_at = 0
WHERE person = :person AND mailing IS NOT NULL AND state = 'sending';

-- name: erase_said(person, address)!
-- Replies on their way still go out: a second tap would take the first one's reply away. An officer's answer does not.
DELETE FROM outbox
WHERE (person = :person OR chat = :address) AND state <> 'sending' AND mailing IS NULL
    AND NOT (lane = 0 AND state IN ('waiting', 'retry') AND substr(coalesce(dedupe_key, ''), 1, 7) <> 'answer:');

-- name: told(person)
SELECT id, receipt, person, text, asked_at FROM questions WHERE person = :person;

-- name: objected(person)
SELECT id, text, at FROM objections WHERE person = :person;

-- name: untell_waiting(person, notice, receipt, beginning)!
-- What others were to read of a question: its notices, and whatever names it or begins to quote it.
DELETE FROM outbox
WHERE state IN ('waiting', 'retry') AND person <> :person
    AND (
        substr(dedupe_key, 1, length(:notice)) = :notice
        OR instr(payload, :receipt) > 0 OR instr(payload, :beginning) > 0
    );

-- name: untell_sending(person, notice, receipt, beginning)!
-- On its way just now: it is not tried a second time.
UPDATE outbox SET payload = '{}', expires_at = 0
WHERE state = 'sending' AND person <> :person
    AND (
        substr(dedupe_key, 1, length(:notice)) = :notice
        OR instr(payload, :receipt) > 0 OR instr(payload, :beginning) > 0
    );

-- name: untell_sent(person, notice, asked_at)!
-- What was said to officers since it was asked may quote any part of it; none of it is needed any more.
UPDATE outbox SET payload = '{}'
WHERE finished_at IS NOT NULL AND created_at >= :asked_at AND person <> :person
    AND (substr(dedupe_key, 1, length(:notice)) = :notice OR person IN (SELECT roles.person FROM roles WHERE role IN ('admin', 'owner')));

-- name: erase_files()!
DELETE FROM files WHERE id NOT IN (SELECT file FROM outbox WHERE file IS NOT NULL);

-- name: erase_leaning(address)!
DELETE FROM focus WHERE chat = :address;

-- name: erase_once(address)!
DELETE FROM once WHERE chat = :address;

-- name: erase_forms(person)!
DELETE FROM dialogues WHERE person = :person;

-- name: erase_follows(person)!
DELETE FROM follows WHERE person = :person;

-- name: erase_consents(person)!
DELETE FROM consents WHERE person = :person;

-- name: erase_questions(person)!
DELETE FROM questions WHERE person = :person;

-- name: erase_settings(person)!
DELETE FROM preferences WHERE person = :person;

-- name: erase_interests(person)!
DELETE FROM interests WHERE person = :person;

-- name: erase_mutes(person)!
DELETE FROM mutes WHERE person = :person;

-- name: erase_competitions(person)!
DELETE FROM competition_follows WHERE person = :person;

-- name: erase_documents(person)!
-- What they showed for an entry, whoever leads it now.
DELETE FROM entry_documents WHERE person = :person;

-- name: hand_on_entries(person, now)!
-- A team goes on: whoever joined it first is its captain now. Its invitation was the old one's.
UPDATE entries
SET captain = (
        SELECT r.person FROM registrations r WHERE r.entry = entries.id AND r.person <> :person ORDER BY r.at, r.person LIMIT 1
    ), invitation = '', version = version + 1, changed_at = :now
WHERE captain = :person;

-- name: erase_registrations(person)!
DELETE FROM registrations WHERE person = :person;

-- name: withdraw_entries(now)!
-- What nobody is in any more keeps its place in the results, without a name.
UPDATE entries
SET state = 'withdrawn', team = '', unit = '', reason = '', invitation = '', version = version + 1, changed_at = :now
WHERE captain IS NULL AND (state <> 'withdrawn' OR team <> '' OR unit <> '' OR reason <> '')
    AND NOT EXISTS (SELECT 1 FROM registrations r WHERE r.entry = entries.id);

-- name: erase_objections(person)!
DELETE FROM objections WHERE person = :person;

-- name: unname_news(person)!
-- The name an import gave as 提交人. Names are not unique: only in studios that were theirs, or that they wrote for.
UPDATE news SET author_name = ''
WHERE author_name <> '' AND (
    author = :person
    OR (
        author = 0
        AND author_name = (SELECT profiles.name FROM profiles WHERE profiles.person = :person)
        AND (
            studio IN (SELECT roles.studio FROM roles WHERE roles.person = :person)
            OR studio IN (SELECT theirs.studio FROM news theirs WHERE theirs.author = :person)
        )
    )
);

-- name: erase_untaken_news(person)!
-- Nothing in it was taken, or may be yet: no record of the studio's.
DELETE FROM news
WHERE author = :person
    AND NOT EXISTS (SELECT 1 FROM records r WHERE r.news = news.id AND r.state NOT IN ('withdrawn', 'rejected'));

-- name: unname_said(person)!
-- What others were told of them by name, and have: colleagues of a role, officers of their news.
UPDATE outbox SET payload = '{}'
WHERE state = 'sent' AND payload <> '{}'
    AND payload LIKE '%' || (SELECT name FROM profiles WHERE person = :person AND length(name) > 1) || '%';

-- name: erase_loose_evidence()!
-- Of news that is gone, whoever showed it. The copies on disk are swept as soon as no row names them.
DELETE FROM evidence WHERE subject = 'news' AND number NOT IN (SELECT id FROM news);

-- name: erase_loose_verdicts()!
-- On records that are gone: they hold what the record said, for undoing.
DELETE FROM verdicts WHERE kind = 'record' AND subject NOT IN (SELECT id FROM records);

-- name: erase_looking(person)!
DELETE FROM claims WHERE person = :person;

-- name: erase_nudges(person)!
DELETE FROM nudges WHERE person = :person;

-- name: unname_invitations(person)!
-- The inviter's words for whom it was.
UPDATE invitations SET note = '' WHERE note <> '' AND (used_by = :person OR made_by = :person);

-- name: revoke_invitations(person)!
-- Of whoever holds no role, and so may invite nobody; and what they took and nobody confirmed yet.
UPDATE invitations
SET state = CASE WHEN used_by = :person THEN 'refused' ELSE 'revoked' END, version = version + 1
WHERE ((state = 'open' AND made_by = :person) OR (state = 'claimed' AND used_by = :person))
    AND NOT EXISTS (SELECT 1 FROM roles WHERE roles.person = :person);

-- name: erase_profile(person)!
DELETE FROM profiles WHERE person = :person;

-- name: erase_enrolments(person)!
-- With their answers and offers. A seat that was theirs is free; the tick offers it on.
DELETE FROM enrolments WHERE person = :person;

-- name: erase_attendances(person)!
DELETE FROM attendances WHERE person = :person;

-- name: erase_guesses(person)!
DELETE FROM code_tries WHERE person = :person;

-- name: erase_boards(person)!
DELETE FROM boards WHERE person = :person;

-- name: erase_feedback(person)!
DELETE FROM feedback WHERE person = :person;

-- name: erase_certificates(person)!
DELETE FROM certificates WHERE person = :person;

-- name: erase_asked_for(person)!
DELETE FROM wishes WHERE person = :person;

-- name: erase_reminders(person)!
DELETE FROM reminders WHERE person = :person;

-- name: erase_confirmations(person)!
DELETE FROM confirmations WHERE person = :person;

-- name: erase_errands(person, address)!
DELETE FROM errands WHERE (person = :person OR chat = :address) AND state <> 'doing';

-- name: erase_language(person)!
UPDATE people SET language = '' WHERE id = :person;

-- name: erase_person(person)!
-- Whoever holds a role stays: the role was given by an officer, who takes it back.
DELETE FROM people WHERE id = :person AND NOT EXISTS (SELECT 1 FROM roles WHERE roles.person = people.id);

-- name: add(duty, studio, now)!
INSERT INTO reports (duty, studio, created_at, changed_at) VALUES (:duty, :studio, :now, :now) ON CONFLICT DO NOTHING;

-- name: add_field(report, field, now)*!
INSERT INTO report_fields (report, field, content, drafted, at) VALUES (:report, :field, '', 1, :now) ON CONFLICT DO NOTHING;

-- name: find(id)^
SELECT * FROM reports WHERE id = :id;

-- name: of_duty(duty)^
SELECT * FROM reports WHERE duty = :duty;

-- name: fields(report)
SELECT * FROM report_fields WHERE report = :report;

-- name: redraft(report, field, content, now)!
-- The bot's own words follow the records; the version is that of what people wrote.
UPDATE report_fields SET content = :content, at = :now
WHERE report = :report AND field = :field AND drafted = 1 AND content <> :content;

-- name: write_field(report, field, content, seen, person, now)!
UPDATE report_fields SET content = :content, drafted = 0, version = version + 1, person = :person, at = :now
WHERE report = :report AND field = :field AND version = :seen
    AND EXISTS (SELECT 1 FROM reports WHERE id = :report AND state IN ('draft', 'returned', 'rejected'));

-- name: fill(report, content)!
-- What was left empty is filed as nothing to tell.
UPDATE report_fields SET content = :content WHERE report = :report AND content = '';

-- name: file(id, version, state, receipt, figures, late, person, now)!
UPDATE reports SET state = :state, receipt = :receipt, figures = :figures, late = :late, reason = '', field = '',
    filed_at = coalesce(filed_at, :now), sent_at = :now, sent_by = :person, judged_by = NULL, judged_at = NULL,
    version = version + 1, changed_at = :now
WHERE id = :id AND version = :version AND state IN ('draft', 'returned', 'rejected');

-- name: judge(id, version, state, reason, field, person, now)!
UPDATE reports SET state = :state, reason = :reason, field = :field, judged_by = :person, judged_at = :now,
    version = version + 1, changed_at = :now
WHERE id = :id AND version = :version AND state IN ('pending', 'resubmitted');

-- name: unjudge(id, version, state, reason, field, now)!
UPDATE reports SET state = :state, reason = :reason, field = :field, judged_by = NULL, judged_at = NULL,
    version = version + 1, changed_at = :now
WHERE id = :id AND version = :version AND state IN ('returned', 'approved', 'rejected');

-- name: keep(report, version, content, state, person, now)!
INSERT INTO report_versions (report, version, content, state, person, at)
VALUES (:report, :version, :content, :state, :person, :now);

-- name: history(report)
SELECT * FROM report_versions WHERE report = :report ORDER BY version;

-- name: lying(before)
-- Returned by then, not handed in again, and nobody was reminded of this return yet; the oldest first.
SELECT * FROM reports WHERE state = 'returned' AND judged_at <= :before AND reminded < version ORDER BY judged_at, id LIMIT 20;

-- name: remind(id, version)!
UPDATE reports SET reminded = version WHERE id = :id AND version = :version;

-- name: earlier(studio, begins_on, since)$
-- Told since the time began, of days before it.
SELECT count(*) FROM records
WHERE studio = :studio AND ends_on < :begins_on AND created_at >= :since AND corrects IS NULL
    AND state IN ('pending', 'resubmitted', 'approved');

-- name: add_period(title, cycle, due_day, due_minute, once_at, ladder, person, now)<!
INSERT INTO periods (title, cycle, due_day, due_minute, once_at, ladder, created_by, created_at)
VALUES (:title, :cycle, :due_day, :due_minute, :once_at, :ladder, :person, :now)
RETURNING id;

-- name: change_period(title, cycle, due_day, due_minute, once_at, ladder, id, version)!
-- The cycle stays what it is: its occurrences are named by it.
UPDATE periods SET title = :title, due_day = :due_day, due_minute = :due_minute, once_at = :once_at, ladder = :ladder,
    version = version + 1
WHERE id = :id AND version = :version AND state = 'active' AND cycle = :cycle;

-- name: end_period(id, version)!
UPDATE periods SET state = 'ended', version = version + 1 WHERE id = :id AND version = :version AND state = 'active';

-- name: forget_conditions(period)!
DELETE FROM period_conditions WHERE period = :period;

-- name: add_condition(period, kind, value)*!
INSERT INTO period_conditions (period, kind, value) VALUES (:period, :kind, :value) ON CONFLICT DO NOTHING;

-- name: period(id)^
SELECT * FROM periods WHERE id = :id;

-- name: periods(state)
SELECT * FROM periods WHERE state = :state ORDER BY id;

-- name: conditions(period)
SELECT kind, value FROM period_conditions WHERE period = :period ORDER BY kind, value;

-- name: add_occurrence(period, label, due_at)<!
INSERT INTO occurrences (period, label, due_at) VALUES (:period, :label, :due_at)
ON CONFLICT (period, label) DO NOTHING RETURNING id;

-- name: move_occurrence(id, due_at)!
UPDATE occurrences SET due_at = :due_at WHERE id = :id;

-- name: occurrence(id)^
SELECT occurrences.*, periods.title, periods.cycle, periods.ladder, periods.state
FROM occurrences JOIN periods ON periods.id = occurrences.period WHERE occurrences.id = :id;

-- name: occurrences(period)
SELECT occurrences.*, periods.title, periods.cycle, periods.ladder, periods.state
FROM occurrences JOIN periods ON periods.id = occurrences.period
WHERE occurrences.period = :period ORDER BY occurrences.due_at, occurrences.id;

-- name: live_occurrences(since)
-- Of active periods: those that are due later than `since`, or still owed by somebody.
SELECT occurrences.*, periods.title, periods.cycle, periods.ladder, periods.state
FROM occurrences JOIN periods ON periods.id = occurrences.period
WHERE periods.state = 'active' AND (occurrences.due_at > :since OR EXISTS (
    SELECT 1 FROM duties WHERE duties.occurrence = occurrences.id AND duties.filed_at IS NULL))
ORDER BY occurrences.due_at, occurrences.id;

-- name: studios(gone)
-- What decides whether a studio owes.
SELECT id, level, sector, street FROM studios WHERE status <> :gone ORDER BY id;

-- name: duties_of(occurrence)
SELECT id, studio, extended_to, filed_at FROM duties WHERE occurrence = :occurrence ORDER BY studio;

-- name: add_duty(occurrence, studio)*!
INSERT INTO duties (occurrence, studio) VALUES (:occurrence, :studio) ON CONFLICT DO NOTHING;

-- name: excuse_written(id, now)!
-- What somebody has written of a report is not thrown away with the duty.
UPDATE duties SET filed_at = :now, excused = 1, version = version + 1
WHERE id = :id AND filed_at IS NULL AND EXISTS (
    SELECT 1 FROM reports JOIN report_fields ON report_fields.report = reports.id
    WHERE reports.duty = :id AND (report_fields.drafted = 0 OR reports.filed_at IS NOT NULL));

-- name: remove_duty(id)!
DELETE FROM duties WHERE id = :id AND filed_at IS NULL;

-- name: tally(occurrence, now)^
SELECT
    coalesce(sum(CASE WHEN duties.filed_at IS NULL AND coalesce(extended_to, due_at) <= :now THEN 1 ELSE 0 END), 0) AS late,
    coalesce(sum(CASE WHEN duties.filed_at IS NULL AND coalesce(extended_to, due_at) > :now THEN 1 ELSE 0 END), 0) AS owing,
    coalesce(sum(CASE WHEN duties.filed_at IS NOT NULL AND excused = 0 THEN 1 ELSE 0 END), 0) AS filed,
    coalesce(sum(excused), 0) AS excused
FROM duties JOIN occurrences ON occurrences.id = duties.occurrence WHERE occurrence = :occurrence;

-- name: page(occurrence, now, limit, offset)
-- The late first, those who were given more time last of those who owe, the filed at the end.
SELECT duties.*, studios.name FROM duties JOIN studios ON studios.id = duties.studio
    JOIN occurrences ON occurrences.id = duties.occurrence
WHERE duties.occurrence = :occurrence
ORDER BY CASE WHEN filed_at IS NOT NULL THEN 2 + excused WHEN coalesce(extended_to, due_at) <= :now THEN 0 ELSE 1 END,
    coalesce(extended_to, due_at), studios.level_rank, studios.name
LIMIT :limit OFFSET :offset;

-- name: duty(id)^
SELECT duties.*, studios.name FROM duties JOIN studios ON studios.id = duties.studio WHERE duties.id = :id;

-- name: of_studio(studio, since)
-- What a studio owes, and what it has filed since then.
SELECT duties.*, studios.name FROM duties JOIN studios ON studios.id = duties.studio
    JOIN occurrences ON occurrences.id = duties.occurrence JOIN periods ON periods.id = occurrences.period
WHERE duties.studio = :studio AND periods.state = 'active' AND excused = 0 AND (filed_at IS NULL OR filed_at >= :since)
ORDER BY CASE WHEN filed_at IS NULL THEN 0 ELSE 1 END, coalesce(extended_to, due_at), duties.id;

-- name: close(id, version, person, now, excused)!
UPDATE duties SET filed_at = :now, filed_by = :person, excused = :excused, version = version + 1
WHERE id = :id AND version = :version AND filed_at IS NULL;

-- name: reopen(id, version)!
UPDATE duties SET filed_at = NULL, filed_by = NULL, excused = 0, version = version + 1
WHERE id = :id AND version = :version AND filed_at IS NOT NULL;

-- name: extend(id, version, until)!
UPDATE duties SET extended_to = :until, version = version + 1 WHERE id = :id AND version = :version AND filed_at IS NULL;

-- name: answerable(studio)
-- Who leads the studio or does its paperwork.
SELECT DISTINCT person FROM roles WHERE studio = :studio AND role IN ('leader', 'deputy') ORDER BY person;

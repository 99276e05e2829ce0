-- name: days()
SELECT date, work, note FROM calendar_days ORDER BY date;

-- name: put_day(date, work, note, person, now)*!
INSERT INTO calendar_days (date, work, note, changed_by, changed_at) VALUES (:date, :work, :note, :person, :now)
ON CONFLICT (date) DO UPDATE SET work = excluded.work, note = excluded.note,
    changed_by = excluded.changed_by, changed_at = excluded.changed_at;

-- name: remove_days(begin, end, work)!
DELETE FROM calendar_days WHERE date BETWEEN :begin AND :end AND work = :work;

-- name: years()
SELECT year FROM calendar_years ORDER BY year;

-- name: declare(year, person, now)!
INSERT INTO calendar_years (year, changed_by, changed_at) VALUES (:year, :person, :now) ON CONFLICT DO NOTHING;

-- name: take_back(year)!
DELETE FROM calendar_years WHERE year = :year;

-- name: steps_ahead(now)
-- The rungs of reminders that working days decide about.
SELECT id, at, days, due_at FROM steps WHERE state IN ('planned', 'paused') AND moved = 0 AND due_at > :now;

-- name: move_step(id, due_at)!
UPDATE steps SET due_at = :due_at, version = version + 1 WHERE id = :id;

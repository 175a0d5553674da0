-- The events that come together lie in one row, as JSON that tells its own version; event_seq is the last one's. Jobs are
-- handed in with two, and each row costs an index entry.
ALTER TABLE job_events ADD COLUMN events CHARACTER VARYING DEFAULT '' NOT NULL;
UPDATE job_events
SET events = '{"v":1,"events":[{"id":"' || event_id || '","type":"' || event_type || '","phase":"' || phase
    || '","title":"' || REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(title, '\', '\\'), '"', '\"'), '
', '\n'), CHR(13), '\r'), CHR(9), '\t')
    || '","message":"' || REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(message, '\', '\\'), '"', '\"'), '
', '\n'), CHR(13), '\r'), CHR(9), '\t')
    || '","level":"' || severity || '","created":'
    || CAST(EXTRACT(EPOCH FROM created_at) * 1000000 AS BIGINT)
    || ',"sequence":' || event_seq || '}]}';
ALTER TABLE job_events ALTER COLUMN events DROP DEFAULT;
ALTER TABLE job_events DROP COLUMN event_id;
ALTER TABLE job_events DROP COLUMN event_type;
ALTER TABLE job_events DROP COLUMN phase;
ALTER TABLE job_events DROP COLUMN severity;
ALTER TABLE job_events DROP COLUMN title;
ALTER TABLE job_events DROP COLUMN message;
ALTER TABLE job_events DROP COLUMN created_at;

-- A job's row takes a little over the 2 KB from which PostgreSQL compresses, or moves away, whatever is longest in it, and
-- does so again at each change.
-- PostgreSQL: ALTER TABLE jobs SET (toast_tuple_target = 4080);

-- A change of a job's status costs an entry in each index. The queue's holds on PostgreSQL nothing but the queue; what is
-- active, in whatever workspace, is found by the index that lists jobs by their status.
DROP INDEX jobs_by_turn;
CREATE INDEX jobs_by_turn ON jobs (status, lane, turn_at, job_id)
-- PostgreSQL: WHERE status = 'QUEUED'
;
DROP INDEX jobs_newest_by_status;
CREATE INDEX jobs_by_status ON jobs (status, workspace_id, created_at DESC, job_id DESC);

-- There are never more rows than devices.
DROP INDEX device_holds_of_instance;

-- Read by nothing: both stand in the JSON.
ALTER TABLE jobs DROP COLUMN name;
ALTER TABLE jobs DROP COLUMN phase;

-- A look at the queue passes what was queued and is gone since the last vacuum, and by itself PostgreSQL waits until a fifth
-- of all jobs have changed.
-- PostgreSQL: ALTER TABLE jobs SET (autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_scale_factor = 0.02);

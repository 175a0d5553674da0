-- Many grids on one store, and the order of the queue.

-- A job's lane (a hash of its workspace and of what it asks for) and its turn there never change. All jobs of before
-- share a lane.
ALTER TABLE jobs ADD COLUMN lane CHARACTER VARYING(16) DEFAULT '' NOT NULL;
ALTER TABLE jobs ADD COLUMN turn_at TIMESTAMP(6) WITH TIME ZONE;
UPDATE jobs SET turn_at = created_at;
ALTER TABLE jobs ALTER COLUMN turn_at SET NOT NULL;
CREATE INDEX jobs_by_turn ON jobs (status, lane, turn_at, job_id);
DROP INDEX jobs_by_status;

-- Grids that share the store. A lease ends by the database's clock; the row of one that is over is gone, for good.
CREATE TABLE grid_instances (
    instance_id CHARACTER VARYING(64)       NOT NULL PRIMARY KEY,
    lease_until TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    is_idle     BOOLEAN                     NOT NULL,
    instance    CHARACTER VARYING           NOT NULL -- with its nodes, as JSON
);

-- Which run holds which device. The key is what keeps two grids from giving one device out twice.
CREATE TABLE device_holds (
    executor     CHARACTER VARYING(128) NOT NULL,
    node_id      CHARACTER VARYING(128) NOT NULL,
    device_id    CHARACTER VARYING(256) NOT NULL,
    workspace_id CHARACTER VARYING(64)  NOT NULL,
    job_id       CHARACTER VARYING(64)  NOT NULL,
    attempt      INTEGER                NOT NULL,
    instance_id  CHARACTER VARYING(64)  NOT NULL,
    PRIMARY KEY (executor, node_id, device_id)
);
CREATE INDEX device_holds_of_run ON device_holds (workspace_id, job_id, attempt);
CREATE INDEX device_holds_of_instance ON device_holds (instance_id);

-- Which run left it; 0 where that was not kept.
ALTER TABLE artifacts ADD COLUMN attempt INTEGER DEFAULT 0 NOT NULL;

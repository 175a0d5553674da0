-- The whole specs of jobs whose spec is large. What the queue decides by stays in jobs.spec: a look at the queue must not
-- read the rest, nor must a change of a job write it again.
CREATE TABLE large_specs (
    workspace_id CHARACTER VARYING(64) NOT NULL,
    job_id       CHARACTER VARYING(64) NOT NULL,
    spec         CHARACTER VARYING     NOT NULL,
    PRIMARY KEY (workspace_id, job_id)
);

-- The bytes of a large spec, null of any other.
ALTER TABLE jobs ADD COLUMN large_bytes BIGINT;

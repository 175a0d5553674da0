-- A workspace's bucket of submits, as the moment at which it is full again. Its row orders the admissions to it.
CREATE TABLE admissions (
    workspace_id CHARACTER VARYING(64)       NOT NULL PRIMARY KEY,
    full_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

-- Jobs that were let in and may not be stored yet.
CREATE TABLE admission_tickets (
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    job_id       CHARACTER VARYING(64)       NOT NULL,
    expires_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (workspace_id, job_id)
);
CREATE INDEX admission_tickets_expiry ON admission_tickets (expires_at);

-- What is closed for maintenance.
CREATE TABLE closed_parts (
    part    CHARACTER VARYING(16) NOT NULL PRIMARY KEY,
    message CHARACTER VARYING     NOT NULL
);

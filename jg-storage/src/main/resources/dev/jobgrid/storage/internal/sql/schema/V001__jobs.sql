-- One schema for H2 and PostgreSQL. There are no foreign keys: rows that belong together are written by one
-- transaction, and a check of each would cost an index look-up per row.
-- Texts without a length may be long (H2 takes 1,048,576 characters); CLOB is several times slower in H2.

-- A job: columns to find it by, and what was asked (spec, never rewritten) and where it stands (state) as JSON that
-- tells its own version. Its credit reservation lies in the same row, so that it costs no write of its own.
CREATE TABLE jobs (
    workspace_id   CHARACTER VARYING(64)       NOT NULL,
    job_id         CHARACTER VARYING(64)       NOT NULL,
    name           CHARACTER VARYING           NOT NULL,
    status         CHARACTER VARYING(16)       NOT NULL,
    phase          CHARACTER VARYING(32)       NOT NULL,
    version        BIGINT                      NOT NULL,
    created_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    updated_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    queued_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL, -- created_at before the job was queued first
    not_before     TIMESTAMP(6) WITH TIME ZONE,
    held_micros    BIGINT                      NOT NULL,
    charged_micros BIGINT,
    spec           CHARACTER VARYING           NOT NULL,
    state          CHARACTER VARYING           NOT NULL,
    PRIMARY KEY (workspace_id, job_id)
);
CREATE INDEX jobs_newest ON jobs (workspace_id, created_at DESC, job_id DESC);
CREATE INDEX jobs_newest_by_status ON jobs (workspace_id, status, created_at DESC, job_id DESC);
CREATE INDEX jobs_by_status ON jobs (status, queued_at, created_at, job_id);

CREATE TABLE idempotency_keys (
    workspace_id    CHARACTER VARYING(64)       NOT NULL,
    idempotency_key CHARACTER VARYING(255)      NOT NULL,
    job_id          CHARACTER VARYING(64)       NOT NULL,
    expires_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (workspace_id, idempotency_key)
);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);

CREATE TABLE job_events (
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    job_id       CHARACTER VARYING(64)       NOT NULL,
    event_seq    BIGINT                      NOT NULL,
    event_id     CHARACTER VARYING           NOT NULL,
    event_type   CHARACTER VARYING           NOT NULL,
    phase        CHARACTER VARYING(32)       NOT NULL,
    severity     CHARACTER VARYING(16)       NOT NULL,
    title        CHARACTER VARYING           NOT NULL,
    message      CHARACTER VARYING           NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (workspace_id, job_id, event_seq)
);

CREATE TABLE callback_outbox (
    delivery_id  CHARACTER VARYING(255)      NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    job_id       CHARACTER VARYING(64)       NOT NULL,
    status       CHARACTER VARYING(16)       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    tries        INTEGER                     NOT NULL,
    due_at       TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX callback_outbox_due ON callback_outbox (due_at);

-- How far each job's log is stored; its one row orders the writers of the log.
CREATE TABLE job_log_ends (
    workspace_id   CHARACTER VARYING(64) NOT NULL,
    job_id         CHARACTER VARYING(64) NOT NULL,
    last_entry_id  BIGINT                NOT NULL,
    attempt        INTEGER               NOT NULL,
    read_position  CHARACTER VARYING     NOT NULL,
    PRIMARY KEY (workspace_id, job_id)
);

-- Lines first_entry_id to last_entry_id of a job's log, packed. streams: 1 holds stdout, 2 holds stderr, 3 holds both.
CREATE TABLE job_log_chunks (
    workspace_id   CHARACTER VARYING(64) NOT NULL,
    job_id         CHARACTER VARYING(64) NOT NULL,
    last_entry_id  BIGINT                NOT NULL,
    first_entry_id BIGINT                NOT NULL,
    streams        INTEGER               NOT NULL,
    packed_lines   BYTEA                 NOT NULL,
    PRIMARY KEY (workspace_id, job_id, last_entry_id)
);

CREATE TABLE job_inputs (
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    input_id     CHARACTER VARYING(64)       NOT NULL,
    filename     CHARACTER VARYING           NOT NULL,
    content_type CHARACTER VARYING           NOT NULL,
    input_kind   CHARACTER VARYING(16)       NOT NULL,
    status       CHARACTER VARYING(16)       NOT NULL,
    size_bytes   BIGINT,
    sha256       CHARACTER VARYING(64),
    blob_key     CHARACTER VARYING(512),
    token_sha256 CHARACTER VARYING(64)       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (workspace_id, input_id)
);
CREATE INDEX job_inputs_newest ON job_inputs (workspace_id, created_at DESC, input_id DESC);

CREATE TABLE artifacts (
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    job_id       CHARACTER VARYING(64)       NOT NULL,
    artifact_id  CHARACTER VARYING(64)       NOT NULL,
    file_path    CHARACTER VARYING           NOT NULL,
    content_type CHARACTER VARYING           NOT NULL,
    size_bytes   BIGINT                      NOT NULL,
    sha256       CHARACTER VARYING(64)       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    uploaded_at  TIMESTAMP(6) WITH TIME ZONE,
    PRIMARY KEY (workspace_id, job_id, artifact_id)
);

CREATE TABLE api_keys (
    key_id       CHARACTER VARYING(64)       NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    name         CHARACTER VARYING           NOT NULL,
    sha256       CHARACTER VARYING(64)       NOT NULL UNIQUE,
    key_prefix   CHARACTER VARYING           NOT NULL,
    scopes       CHARACTER VARYING           NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at   TIMESTAMP(6) WITH TIME ZONE,
    revoked_at   TIMESTAMP(6) WITH TIME ZONE
);
CREATE INDEX api_keys_newest ON api_keys (workspace_id, created_at DESC, key_id DESC);

-- One schema for H2 and PostgreSQL. There are no foreign keys but one: rows that belong together are written by one
-- transaction, and a check of each would cost an index look-up per row.
-- Texts without a length may be long (H2 takes 1,048,576 characters); CLOB is several times slower in H2.

-- What tells this store from others. The blob store bears it too, so that no store sweeps up the blobs of another.
CREATE TABLE store_identity (
    store_id CHARACTER VARYING(64) NOT NULL PRIMARY KEY,
    names_of CHARACTER VARYING(128),     -- the store that the grid names are of: a copy knows that they are not its own
    moved_to CHARACTER VARYING,          -- where the rows were moved, so that no grid works on what is left here
    moved_at TIMESTAMP(6) WITH TIME ZONE
);
INSERT INTO store_identity (store_id) VALUES (gen_random_uuid());

-- What all grids of a store share: the names by which engines tell their workloads from those of others, and the keys that
-- sign URLs. The name with the lowest number is that of new workloads, the others are former ones.
CREATE TABLE grid_names (
    name_number INTEGER               NOT NULL PRIMARY KEY,
    grid_name   CHARACTER VARYING(64) NOT NULL
);
CREATE TABLE signing_keys (
    key_number INTEGER                NOT NULL PRIMARY KEY, -- the highest signs
    key_id     CHARACTER VARYING(32)  NOT NULL,
    secret     CHARACTER VARYING(128) NOT NULL
);

-- The level that a release has to have to open this store. A later script raises it only if releases of the level before could
-- not work on what it leaves: then they refuse to. Scripts that add what those do not look at leave it.
CREATE TABLE store_level (
    level INTEGER NOT NULL PRIMARY KEY
);
INSERT INTO store_level (level) VALUES (2);

-- A job is written once to jobs and changed in job_state alone, whose rows are short and in no other index than that of
-- their number: so each change stays on its page. Where a job stands is also in job_queue while it waits, in device_holds
-- while it runs, and in job_ends when it has ended, each of which lists its jobs.
-- Numbers tell jobs apart inside the database. They mean no order: each process takes a thousand at a time.
CREATE SEQUENCE job_numbers INCREMENT BY 1000;

-- What was asked: the spec as JSON that tells its own version, and the credits that the job holds back.
CREATE TABLE jobs (
    job_number   BIGINT                      NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    job_id       CHARACTER VARYING(64)       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    held_micros  BIGINT                      NOT NULL,
    large_bytes  BIGINT,                               -- of a spec in large_specs
    spec         CHARACTER VARYING           NOT NULL,
    UNIQUE (workspace_id, job_id)
);
CREATE INDEX jobs_newest ON jobs (workspace_id, created_at DESC, job_id DESC);
-- A row takes a little over the 2 KB from which PostgreSQL compresses, or moves away, whatever is longest in it.
-- PostgreSQL: ALTER TABLE jobs SET (toast_tuple_target = 4080);

-- Where a job stands, as JSON that tells its own version, and the credits that it was charged.
CREATE TABLE job_state (
    job_number     BIGINT                      NOT NULL PRIMARY KEY,
    status         CHARACTER VARYING(16)       NOT NULL,
    version        BIGINT                      NOT NULL,
    updated_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    charged_micros BIGINT,
    state          CHARACTER VARYING           NOT NULL
)
-- PostgreSQL: WITH (fillfactor = 20, toast_tuple_target = 4080)
;

-- Jobs that wait. The indexes begin with columns that no other index has: a queue's statistics are nearly always old, and
-- whatever they say, the planner can take no other index for a look at the head, and sort what it finds.
CREATE TABLE job_queue (
    job_number   BIGINT                      NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    job_id       CHARACTER VARYING(64)       NOT NULL,
    lane         CHARACTER VARYING(16)       NOT NULL, -- a hash of the workspace and of what is asked for; never changes
    turn_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL, -- the job's turn in its lane; never changes
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    queued_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    not_before   TIMESTAMP(6) WITH TIME ZONE,
    listed_in    CHARACTER VARYING(64)       NOT NULL -- the workspace once more, for the index of its list
);
CREATE INDEX job_queue_turn ON job_queue (workspace_id, lane, turn_at, job_id);
CREATE INDEX job_queue_newest ON job_queue (listed_in, created_at DESC, job_id DESC);
-- The longest wait is its first entry, however many wait.
CREATE INDEX job_queue_wait ON job_queue (queued_at);
-- A look at the queue passes what has left it since the last vacuum, and by itself PostgreSQL waits until a fifth of the
-- most rows that it saw have changed.
-- PostgreSQL: ALTER TABLE job_queue SET (autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_scale_factor = 0.02);

-- Jobs that have ended, for lists by status.
CREATE TABLE job_ends (
    status       CHARACTER VARYING(16)       NOT NULL,
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    job_id       CHARACTER VARYING(64)       NOT NULL,
    job_number   BIGINT                      NOT NULL
);
CREATE UNIQUE INDEX job_ends_newest ON job_ends (status, workspace_id, created_at DESC, job_id DESC);

-- The whole specs of jobs whose spec is large. What the queue decides by stays in jobs.spec: a look at the queue must not
-- read the rest, nor must a change of a job write it again.
CREATE TABLE large_specs (
    workspace_id CHARACTER VARYING(64) NOT NULL,
    job_id       CHARACTER VARYING(64) NOT NULL,
    spec         CHARACTER VARYING     NOT NULL,
    PRIMARY KEY (workspace_id, job_id)
);

-- The events that come together lie in one row, as JSON that tells its own version; event_seq is the last one's. Jobs are
-- handed in with two, and each row costs an index entry.
CREATE TABLE job_events (
    job_number BIGINT            NOT NULL,
    event_seq  BIGINT            NOT NULL,
    events     CHARACTER VARYING NOT NULL,
    PRIMARY KEY (job_number, event_seq)
);

-- Keys of submits, by which a repeated one finds its job.
CREATE TABLE idempotency_keys (
    workspace_id    CHARACTER VARYING(64)       NOT NULL,
    idempotency_key CHARACTER VARYING(255)      NOT NULL,
    job_id          CHARACTER VARYING(64)       NOT NULL,
    expires_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (workspace_id, idempotency_key)
);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);

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
-- They are deflated already, and PostgreSQL would try once more with each.
-- PostgreSQL: ALTER TABLE job_log_chunks ALTER COLUMN packed_lines SET STORAGE EXTERNAL;

-- Files that were uploaded for jobs, and those that may still be.
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
    used_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL, -- when a job was last handed in with it, to the minute or so
    PRIMARY KEY (workspace_id, input_id)
);
CREATE INDEX job_inputs_newest ON job_inputs (workspace_id, created_at DESC, input_id DESC);

-- Files that runs left behind.
CREATE TABLE artifacts (
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    job_id       CHARACTER VARYING(64)       NOT NULL,
    artifact_id  CHARACTER VARYING(64)       NOT NULL,
    attempt      INTEGER                     NOT NULL, -- the run that left it
    file_path    CHARACTER VARYING           NOT NULL,
    content_type CHARACTER VARYING           NOT NULL,
    size_bytes   BIGINT                      NOT NULL,
    sha256       CHARACTER VARYING(64)       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    uploaded_at  TIMESTAMP(6) WITH TIME ZONE,
    PRIMARY KEY (workspace_id, job_id, artifact_id)
);

-- How far each callback got. A try under way moves due_at to when its time is over, so that a lost one comes back.
CREATE TABLE callback_outbox (
    delivery_id  CHARACTER VARYING(255)      NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    job_id       CHARACTER VARYING(64)       NOT NULL,
    status       CHARACTER VARYING(16)       NOT NULL, -- the job's
    receiver     CHARACTER VARYING(300)      NOT NULL,
    progress     CHARACTER VARYING(16)       DEFAULT 'PENDING' NOT NULL,
    tries        INTEGER                     NOT NULL,
    attempts     INTEGER                     DEFAULT 0 NOT NULL,
    version      BIGINT                      DEFAULT 0 NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    due_at       TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX callback_outbox_due ON callback_outbox (due_at);
CREATE INDEX callback_outbox_pending ON callback_outbox (progress, due_at, delivery_id);
CREATE INDEX callback_outbox_job ON callback_outbox (workspace_id, job_id);
CREATE INDEX callback_outbox_newest ON callback_outbox (workspace_id, progress, created_at DESC, delivery_id DESC);

-- What was tried, and what came of it.
CREATE TABLE callback_attempts (
    delivery_id CHARACTER VARYING(255)      NOT NULL,
    attempt     INTEGER                     NOT NULL,
    started_at  TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    took_micros BIGINT                      NOT NULL,
    outcome     CHARACTER VARYING(16)       NOT NULL,
    http_status INTEGER,
    detail      CHARACTER VARYING           NOT NULL,
    PRIMARY KEY (delivery_id, attempt)
);

-- Grids that share the store. A lease ends by the database's clock. The row of one that left, or whose lease is over, stays
-- until its nodes are forgotten: jobs wait for them meanwhile.
CREATE TABLE grid_instances (
    instance_id CHARACTER VARYING(64)       NOT NULL PRIMARY KEY,
    lease_until TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    ended_at    TIMESTAMP(6) WITH TIME ZONE,
    is_idle     BOOLEAN                     NOT NULL
);

-- The nodes that each grid reaches, a row each: a grid may reach thousands.
CREATE TABLE grid_nodes (
    instance_id CHARACTER VARYING(64) NOT NULL REFERENCES grid_instances (instance_id) ON DELETE CASCADE,
    node_number INTEGER               NOT NULL, -- its place among them, from 0
    node        CHARACTER VARYING     NOT NULL, -- as JSON
    PRIMARY KEY (instance_id, node_number)
);

-- Which run holds which device. The key is what keeps two grids from giving one device out twice. There are never more rows
-- than devices.
CREATE TABLE device_holds (
    executor     CHARACTER VARYING(128) NOT NULL,
    node_id      CHARACTER VARYING(128) NOT NULL,
    device_id    CHARACTER VARYING(256) NOT NULL,
    job_number   BIGINT                 NOT NULL,
    workspace_id CHARACTER VARYING(64)  NOT NULL,
    job_id       CHARACTER VARYING(64)  NOT NULL,
    attempt      INTEGER                NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL, -- the job
    instance_id  CHARACTER VARYING(64)  NOT NULL,
    node_name    CHARACTER VARYING(128), -- when the run was placed: nobody else knows once the grids that reached it are over
    PRIMARY KEY (executor, node_id, device_id)
);
CREATE INDEX device_holds_of_run ON device_holds (job_number, attempt);
CREATE INDEX device_holds_newest ON device_holds (workspace_id, created_at DESC, job_id DESC);

-- How long jobs that are alike ran and waited. An empty part of the key stands for any.
CREATE TABLE job_history (
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    measure      CHARACTER VARYING(16)       NOT NULL,
    image        CHARACTER VARYING(512)      NOT NULL,
    workload     CHARACTER VARYING(16)       NOT NULL,
    size_class   CHARACTER VARYING(16)       NOT NULL,
    gpu          CHARACTER VARYING(256)      NOT NULL,
    updated_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    sketch       CHARACTER VARYING(8192)     NOT NULL, -- step:times,step:times
    PRIMARY KEY (workspace_id, measure, image, workload, size_class, gpu)
);
CREATE INDEX job_history_oldest ON job_history (workspace_id, updated_at);

-- Keys that callers show, by their hash.
CREATE TABLE api_keys (
    key_id       CHARACTER VARYING(64)       NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    name         CHARACTER VARYING           NOT NULL,
    sha256       CHARACTER VARYING(64)       NOT NULL UNIQUE,
    key_prefix   CHARACTER VARYING           NOT NULL,
    scopes       CHARACTER VARYING           NOT NULL,
    addresses    CHARACTER VARYING           NOT NULL, -- ranges that it may be used from, with commas between; empty for anywhere
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at   TIMESTAMP(6) WITH TIME ZONE,
    revoked_at   TIMESTAMP(6) WITH TIME ZONE
);
CREATE INDEX api_keys_newest ON api_keys (workspace_id, created_at DESC, key_id DESC);

-- What was done to keys.
CREATE TABLE audit_events (
    event_id     CHARACTER VARYING(64)       NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    event_type   CHARACTER VARYING(32)       NOT NULL,
    subject      CHARACTER VARYING           NOT NULL,
    detail       CHARACTER VARYING           NOT NULL
);
CREATE INDEX audit_events_newest ON audit_events (workspace_id, created_at DESC, event_id DESC);

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

-- What a workspace has, in whole micro-dollars, which follows from its movements and is what concurrent submits are checked
-- against. The row orders the movements of its workspace; a transaction locks it after all other rows that it locks.
CREATE TABLE credit_accounts (
    workspace_id     CHARACTER VARYING(64) NOT NULL PRIMARY KEY,
    last_number      BIGINT                NOT NULL,
    available_micros BIGINT                NOT NULL,
    reserved_micros  BIGINT                NOT NULL,
    CHECK (available_micros >= 0),
    CHECK (reserved_micros >= 0)
);

-- Double entry: a row is one movement, and holds the entries of all four accounts, which sum to zero. Written once; stays
-- when its job is removed.
CREATE TABLE credit_movements (
    workspace_id    CHARACTER VARYING(64)       NOT NULL,
    movement_number BIGINT                      NOT NULL,
    kind            CHARACTER VARYING(16)       NOT NULL,
    job_id          CHARACTER VARYING(64),
    reference       CHARACTER VARYING(128),
    moved_at        TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    available_gain  BIGINT                      NOT NULL,
    reserved_gain   BIGINT                      NOT NULL,
    revenue_gain    BIGINT                      NOT NULL,
    top_ups_gain    BIGINT                      NOT NULL,
    available_after BIGINT                      NOT NULL,
    reserved_after  BIGINT                      NOT NULL,
    PRIMARY KEY (workspace_id, movement_number),
    CHECK (available_gain + reserved_gain + revenue_gain + top_ups_gain = 0)
);
CREATE UNIQUE INDEX credit_movements_reference ON credit_movements (workspace_id, reference);

-- Drafts that fill what jobs leave out, as JSON that tells its own version.
CREATE TABLE job_templates (
    workspace_id CHARACTER VARYING(64) NOT NULL,
    slug         CHARACTER VARYING(64) NOT NULL,
    draft        CHARACTER VARYING     NOT NULL,
    PRIMARY KEY (workspace_id, slug)
);

-- When the next round of each kind of retention may begin: of the grids on a store, one does the work of all.
CREATE TABLE retention_rounds (
    round_name CHARACTER VARYING(64)       NOT NULL PRIMARY KEY,
    next_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

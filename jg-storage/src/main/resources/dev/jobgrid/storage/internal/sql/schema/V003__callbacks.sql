-- How far each callback got. A try under way moves due_at to when its time is over, so that a lost one comes back.
ALTER TABLE callback_outbox ADD COLUMN receiver CHARACTER VARYING(300) DEFAULT '' NOT NULL;
ALTER TABLE callback_outbox ADD COLUMN progress CHARACTER VARYING(16) DEFAULT 'PENDING' NOT NULL;
ALTER TABLE callback_outbox ADD COLUMN attempts INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE callback_outbox ADD COLUMN version BIGINT DEFAULT 0 NOT NULL;

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

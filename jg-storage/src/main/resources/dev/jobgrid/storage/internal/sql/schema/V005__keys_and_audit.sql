-- Address ranges that a key may be used from, with commas between; empty for anywhere.
ALTER TABLE api_keys ADD COLUMN addresses CHARACTER VARYING DEFAULT '' NOT NULL;

CREATE TABLE audit_events (
    event_id     CHARACTER VARYING(64)       NOT NULL PRIMARY KEY,
    workspace_id CHARACTER VARYING(64)       NOT NULL,
    created_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    event_type   CHARACTER VARYING(32)       NOT NULL,
    subject      CHARACTER VARYING           NOT NULL,
    detail       CHARACTER VARYING           NOT NULL
);
CREATE INDEX audit_events_newest ON audit_events (workspace_id, created_at DESC, event_id DESC);

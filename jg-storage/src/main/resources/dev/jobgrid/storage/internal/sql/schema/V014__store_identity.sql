-- What tells this store from others. The blob store bears it too, so that no store sweeps up the blobs of another.
CREATE TABLE store_identity (
    store_id CHARACTER VARYING(64) NOT NULL PRIMARY KEY
);
INSERT INTO store_identity (store_id) VALUES (gen_random_uuid());

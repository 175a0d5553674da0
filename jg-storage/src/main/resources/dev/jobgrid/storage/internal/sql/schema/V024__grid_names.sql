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
-- The id of the store that the names are of, by which a copy knows that they are not its own.
ALTER TABLE store_identity ADD COLUMN names_of CHARACTER VARYING(128);
-- Where the rows were moved, so that no grid works on what is left here.
ALTER TABLE store_identity ADD COLUMN moved_to CHARACTER VARYING;
ALTER TABLE store_identity ADD COLUMN moved_at TIMESTAMP(6) WITH TIME ZONE;

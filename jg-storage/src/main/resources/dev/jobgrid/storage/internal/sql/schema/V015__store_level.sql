-- The level that a release has to have to open this store. A later script raises it only if releases of the level before could
-- not work on what it leaves: then they refuse to. Scripts that add what those do not look at leave it.
CREATE TABLE store_level (
    level INTEGER NOT NULL PRIMARY KEY
);
INSERT INTO store_level (level) VALUES (1);

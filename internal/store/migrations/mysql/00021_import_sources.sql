-- +goose Up
-- When a file of the configuration was last looked for, and what its server said of it.
CREATE TABLE IF NOT EXISTS import_sources (
    shop VARCHAR(64) NOT NULL,
    id VARCHAR(64) NOT NULL,
    etag VARCHAR(255) NOT NULL,
    last_modified VARCHAR(255) NOT NULL,
    looked_at DATETIME(6) NOT NULL,
    error VARCHAR(1024) NOT NULL,
    PRIMARY KEY (shop, id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS import_sources;

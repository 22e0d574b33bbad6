-- +goose Up
-- What a chunk of an import changed: what was there before, and of what is there since a digest. For undoing it.
CREATE TABLE IF NOT EXISTS import_chunks (
    import_id VARCHAR(26) NOT NULL,
    chunk BIGINT NOT NULL,
    at DATETIME(6) NOT NULL,
    images MEDIUMBLOB NOT NULL,
    PRIMARY KEY (import_id, chunk),
    KEY import_chunks_by_time (at)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS import_chunks;

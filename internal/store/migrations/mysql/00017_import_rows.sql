-- +goose Up
-- Rows of the file that did not go in, as they are written there.
CREATE TABLE IF NOT EXISTS import_rows (
    import_id VARCHAR(26) NOT NULL,
    seq BIGINT NOT NULL,
    line BIGINT NOT NULL,
    reason TEXT NOT NULL,
    cells MEDIUMTEXT NOT NULL,
    PRIMARY KEY (import_id, seq)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS import_rows;

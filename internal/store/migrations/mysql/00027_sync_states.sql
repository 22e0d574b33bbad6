-- +goose Up
-- How far the pulls of a feed have come, one row for each list that it has.
CREATE TABLE IF NOT EXISTS sync_states (
    shop VARCHAR(64) NOT NULL,
    feed VARCHAR(64) NOT NULL,
    kind VARCHAR(64) NOT NULL,
    since DATETIME(6),
    until_at DATETIME(6),
    cursor_text VARCHAR(1024) NOT NULL,
    pages BIGINT NOT NULL,
    objects BIGINT NOT NULL,
    started_at DATETIME(6),
    finished_at DATETIME(6),
    error VARCHAR(1024) NOT NULL,
    error_at DATETIME(6),
    retry_at DATETIME(6),
    PRIMARY KEY (shop, feed, kind)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS sync_states;

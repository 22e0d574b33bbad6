-- +goose Up
-- One import of one file, from its upload on. items is how many things of the file are done: it moves in the transaction that does them.
CREATE TABLE IF NOT EXISTS import_jobs (
    id VARCHAR(26) NOT NULL,
    shop VARCHAR(64) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    source VARCHAR(64) NOT NULL,
    state VARCHAR(16) NOT NULL,
    file_name VARCHAR(255) NOT NULL,
    settings MEDIUMTEXT NOT NULL,
    format VARCHAR(32) NOT NULL,
    columns MEDIUMTEXT NOT NULL,
    items BIGINT NOT NULL,
    bytes_read BIGINT NOT NULL,
    bytes_total BIGINT NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_new BIGINT NOT NULL,
    rows_changed BIGINT NOT NULL,
    rows_unchanged BIGINT NOT NULL,
    rows_refused BIGINT NOT NULL,
    rows_unpublished BIGINT NOT NULL,
    rows_kept BIGINT NOT NULL,
    chunks BIGINT NOT NULL,
    warnings BIGINT NOT NULL,
    problems MEDIUMTEXT NOT NULL,
    story MEDIUMTEXT NOT NULL,
    error VARCHAR(1024) NOT NULL,
    queued_at DATETIME(6) NOT NULL,
    started_at DATETIME(6),
    progressed_at DATETIME(6),
    finished_at DATETIME(6),
    PRIMARY KEY (id),
    KEY import_jobs_by_shop (shop, queued_at, id),
    KEY import_jobs_by_state (state, queued_at, id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS import_jobs;

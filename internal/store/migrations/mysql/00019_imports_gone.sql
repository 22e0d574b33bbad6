-- +goose Up
DROP TABLE IF EXISTS imports;

-- +goose Down
CREATE TABLE IF NOT EXISTS imports (
    id VARCHAR(26) NOT NULL,
    shop VARCHAR(64) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    source VARCHAR(64) NOT NULL,
    format VARCHAR(16) NOT NULL,
    element_price VARCHAR(16) NOT NULL,
    state VARCHAR(16) NOT NULL,
    dry_run TINYINT(1) NOT NULL,
    rows_read BIGINT NOT NULL,
    rows_new BIGINT NOT NULL,
    rows_changed BIGINT NOT NULL,
    rows_unchanged BIGINT NOT NULL,
    rows_refused BIGINT NOT NULL,
    problems MEDIUMTEXT NOT NULL,
    error VARCHAR(512) NOT NULL,
    started_at DATETIME(6) NOT NULL,
    finished_at DATETIME(6),
    PRIMARY KEY (id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Up
-- What was searched for and not found; who searched is not kept.
CREATE TABLE IF NOT EXISTS empty_searches (
    shop VARCHAR(64) NOT NULL,
    query_key VARCHAR(200) NOT NULL,
    query VARCHAR(200) NOT NULL,
    times BIGINT NOT NULL,
    last_at DATETIME(6) NOT NULL,
    PRIMARY KEY (shop, query_key),
    KEY empty_searches_by_last (shop, last_at),
    KEY empty_searches_by_times (shop, times)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS empty_searches;

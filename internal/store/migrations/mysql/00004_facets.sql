-- +goose Up
-- How many published products carry a value, by spelling; kept while writing, so that nobody counts while asking.
CREATE TABLE IF NOT EXISTS facets (
    shop VARCHAR(64) NOT NULL,
    property VARCHAR(12) NOT NULL,
    value_key VARCHAR(255) NOT NULL,
    value VARCHAR(255) NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (shop, property, value_key, value)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS facets;

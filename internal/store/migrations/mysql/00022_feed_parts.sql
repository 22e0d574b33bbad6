-- +goose Up
-- What feeds tell piece by piece: of each piece the latest version.
CREATE TABLE IF NOT EXISTS feed_parts (
    shop VARCHAR(64) NOT NULL,
    source VARCHAR(64) NOT NULL,
    group_key VARCHAR(191) NOT NULL,
    part_key VARCHAR(191) NOT NULL,
    version DATETIME(6) NOT NULL,
    body MEDIUMBLOB NOT NULL,
    PRIMARY KEY (shop, source, group_key, part_key)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS feed_parts;

-- +goose Up
-- One row a shop: the number of its last change and of its last row. Writers lock it, so the order of numbers is the order of commits.
CREATE TABLE IF NOT EXISTS counters (
    shop VARCHAR(64) NOT NULL,
    changes BIGINT NOT NULL DEFAULT 0,
    ids BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (shop)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS counters;

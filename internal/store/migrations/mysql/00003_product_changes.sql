-- +goose Up
-- What happened to which product, numbered without gaps; an index follows it.
CREATE TABLE IF NOT EXISTS product_changes (
    shop VARCHAR(64) NOT NULL,
    seq BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    at DATETIME(6) NOT NULL,
    PRIMARY KEY (shop, seq)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS product_changes;

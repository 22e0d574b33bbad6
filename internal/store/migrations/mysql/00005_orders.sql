-- +goose Up
-- document is the whole order; the columns before it are what orders are looked up by.
CREATE TABLE IF NOT EXISTS orders (
    shop VARCHAR(64) NOT NULL,
    id BIGINT NOT NULL,
    source VARCHAR(64) NOT NULL,
    source_key VARCHAR(255) NOT NULL,
    number_key VARCHAR(255) NOT NULL,
    customer_id VARCHAR(191) NOT NULL,
    status VARCHAR(16) NOT NULL,
    placed_at DATETIME(6),
    version DATETIME(6) NOT NULL,
    document MEDIUMTEXT NOT NULL,
    PRIMARY KEY (shop, id),
    UNIQUE KEY orders_by_key (shop, source, source_key),
    KEY orders_by_number (shop, number_key),
    KEY orders_by_customer (shop, source, customer_id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS orders;

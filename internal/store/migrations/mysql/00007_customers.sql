-- +goose Up
CREATE TABLE IF NOT EXISTS customers (
    shop VARCHAR(64) NOT NULL,
    source VARCHAR(64) NOT NULL,
    customer_id VARCHAR(191) NOT NULL,
    document MEDIUMTEXT NOT NULL,
    PRIMARY KEY (shop, source, customer_id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS customers;

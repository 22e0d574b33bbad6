-- +goose Up
CREATE TABLE IF NOT EXISTS customer_accounts (
    shop VARCHAR(64) NOT NULL,
    account VARCHAR(264) NOT NULL,
    source VARCHAR(64) NOT NULL,
    customer_id VARCHAR(191) NOT NULL,
    PRIMARY KEY (shop, account, source, customer_id),
    KEY customer_accounts_by_customer (shop, source, customer_id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS customer_accounts;

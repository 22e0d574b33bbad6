-- +goose Up
CREATE TABLE IF NOT EXISTS order_accounts (
    shop VARCHAR(64) NOT NULL,
    account VARCHAR(264) NOT NULL,
    order_id BIGINT NOT NULL,
    PRIMARY KEY (shop, account, order_id),
    KEY order_accounts_by_order (shop, order_id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS order_accounts;

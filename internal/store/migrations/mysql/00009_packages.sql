-- +goose Up
-- A parcel may come before its order, so nothing refers to orders.
CREATE TABLE IF NOT EXISTS packages (
    shop VARCHAR(64) NOT NULL,
    id BIGINT NOT NULL,
    source VARCHAR(64) NOT NULL,
    order_key VARCHAR(255) NOT NULL,
    package_key VARCHAR(255) NOT NULL,
    order_number VARCHAR(255) NOT NULL,
    package_number VARCHAR(255) NOT NULL,
    product_name VARCHAR(512) NOT NULL,
    carrier VARCHAR(512) NOT NULL,
    tracking_number VARCHAR(512) NOT NULL,
    tracking_url VARCHAR(2048) NOT NULL,
    status VARCHAR(512) NOT NULL,
    expected_on VARCHAR(10) NOT NULL,
    delivered_at DATETIME(6),
    image_url VARCHAR(2048) NOT NULL,
    version DATETIME(6) NOT NULL,
    PRIMARY KEY (shop, id),
    UNIQUE KEY packages_by_key (shop, source, order_key, package_key),
    KEY packages_by_order (shop, order_key),
    KEY packages_by_number (shop, package_key)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS packages;

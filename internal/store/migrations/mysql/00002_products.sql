-- +goose Up
CREATE TABLE IF NOT EXISTS products (
    shop VARCHAR(64) NOT NULL,
    id BIGINT NOT NULL,
    source VARCHAR(64) NOT NULL,
    source_key VARCHAR(255) NOT NULL,
    sku VARCHAR(255) NOT NULL,
    title VARCHAR(512) NOT NULL,
    product_type VARCHAR(255) NOT NULL,
    vendor VARCHAR(255) NOT NULL,
    description MEDIUMTEXT NOT NULL,
    image_url VARCHAR(2048) NOT NULL,
    detail_url VARCHAR(2048) NOT NULL,
    buy_url VARCHAR(2048) NOT NULL,
    price DECIMAL(19,4),
    currency VARCHAR(3) NOT NULL,
    stock BIGINT,
    published TINYINT(1) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    version DATETIME(6) NOT NULL,
    PRIMARY KEY (shop, id),
    UNIQUE KEY products_by_key (shop, source, source_key)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS products;

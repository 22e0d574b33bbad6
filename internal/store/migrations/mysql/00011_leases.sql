-- +goose Up
-- Who alone may do a thing, and until when by the database's own clock.
CREATE TABLE IF NOT EXISTS leases (
    name VARCHAR(191) NOT NULL,
    holder VARCHAR(64) NOT NULL,
    until_at DATETIME(6) NOT NULL,
    PRIMARY KEY (name)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS leases;

-- +goose Up
-- What was done on the admin page, and by whom. id is the time in microseconds since 1970, or the next number that is free;
-- shop is '' where it is about all of them.
CREATE TABLE IF NOT EXISTS audit (
    id BIGINT NOT NULL,
    at DATETIME(6) NOT NULL,
    shop VARCHAR(64) NOT NULL,
    user_name VARCHAR(64) NOT NULL,
    action VARCHAR(64) NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (id),
    KEY audit_by_shop (shop, id),
    KEY audit_by_user (user_name, id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS audit;

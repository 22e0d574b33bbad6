-- +goose Up
-- Who may open the admin page by name and password. shops is a JSON array, NULL when the user may see all.
CREATE TABLE IF NOT EXISTS users (
    name VARCHAR(64) NOT NULL,
    role VARCHAR(16) NOT NULL,
    shops MEDIUMTEXT,
    password VARCHAR(255) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    seen_at DATETIME(6),
    PRIMARY KEY (name)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS users;

-- +goose Up
-- Who is logged in. hash is of the token that the browser holds, which is kept nowhere.
CREATE TABLE IF NOT EXISTS sessions (
    hash VARBINARY(32) NOT NULL,
    user_name VARCHAR(64) NOT NULL,
    proof VARBINARY(32) NOT NULL,
    shop VARCHAR(64) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    PRIMARY KEY (hash),
    KEY sessions_by_user (user_name),
    KEY sessions_by_end (expires_at)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS sessions;

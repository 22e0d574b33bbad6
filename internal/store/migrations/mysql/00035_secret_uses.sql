-- +goose Up
-- When a bot last signed with which of its secrets, by their place in the configuration. The secrets themselves are not here.
CREATE TABLE IF NOT EXISTS secret_uses (
    shop VARCHAR(64) NOT NULL,
    bot VARCHAR(160) NOT NULL,
    number INT NOT NULL,
    uses BIGINT NOT NULL,
    last_at DATETIME(6) NOT NULL,
    PRIMARY KEY (shop, bot, number)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS secret_uses;

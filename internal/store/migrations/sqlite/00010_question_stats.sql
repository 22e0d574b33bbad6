-- +goose Up
-- How many questions of a method a shop was asked in an hour, by how long their answers took: a row for each bucket of time that has any.
CREATE TABLE question_stats (
    shop TEXT NOT NULL,
    at_hour TEXT NOT NULL,
    method TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    questions INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    PRIMARY KEY (shop, at_hour, method, bucket)
);

-- When a bot last signed with which of its secrets, by their place in the configuration. The secrets themselves are not here.
CREATE TABLE secret_uses (
    shop TEXT NOT NULL,
    bot TEXT NOT NULL,
    number INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    PRIMARY KEY (shop, bot, number)
);

-- The newest row of each source, and parcels that nothing was heard of for long.
CREATE INDEX products_by_version ON products (shop, source, version);
CREATE INDEX orders_by_version ON orders (shop, source, version);
CREATE INDEX packages_by_version ON packages (shop, source, version, status);

-- +goose Down
DROP INDEX packages_by_version;
DROP INDEX orders_by_version;
DROP INDEX products_by_version;
DROP TABLE secret_uses;
DROP TABLE question_stats;

-- +goose Up
-- Who alone may do a thing, and until when by the database's own clock.
CREATE TABLE leases (
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    until_at TEXT NOT NULL,
    PRIMARY KEY (name)
);

-- Where an index outside of this program stands; the row "wanted" holds the generation that all indexes should be of.
CREATE TABLE index_marks (
    shop TEXT NOT NULL,
    index_name TEXT NOT NULL,
    position INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    built INTEGER NOT NULL,
    PRIMARY KEY (shop, index_name)
);

-- What was searched for and not found; who searched is not kept.
CREATE TABLE empty_searches (
    shop TEXT NOT NULL,
    query_key TEXT NOT NULL,
    query TEXT NOT NULL,
    times INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    PRIMARY KEY (shop, query_key)
);
CREATE INDEX empty_searches_by_last ON empty_searches (shop, last_at);
CREATE INDEX empty_searches_by_times ON empty_searches (shop, times);

-- +goose Down
DROP TABLE empty_searches;
DROP TABLE index_marks;
DROP TABLE leases;

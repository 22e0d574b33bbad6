-- +goose Up
-- Who may open the admin page by name and password. shops is a JSON array, NULL when the user may see all.
CREATE TABLE users (
    name TEXT NOT NULL PRIMARY KEY,
    role TEXT NOT NULL,
    shops TEXT,
    password TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT
);

-- Who is logged in. hash is of the token that the browser holds, which is kept nowhere.
CREATE TABLE sessions (
    hash BLOB NOT NULL PRIMARY KEY,
    user_name TEXT NOT NULL,
    proof BLOB NOT NULL,
    shop TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_name);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- What was done on the admin page, and by whom. id is the time in microseconds since 1970, or the next number that is free;
-- shop is '' where it is about all of them.
CREATE TABLE audit (
    id INTEGER NOT NULL,
    at TEXT NOT NULL,
    shop TEXT NOT NULL,
    user_name TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX audit_by_shop ON audit (shop, id);
CREATE INDEX audit_by_user ON audit (user_name, id);

-- +goose Down
DROP TABLE audit;
DROP TABLE sessions;
DROP TABLE users;

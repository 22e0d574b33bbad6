-- +goose Up
-- One row a shop: the number of its last change and of its last row. Writers lock it, so the order of numbers is the order of commits.
CREATE TABLE counters (
    shop TEXT NOT NULL,
    changes INTEGER NOT NULL DEFAULT 0,
    ids INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (shop)
);

CREATE TABLE products (
    shop TEXT NOT NULL,
    id INTEGER NOT NULL,
    source TEXT NOT NULL,
    source_key TEXT NOT NULL,
    sku TEXT NOT NULL,
    title TEXT NOT NULL,
    product_type TEXT NOT NULL,
    vendor TEXT NOT NULL,
    description TEXT NOT NULL,
    image_url TEXT NOT NULL,
    detail_url TEXT NOT NULL,
    buy_url TEXT NOT NULL,
    price TEXT,
    currency TEXT NOT NULL,
    stock INTEGER,
    published INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (shop, id)
);
CREATE UNIQUE INDEX products_by_key ON products (shop, source, source_key);

-- What happened to which product, numbered without gaps; an index follows it.
CREATE TABLE product_changes (
    shop TEXT NOT NULL,
    seq INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (shop, seq)
);

-- How many published products carry a value, by spelling; kept while writing, so that nobody counts while asking.
CREATE TABLE facets (
    shop TEXT NOT NULL,
    property TEXT NOT NULL,
    value_key TEXT NOT NULL,
    value TEXT NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (shop, property, value_key, value)
);

-- document is the whole order; the columns before it are what orders are looked up by.
CREATE TABLE orders (
    shop TEXT NOT NULL,
    id INTEGER NOT NULL,
    source TEXT NOT NULL,
    source_key TEXT NOT NULL,
    number_key TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    status TEXT NOT NULL,
    placed_at TEXT,
    version TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (shop, id)
);
CREATE UNIQUE INDEX orders_by_key ON orders (shop, source, source_key);
CREATE INDEX orders_by_number ON orders (shop, number_key);
CREATE INDEX orders_by_customer ON orders (shop, source, customer_id);

CREATE TABLE order_accounts (
    shop TEXT NOT NULL,
    account TEXT NOT NULL,
    order_id INTEGER NOT NULL,
    PRIMARY KEY (shop, account, order_id)
);
CREATE INDEX order_accounts_by_order ON order_accounts (shop, order_id);

CREATE TABLE customers (
    shop TEXT NOT NULL,
    source TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (shop, source, customer_id)
);

CREATE TABLE customer_accounts (
    shop TEXT NOT NULL,
    account TEXT NOT NULL,
    source TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (shop, account, source, customer_id)
);
CREATE INDEX customer_accounts_by_customer ON customer_accounts (shop, source, customer_id);

-- A parcel may come before its order, so nothing refers to orders.
CREATE TABLE packages (
    shop TEXT NOT NULL,
    id INTEGER NOT NULL,
    source TEXT NOT NULL,
    order_key TEXT NOT NULL,
    package_key TEXT NOT NULL,
    order_number TEXT NOT NULL,
    package_number TEXT NOT NULL,
    product_name TEXT NOT NULL,
    carrier TEXT NOT NULL,
    tracking_number TEXT NOT NULL,
    tracking_url TEXT NOT NULL,
    status TEXT NOT NULL,
    expected_on TEXT NOT NULL,
    delivered_at TEXT,
    image_url TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (shop, id)
);
CREATE UNIQUE INDEX packages_by_key ON packages (shop, source, order_key, package_key);
CREATE INDEX packages_by_order ON packages (shop, order_key);
CREATE INDEX packages_by_number ON packages (shop, package_key);

CREATE TABLE imports (
    id TEXT NOT NULL,
    shop TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    element_price TEXT NOT NULL,
    state TEXT NOT NULL,
    dry_run INTEGER NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_new INTEGER NOT NULL,
    rows_changed INTEGER NOT NULL,
    rows_unchanged INTEGER NOT NULL,
    rows_refused INTEGER NOT NULL,
    problems TEXT NOT NULL,
    error TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    PRIMARY KEY (id)
);

-- +goose Down
DROP TABLE imports;
DROP TABLE packages;
DROP TABLE customer_accounts;
DROP TABLE customers;
DROP TABLE order_accounts;
DROP TABLE orders;
DROP TABLE facets;
DROP TABLE product_changes;
DROP TABLE products;
DROP TABLE counters;

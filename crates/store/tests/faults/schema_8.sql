-- A database as the first release made it (schema 8), with a row in every table.
CREATE TABLE connection (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    connector TEXT NOT NULL,
    way TEXT NOT NULL,
    fields TEXT NOT NULL,
    practice INTEGER NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('not_connected', 'connected', 'needs_reconnect', 'limited')),
    cause TEXT,
    problem TEXT,
    kept TEXT NOT NULL,
    client_override TEXT,
    generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    connected_at INTEGER,
    last_ok_at INTEGER,
    expires_at INTEGER
) STRICT;
CREATE TABLE credential (
    connection TEXT NOT NULL PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    session TEXT
) STRICT;
CREATE TABLE receipt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    identity TEXT NOT NULL,
    granted TEXT NOT NULL,
    missing TEXT NOT NULL,
    lifetime TEXT NOT NULL
) STRICT;
CREATE INDEX receipt_of_connection ON receipt (connection, id);
CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX history_of_connection ON history (connection, id);
CREATE TABLE client (
    id INTEGER PRIMARY KEY,
    connector TEXT NOT NULL,
    host TEXT NOT NULL,
    client_id TEXT NOT NULL,
    sealed BLOB,
    session TEXT,
    UNIQUE (connector, host)
) STRICT;
CREATE TABLE binding (
    id INTEGER PRIMARY KEY,
    recipe TEXT NOT NULL,
    connector TEXT NOT NULL,
    role TEXT NOT NULL,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    UNIQUE (recipe, connector, role)
) STRICT;
CREATE INDEX binding_of_connection ON binding (connection);
CREATE TABLE metadata (
    id INTEGER PRIMARY KEY,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    generation INTEGER NOT NULL,
    etag TEXT,
    fetched_at INTEGER NOT NULL,
    rows BLOB NOT NULL,
    UNIQUE (connection, key)
) STRICT;
CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

INSERT INTO connection VALUES ('c1', 'Sales Prod', 'sales prod', 'salesforce', 'oauth2',
    '{"environment":"login"}', 1, 'needs_reconnect', 'credentials',
    '{"kind":"credentials","what":"The password was changed."}', '{"user":"it@acme.test"}', NULL,
    3, 1000, 2000, 3000, NULL);
INSERT INTO credential VALUES ('c1', 3, X'0102FF', NULL);
INSERT INTO receipt VALUES (1, 'c1', 2000, '{"user":"it@acme.test"}', '["api","refresh_token"]',
    '[]', 'null');
INSERT INTO history VALUES (1, 'c1', 1000, 'created', '{}');
INSERT INTO history VALUES (2, 'c1', 2000, 'connected', '{"generation":3}');
INSERT INTO client VALUES (1, 'salesforce', '', '3MVG9', NULL, NULL);
INSERT INTO binding VALUES (1, 'r1', 'salesforce', 'primary', 'c1');
INSERT INTO metadata VALUES (1, 'c1', 'objects', 3, NULL, 2000, X'5B5D');
INSERT INTO setting VALUES ('installation', '0b0f2f5c-0000-4000-8000-000000000001');
INSERT INTO setting VALUES ('made_by', '0.1.0');
PRAGMA user_version = 8;

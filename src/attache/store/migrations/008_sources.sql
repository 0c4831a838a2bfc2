-- Feeds and sitemaps that are looked at again and again, and how they are.
CREATE TABLE sources (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  address TEXT NOT NULL UNIQUE,
  added TEXT NOT NULL,
  every_minutes INTEGER NOT NULL CHECK (every_minutes > 0),
  follow INTEGER NOT NULL,
  etag TEXT,
  modified TEXT,
  checked TEXT,
  due TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  problem TEXT,
  pages INTEGER NOT NULL DEFAULT 0,
  last_page TEXT
) STRICT;

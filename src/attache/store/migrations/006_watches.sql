-- Searches that somebody wants to find again: the query as the explorer's address has it.
CREATE TABLE searches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  made TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  query TEXT NOT NULL
) STRICT;

-- Searches that are looked at again by themselves: where so many new happenings are found, somebody is told.
CREATE TABLE watches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  made TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  query TEXT NOT NULL,
  threshold INTEGER NOT NULL CHECK (threshold > 0),
  every_minutes INTEGER NOT NULL CHECK (every_minutes > 0),
  target TEXT NOT NULL,
  checked TEXT,
  told TEXT,
  problem TEXT
) STRICT;

-- Happenings that a watch has told of, by the event that opened them, so that each is told once.
CREATE TABLE watch_told (
  watch INTEGER NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
  event TEXT NOT NULL,
  PRIMARY KEY (watch, event)
) STRICT, WITHOUT ROWID;

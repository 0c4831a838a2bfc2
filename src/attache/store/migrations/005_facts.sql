-- What searches, facets, timelines, maps and networks look at: one short row for each event of an article's newest reading, as it
-- stands after corrections. Derived: `attache merge --rebuild` makes all of it again.
CREATE TABLE facts (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  event TEXT NOT NULL UNIQUE,
  coder TEXT NOT NULL,
  article TEXT NOT NULL,
  story TEXT NOT NULL,
  type TEXT NOT NULL,
  quad INTEGER NOT NULL,
  status TEXT NOT NULL,
  background INTEGER NOT NULL,
  date TEXT,
  enddate TEXT,
  date_precision TEXT NOT NULL,
  published TEXT,
  publisher TEXT,
  place TEXT,
  place_code TEXT,
  place_precision TEXT,
  lat REAL,
  lon REAL,
  confidence REAL NOT NULL,
  scale REAL NOT NULL,
  review TEXT NOT NULL
) STRICT;
CREATE INDEX facts_by_article ON facts (article);
CREATE INDEX facts_by_story ON facts (story);
CREATE INDEX facts_by_date ON facts (date);

-- Fields of which an event can have several: mode, context, codes, sectors and names of its parties, on whose word.
CREATE TABLE fact_values (
  number INTEGER NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (number, field, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_values_by_value ON fact_values (field, value, number);

-- The sentences that say events, for a search of the evidence.
CREATE VIRTUAL TABLE evidence_text USING fts5 (sentence, tokenize = 'unicode61 remove_diacritics 2');

-- Which facts changed, in order: what a copy in memory (attache.store.mirror) has to look at again.
CREATE TABLE facts_log (at INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL) STRICT;
CREATE TRIGGER facts_inserted AFTER INSERT ON facts BEGIN INSERT INTO facts_log (number) VALUES (new.number); END;
CREATE TRIGGER facts_updated AFTER UPDATE ON facts BEGIN INSERT INTO facts_log (number) VALUES (new.number); END;
CREATE TRIGGER facts_deleted AFTER DELETE ON facts BEGIN
  INSERT INTO facts_log (number) VALUES (old.number);
  DELETE FROM fact_values WHERE number = old.number;
  DELETE FROM evidence_text WHERE rowid = old.number;
END;

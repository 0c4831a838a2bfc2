-- Events that a person added, where the coder has none: a judgement of the kind `add`, whose value is the type and the place of the
-- words. A constraint of a table cannot be changed, so the table is made anew; nothing in it is.
CREATE TABLE kept_undone AS SELECT * FROM undone;
DROP TABLE undone;
ALTER TABLE judgements RENAME TO kept_judgements;
DROP INDEX judgements_by_event;
DROP INDEX judgements_by_other;
CREATE TABLE judgements (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  made TEXT NOT NULL,
  author TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('confirm', 'reject', 'correct', 'merge', 'split', 'add')),
  event TEXT NOT NULL,
  other TEXT,
  slot TEXT,
  value TEXT,
  reason TEXT,
  score REAL,
  CHECK ((kind IN ('merge', 'split')) = (other IS NOT NULL)),
  CHECK ((kind = 'correct') = (slot IS NOT NULL)),
  CHECK (kind <> 'add' OR value IS NOT NULL)
) STRICT;
INSERT INTO judgements SELECT * FROM kept_judgements;
DROP TABLE kept_judgements;
CREATE INDEX judgements_by_event ON judgements (event);
CREATE INDEX judgements_by_other ON judgements (other) WHERE other IS NOT NULL;
CREATE TABLE undone (
  judgement INTEGER PRIMARY KEY REFERENCES judgements (id),
  made TEXT NOT NULL,
  author TEXT NOT NULL
) STRICT;
INSERT INTO undone SELECT * FROM kept_undone;
DROP TABLE kept_undone;

-- The added events, as they were added. Each stands beside the events of every reading of its article, marked in `added_to`, while
-- the judgement stands.
CREATE TABLE added (
  event TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES articles (id),
  record TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX added_by_article ON added (article);
CREATE TABLE added_to (
  event TEXT NOT NULL REFERENCES added (event),
  coder TEXT NOT NULL,
  PRIMARY KEY (event, coder)
) STRICT, WITHOUT ROWID;

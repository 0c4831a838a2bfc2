-- Articles, with what was cut from them. Text is kept whole: every span of every record points into it.
CREATE TABLE articles (
  id TEXT PRIMARY KEY,
  source_id TEXT NOT NULL,
  title TEXT,
  url TEXT,
  published TEXT,
  published_basis TEXT NOT NULL,
  publisher TEXT,
  language TEXT,
  coded INTEGER NOT NULL,
  text TEXT NOT NULL,
  record TEXT NOT NULL
) STRICT;

-- One row for each input that was read, so that a second run skips it without reading it again.
CREATE TABLE inputs (
  source_id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  published TEXT NOT NULL,
  article TEXT NOT NULL REFERENCES articles (id),
  PRIMARY KEY (source_id, sha256, published)
) STRICT, WITHOUT ROWID;

-- One reading of an article by one version of the coder.
CREATE TABLE readings (
  article TEXT NOT NULL REFERENCES articles (id),
  coder TEXT NOT NULL,
  coded_date TEXT NOT NULL,
  settings TEXT NOT NULL,
  PRIMARY KEY (article, coder)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id TEXT NOT NULL,
  coder TEXT NOT NULL,
  article TEXT NOT NULL,
  event TEXT NOT NULL,
  quad_code INTEGER NOT NULL,
  status TEXT NOT NULL,
  background INTEGER NOT NULL,
  date TEXT,
  enddate TEXT,
  place_code TEXT,
  confidence REAL NOT NULL,
  story TEXT,
  record TEXT NOT NULL,
  PRIMARY KEY (id, coder),
  FOREIGN KEY (article, coder) REFERENCES readings (article, coder)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_date ON events (date);
CREATE INDEX events_by_article ON events (article, coder);
CREATE INDEX events_by_story ON events (story) WHERE story IS NOT NULL;

-- Who fills which slot of an event: what `--actor` and `--recipient` search.
CREATE TABLE parties (
  event TEXT NOT NULL,
  coder TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('actor', 'recipient', 'said_by', 'disputed_by')),
  number INTEGER NOT NULL,
  code TEXT,
  sector TEXT,
  name TEXT,
  PRIMARY KEY (event, coder, role, number),
  FOREIGN KEY (event, coder) REFERENCES events (id, coder)
) STRICT, WITHOUT ROWID;
CREATE INDEX parties_by_code ON parties (code, role);

CREATE TABLE statements (
  id TEXT NOT NULL,
  coder TEXT NOT NULL,
  article TEXT NOT NULL,
  speaker_code TEXT,
  speaker_name TEXT,
  record TEXT NOT NULL,
  PRIMARY KEY (id, coder),
  FOREIGN KEY (article, coder) REFERENCES readings (article, coder)
) STRICT, WITHOUT ROWID;
CREATE INDEX statements_by_article ON statements (article, coder);

-- Inputs that could not be read, with the reason; a later success clears the row.
CREATE TABLE failures (
  source_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (source_id, reason)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE articles_text USING fts5 (title, text, content = '', tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE articles_text_ids (rowid INTEGER PRIMARY KEY, article TEXT NOT NULL UNIQUE REFERENCES articles (id)) STRICT;

// How records are written out.

export const QUADS = { 1: 'verbal cooperation', 2: 'material cooperation', 3: 'verbal conflict', 4: 'material conflict' };
export const LABELS = {
  event: 'Type', mode: 'Mode', context: 'Context', quad: 'Quad class', party: 'Party', with_party: 'With', actor: 'Actor',
  recipient: 'Recipient', sector: 'Sector', actor_sector: 'Actor sector', recipient_sector: 'Recipient sector', name: 'Name',
  place: 'Country of place', at: 'Place', said_by: 'Said by', publisher: 'Outlet', status: 'Status', background: 'Told as', review: 'Review',
  confidence: 'Confidence', year: 'Year', published_year: 'Year published', since: 'Since', until: 'Until', text: 'In the article',
  words: 'In the sentence', published_since: 'Published since', published_until: 'Published until', min_confidence: 'Confidence from',
  max_confidence: 'Confidence to', story: 'Story', article: 'Article',
};

export function shown(name, value, states) {
  if (value === null || value === undefined) return 'not known';
  if (name === 'quad') return QUADS[value] ?? value;
  if (name === 'background') return { 0: 'news', 1: 'background', true: 'background', false: 'news' }[value] ?? value;
  if (name === 'confidence') return `${Number(value).toFixed(1)} to ${(Number(value) + 0.1).toFixed(1)}`;
  if (['actor', 'recipient', 'party', 'with_party', 'place', 'said_by'].includes(name)) return states?.get(value) ?? value;
  return String(value);
}

export function when(record) {
  if (!record.date) return 'undated';
  if (record.date_precision === 'year') return record.date.slice(0, 4);
  if (record.date_precision === 'month') return record.date.slice(0, 7);
  if (record.date === record.enddate) return record.date;
  const sameYear = record.date.slice(0, 4) === record.enddate.slice(0, 4);
  return `${record.date} – ${sameYear ? record.enddate.slice(5) : record.enddate}`;
}

export function who(entity) {
  const beside = [entity.code ?? '?', ...entity.sector].join(' ');
  const plain = ['name', 'metonym'].includes(entity.basis) && (entity.sector.length === 0 || entity.sector.join() === 'GOV');
  return plain ? entity.name : `${entity.name} (${beside})`;
}

export const many = (number, one, several = `${one}s`) => `${number.toLocaleString('en')} ${number === 1 ? one : several}`;

const REASONS = {
  unknown: 'nobody of this name is known, and the text does not say whose they are',
  no_antecedent: 'what it stands for was not found',
  no_state_of_its_own: 'it belongs to no one state',
  no_words: 'no word in it tells',
};
export const why = (reason) => (reason ? (REASONS[reason] ?? reason.replaceAll('_', ' ')) : '');

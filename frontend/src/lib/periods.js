// Days, weeks, months and years on an axis.

/** A period as a number of its steps, so that gaps show as gaps. */
export function period(text, of) {
  if (of === 'year') return Number(text);
  if (of === 'month') return Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;
  return Math.round(Date.parse(`${text}T00:00:00Z`) / 86400000 / (of === 'week' ? 7 : 1));
}

/** The period that a number of steps is. */
export function named(number, of) {
  if (of === 'year') return String(number);
  if (of === 'month') return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
  return new Date(number * 86400000 * (of === 'week' ? 7 : 1) - (of === 'week' ? 3 * 86400000 : 0)).toISOString().slice(0, 10);
}

/** As fine as fits for what was told in these months: days of a season, months of some years, else years. */
export function fitting(months) {
  const numbers = months.map((each) => period(each, 'month'));
  const span = numbers.length ? Math.max(...numbers) - Math.min(...numbers) + 1 : 0;
  return span > 0 && span <= 4 ? 'day' : span > 240 ? 'year' : 'month';
}

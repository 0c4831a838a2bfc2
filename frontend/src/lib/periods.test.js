import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitting, named, period } from './periods.js';

test('a period is its number and back', () => {
  for (const [text, of] of [['2024', 'year'], ['2024-01', 'month'], ['2023-12', 'month'], ['2024-02-29', 'day'], ['1969-12-31', 'day'], ['2024-05-13', 'week']])
    assert.equal(named(period(text, of), of), text);
  assert.equal(period('2024-01', 'month') - period('2023-12', 'month'), 1);
  assert.equal(period('2024-05-20', 'week') - period('2024-05-13', 'week'), 1);
});

test('as fine as fits', () => {
  assert.equal(fitting([]), 'month');
  assert.equal(fitting(['2024-05', '2024-03']), 'day');
  assert.equal(fitting(['2024-05', '2019-03']), 'month');
  assert.equal(fitting(['2024-05', '1990-01']), 'year');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codePoints, paragraphs, pieces } from './spans.js';
import { asked, toggled } from './query.js';

test('emoji, Chinese and Arabic keep their offsets', () => {
  const text = '🕊️ 中国和伊朗 签署 اتفاق today';
  const points = codePoints(text);
  const start = points.indexOf('签');
  const found = pieces(points, [{ start, end: start + 2, id: 'a' }]);
  assert.equal(found.find((piece) => piece.marks.length).text, '签署');
  assert.equal(found.map((piece) => piece.text).join(''), text);
});

test('nested spans: the longest mark is the outer one', () => {
  const found = pieces(codePoints('abcdef'), [{ start: 2, end: 4, id: 'in' }, { start: 1, end: 5, id: 'out' }]);
  assert.deepEqual(found.map((piece) => piece.marks.map((mark) => mark.id)), [[], ['out'], ['out', 'in'], ['out'], []]);
});

test('spans that are empty or outside are left out', () => {
  assert.equal(pieces(codePoints('abc'), [{ start: 1, end: 1 }, { start: 7, end: 9 }]).length, 1);
});

test('paragraphs', () => {
  assert.deepEqual(paragraphs(codePoints('ab\n\ncd\nef\n\n')), [{ start: 0, end: 2 }, { start: 4, end: 9 }]);
});

test('what is not the news is hidden until it is asked for', () => {
  assert.equal(asked(new URLSearchParams('party=CHN&tab=map')).toString(), 'party=CHN&status=actual&background=false');
  assert.equal(asked(new URLSearchParams('status=any&background=any')).toString(), '');
  assert.deepEqual(toggled(new URLSearchParams('event=AGREE'), 'event', 'AID'), { event: ['AGREE', 'AID'] });
});

import { expect, test } from 'vitest';
import { inline } from './inline';

test.each([
  ['plain', [{ text: 'plain', code: false }]],
  [
    '4,180 `velocity_exceeded` answers',
    [
      { text: '4,180 ', code: false },
      { text: 'velocity_exceeded', code: true },
      { text: ' answers', code: false },
    ],
  ],
  ['one ` alone', [{ text: 'one ` alone', code: false }]],
  ['', []],
])('%s', (text, parts) => {
  expect(inline(text)).toEqual(parts);
});

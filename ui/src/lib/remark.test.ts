import { describe, expect, it } from 'vitest';
import { position, quoted, remarks, tally, tallyText, type Found } from './remark';

const found = (start: number, end: number, severity: Found['severity'] = 'warn'): Found => ({
  rule: 'estimate',
  severity,
  start,
  end,
  title: 'Promises a time',
  why: 'Promise the next update.',
  suggestion: null,
});

describe('remarks', () => {
  it('counts characters as the core does', () => {
    expect(position('a😀b', 2)).toBe(3);
    expect(position('a😀b', 9)).toBe(4);
    expect(quoted('a😀b', { start: 1, end: 2 })).toBe('😀');
  });

  it('underlines what is there and not what is absent', () => {
    expect(remarks('😀 by 03:00', [found(2, 10), found(0, 0, 'stop')])).toEqual([
      {
        from: 3,
        to: 11,
        severity: 'warning',
        message: 'Promises a time. Promise the next update.',
      },
    ]);
  });
});

describe('tally', () => {
  it('says what stops and what is worth a look', () => {
    expect(tallyText(tally([found(0, 1, 'stop'), found(0, 1), found(0, 1, 'hint')]))).toBe(
      '1 stops you, 2 to look at',
    );
    expect(tallyText(tally([found(0, 1, 'stop'), found(0, 1, 'stop')]))).toBe('2 stop you');
    expect(tallyText(tally([]))).toBe('nothing in the way');
  });
});

import { describe, expect, it } from 'vitest';
import { afterHeading, citation, cites, words } from './citation';
import { UTC } from './time';

const entry = {
  at: '2026-11-12T01:46:10Z',
  heading: 'Metric out of band',
  text: 'Checkout success\n  left its band',
};

describe('citation', () => {
  it('is one line with its time', () => {
    expect(citation(entry, UTC)).toBe('- 01:46 Checkout success left its band\n');
    expect(citation({ ...entry, text: ' ' }, UTC)).toBe('- 01:46 Metric out of band\n');
  });

  it('cuts what is long between characters', () => {
    const long = words({ heading: '', text: '😀'.repeat(300) });
    expect([...long]).toHaveLength(240);
    expect(long.endsWith('😀…')).toBe(true);
  });

  it('is found again in the document', () => {
    expect(cites(`# Summary\n${citation(entry, UTC)}`, entry, UTC)).toBe(true);
    expect(cites('- 01:46 **Out of band** Checkout success left its band (me)', entry, UTC)).toBe(
      true,
    );
    expect(cites('Checkout success left its band', entry, UTC)).toBe(false);
  });
});

describe('afterHeading', () => {
  it('is past the heading and one empty line', () => {
    const text = '## One\n\nwords\n## Two\nmore';
    expect(text.slice(afterHeading(text, 0))).toBe('words\n## Two\nmore');
    expect(text.slice(afterHeading(text, 14))).toBe('more');
    expect(afterHeading('## One', 0)).toBe(6);
  });
});

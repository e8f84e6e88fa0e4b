import { describe, expect, it } from 'vitest';
import { facets, hitHref, narrow, type Hit } from './results';

function hit(id: string, heading: string, author: string, number?: number, stream = 'desk'): Hit {
  return {
    entry: {
      id,
      stream,
      at: '2026-11-26T02:13:00Z',
      noted_at: '2026-11-26T02:13:00Z',
      author,
      kind: 'note',
      tone: 'plain',
      heading,
      text: 'x',
      amended: false,
      editable: false,
    },
    incident: number === undefined ? null : { id: `i${number}`, number },
    marks: [],
  };
}

const HITS = [
  hit('1', 'Decision', 'ada', 7),
  hit('2', 'Note', 'ada', 7),
  hit('3', 'Note', 'bob', 5),
  hit('4', 'Page', 'holdfast', undefined, 'page:p9'),
];

describe('hitHref', () => {
  it('opens the incident at the entry, the page, or nothing', () => {
    expect(HITS.map(hitHref)).toEqual([
      '#/incidents/i7?entry=1',
      '#/incidents/i7?entry=2',
      '#/incidents/i5?entry=3',
      '#/?page=p9',
    ]);
    expect(hitHref(hit('5', 'Change', 'ada'))).toBeUndefined();
  });
});

describe('facets', () => {
  const say = (chosen: Parameters<typeof facets>[1]) =>
    facets(HITS, chosen).map(
      ({ title, facets: all }) =>
        `${title}: ${all.map(({ label, count, on }) => `${label} ${count}${on ? '*' : ''}`).join(', ')}`,
    );

  it('counts what was found, commonest first', () => {
    expect(say({})).toEqual([
      'Kind: Everything 4*, Note 2, Decision 1, Page 1',
      'Incident: INC-7 2, INC-5 1, No incident 1',
      'Who: ada 2, bob 1, holdfast 1',
    ]);
  });

  it('counts what the other choices leave, and narrows to it', () => {
    expect(say({ kind: 'Note' })).toEqual([
      'Kind: Everything 4, Note 2*, Decision 1, Page 1',
      'Incident: INC-7 1, INC-5 1',
      'Who: ada 1, bob 1',
    ]);
    expect(narrow(HITS, { kind: 'Note', who: 'bob' }).map(({ entry }) => entry.id)).toEqual(['3']);
  });
});

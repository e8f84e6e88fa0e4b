import { describe, expect, it } from 'vitest';
import { href, matchPath, parseRoute } from './route';

describe('addresses', () => {
  it('are written and read alike, whatever the names hold', () => {
    const path = ['incidents', 'a/b ü', 'update'];
    const route = parseRoute(href(path, { q: 'rule & 50%' }));
    expect([route.path, route.query.get('q')]).toEqual([path, 'rule & 50%']);
  });

  it('survive nonsense', () => {
    expect([parseRoute('').path, parseRoute('#/%E0%A4%A').path]).toEqual([[], ['%E0%A4%A']]);
  });

  it('match patterns with parameters, and optional ones', () => {
    const match = (pattern: string, hash: string) => matchPath(pattern, parseRoute(hash).path);
    expect([
      match('', '#/'),
      match('incidents/:id', '#/incidents/7'),
      match('incidents/:id', '#/incidents/7/update'),
      match('settings/:section?', '#/settings'),
      match('settings/:section?', '#/settings/pagers'),
      match('incidents', '#/'),
    ]).toEqual([{}, { id: '7' }, null, {}, { section: 'pagers' }, null]);
  });
});

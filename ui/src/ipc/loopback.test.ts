import { describe, expect, it } from 'vitest';
import { loopbackTransport, type Browser } from './loopback';

type Answer = { status: number; body: unknown };

/** A browser that records what it is asked, and a stream of events driven by hand. */
function fakeBrowser(hash: string, answer: (url: string) => Answer) {
  const asked: { url: string; body: unknown }[] = [];
  const addresses: string[] = [];
  const source = {} as EventSource;
  const streams: string[] = [];
  const browser: Browser = {
    fetch: (url, options) => {
      asked.push({ url: String(url), body: JSON.parse(String(options?.body)) });
      const { status, body } = answer(String(url));
      return Promise.resolve(new Response(JSON.stringify(body), { status }));
    },
    events: (url) => {
      streams.push(url);
      return source;
    },
    location: { hash, pathname: '/', search: '' },
    replaceAddress: (url) => addresses.push(url),
  };
  return { browser, asked, addresses, source, streams };
}

const good = () => ({ status: 200, body: { fine: true } });

describe('the loopback transport', () => {
  it('trades the token for a cookie, clears the address, and only then asks', async () => {
    const { browser, asked, addresses } = fakeBrowser('#token=s%2Bcret', good);
    const transport = loopbackTransport(browser);
    expect(addresses).toEqual(['/']);
    expect(await transport.call('session', {})).toEqual({ fine: true });
    expect(asked).toEqual([
      { url: '/session', body: { token: 's+cret' } },
      { url: '/api/session', body: {} },
    ]);
  });

  it('leaves an address without a token alone', async () => {
    const { browser, asked, addresses } = fakeBrowser('#/incidents', good);
    await loopbackTransport(browser).call('session', {});
    expect([addresses, asked.map(({ url }) => url)]).toEqual([[], ['/api/session']]);
  });

  it('passes on what the core refuses with', async () => {
    const body = { code: 'invalid', message: 'Give it a title.', field: 'title' };
    const { browser } = fakeBrowser('', () => ({ status: 400, body }));
    await expect(loopbackTransport(browser).call('declare', {})).rejects.toMatchObject(body);
  });

  it('says what to do when nothing answers', async () => {
    const { browser } = fakeBrowser('', good);
    browser.fetch = () => Promise.reject(new TypeError('failed'));
    await expect(loopbackTransport(browser).call('session', {})).rejects.toMatchObject({
      code: 'unreachable',
      message: 'Holdfast did not answer: check that it is still running, then try again.',
    });
  });

  it('tells of changes, of a lost connection and of its return', async () => {
    const { browser, source, streams } = fakeBrowser('', good);
    const told: unknown[] = [];
    loopbackTransport(browser).subscribe(
      (change) => told.push(change),
      (state) => told.push(state),
    );
    await Promise.resolve();
    await Promise.resolve();
    const event = new Event('open');
    source.onopen?.(event);
    source.onmessage?.(new MessageEvent('message', { data: '{"topic":"metrics"}' }));
    source.onerror?.(event);
    source.onopen?.(event);
    expect([streams, told]).toEqual([['/events'], ['open', { topic: 'metrics' }, 'lost', 'open']]);
  });
});

// The transport of a browser on this computer, over the loopback server. The
// token in the printed address is exchanged once for a cookie that scripts
// cannot read, and removed from the address bar and the history.
import { ApiError, type Change, type Transport } from './transport';

const SILENT = 'Holdfast did not answer: check that it is still running, then try again.';

/** What this transport needs of a browser; tests bring their own. */
export type Browser = {
  fetch: typeof fetch;
  events: (url: string) => EventSource;
  location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  replaceAddress: (url: string) => void;
};

export function loopbackTransport(browser: Browser = thisBrowser()): Transport {
  const signedIn = exchangeToken(browser);
  // Whoever calls first reports the refusal; it must not count as unhandled meanwhile.
  signedIn.catch(() => undefined);

  return {
    kind: 'loopback',
    call: async (name, request) => {
      await signedIn;
      return post(browser, `/api/${encodeURIComponent(name)}`, request);
    },
    subscribe: (onChange, onState) => {
      let source: EventSource | undefined;
      let stopped = false;
      const open = () => {
        if (stopped) return;
        source = browser.events('/events');
        source.onopen = () => {
          onState('open');
        };
        // The browser connects again by itself; until then nothing is heard.
        source.onerror = () => {
          onState('lost');
        };
        source.onmessage = (event: MessageEvent<string>) => {
          onChange(JSON.parse(event.data) as Change);
        };
      };
      signedIn.then(open, () => {
        onState('lost');
      });
      return () => {
        stopped = true;
        source?.close();
      };
    },
    copy: (text) => navigator.clipboard.writeText(text),
    openExternal: (url) => {
      window.open(url, '_blank', 'noopener,noreferrer');
      return Promise.resolve();
    },
  };
}

function thisBrowser(): Browser {
  return {
    fetch: (...request) => fetch(...request),
    events: (url) => new EventSource(url),
    location: window.location,
    replaceAddress: (url) => {
      history.replaceState(null, '', url);
      // That tells nobody; whoever follows the address reads it again.
      dispatchEvent(new HashChangeEvent('hashchange'));
    },
  };
}

async function exchangeToken(browser: Browser): Promise<void> {
  const { hash, pathname, search } = browser.location;
  const token = /^#token=(.+)$/.exec(hash)?.[1];
  if (token === undefined) return;
  browser.replaceAddress(pathname + search);
  await post(browser, '/session', { token: decodeURIComponent(token) });
}

async function post(browser: Browser, url: string, body: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await browser.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? null),
      credentials: 'same-origin',
    });
  } catch {
    throw new ApiError('unreachable', SILENT);
  }
  const text = await response.text();
  const answer: unknown = text === '' ? null : readJson(text);
  if (response.ok) return answer;
  throw ApiError.from(
    answer,
    `Holdfast answered ${response.status}: open it again from its printed address.`,
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(
      'unreadable',
      'Holdfast answered with something that is not JSON: restart it.',
    );
  }
}

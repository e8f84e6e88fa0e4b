// Addresses within the window: what follows the # is the screen, what it shows,
// and its query. Pure; src/state/router.svelte.ts follows the address bar.

/** `#/incidents/INC-214/update?draft=1` is path ['incidents', 'INC-214', 'update'], query draft=1. */
export type Route = { path: readonly string[]; query: URLSearchParams };

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  return { path: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray % in an address is shown as it is rather than breaking the window.
    return part;
  }
}

/** `href(['incidents', id, 'update'])`, with an optional query. */
export function href(path: readonly string[], query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`;
}

/** Matches `incidents/:id/update`; null when the path is another, else its parameters. */
export function matchPath(pattern: string, path: readonly string[]): Record<string, string> | null {
  const parts = pattern.split('/').filter(Boolean);
  const required = parts.filter((part) => !part.endsWith('?')).length;
  if (path.length < required || path.length > parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = path[index];
    if (part.startsWith(':')) {
      if (value !== undefined) params[part.slice(1).replace(/\?$/, '')] = value;
    } else if (part !== value) {
      return null;
    }
  }
  return params;
}

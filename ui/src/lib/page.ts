// A page in words: where it stands, how it reached somebody, and which page takes
// the window.
import { countdown, instant, when, type Zone } from './time';

export type Told = {
  channel: 'notification' | 'window' | 'tray' | 'sound';
  accepted: boolean;
  problem: string | null;
};

/** What is read of a page. */
export type Page = {
  id: string;
  pager: string;
  urgency: 'high' | 'low';
  state: { state: 'triggered' | 'acknowledged' | 'resolved' } | { state: 'snoozed'; until: string };
  triggered_at: string;
  since: string;
  by: string;
  fired: number;
  rang: number;
  rings_again_at: string | null;
  told: readonly Told[];
  incident: { number: number } | null;
};

/** Time left, short enough for a line: `22 s`, `4:12`, `now`. */
export function left(ms: number): string {
  if (ms <= 0) return 'now';
  return ms < 60_000 ? `${Math.ceil(ms / 1000)} s` : countdown(ms);
}

/** `in 22 s`, `now` */
export function inTime(ms: number): string {
  return ms <= 0 ? 'now' : `in ${left(ms)}`;
}

/** `once`, `twice`, `3 times` */
export function times(count: number): string {
  return ['never', 'once', 'twice'][count] ?? `${count} times`;
}

/** The line under a page's headline; `me` is who sits here. */
export function pageLine(page: Page, zone: Zone, now: number, me = ''): string {
  const parts = [page.pager, when(zone, page.triggered_at, now)];
  if (page.urgency === 'low') parts.push('low');
  parts.push(...standing(page, zone, now, me));
  if (page.incident) parts.push(`in INC-${page.incident.number}`);
  return parts.join(' · ');
}

function standing(page: Page, zone: Zone, now: number, me: string): string[] {
  const by = page.by === me ? 'you' : page.by;
  switch (page.state.state) {
    case 'snoozed':
      return [`snoozed until ${when(zone, page.state.until, now)} by ${by}`];
    case 'acknowledged':
      return [`acknowledged ${when(zone, page.since, now)} by ${by}`];
    case 'resolved':
      return [`over since ${when(zone, page.since, now)}`];
    case 'triggered': {
      const said = page.rang === 0 ? [] : [`rang ${times(page.rang)}`];
      if (page.rings_again_at !== null) {
        said.push(`rings again ${inTime(instant(page.rings_again_at) - now)}`);
      }
      return said;
    }
  }
}

/** The state in a word. */
export function pageState(page: Pick<Page, 'state'>, zone: Zone, now: number): string {
  switch (page.state.state) {
    case 'triggered':
      return 'Waiting for somebody';
    case 'acknowledged':
      return 'Acknowledged';
    case 'snoozed':
      return `Snoozed until ${when(zone, page.state.until, now)}`;
    case 'resolved':
      return 'Over';
  }
}

const CHANNEL = {
  notification: { label: 'Notification', done: 'shown by the desktop' },
  window: { label: 'This window', done: 'brought forward' },
  tray: { label: 'Tray icon', done: 'changed' },
  sound: { label: 'Sound', done: 'played' },
} as const;

export type Way = { label: string; text: string; accepted: boolean };

/** How the last telling went, way by way: what stood in the way comes first. */
export function waysTold(told: readonly Told[]): Way[] {
  return told
    .map(({ channel, accepted, problem }) => {
      const { label, done } = CHANNEL[channel];
      return { label, accepted, text: accepted ? done : (problem ?? 'did not get through') };
    })
    .sort((a, b) => Number(a.accepted) - Number(b.accepted));
}

/** The provider's detail, without what the headline already says. */
export function besideHeadline(page: { summary: string; detail: string | null }): string {
  const { summary, detail } = page;
  if (detail === null) return '';
  const [, head = '', length] = /^(.*) (for [^.]+)$/.exec(detail) ?? [];
  if (length !== undefined && summary.includes(head)) {
    return `It had been so ${length} when this page was raised.`;
  }
  return summary.includes(detail) ? '' : detail;
}

/** Names one demand for a human: the same page firing again, or woken again, is another. */
export function demand(page: Pick<Page, 'id' | 'fired' | 'since'>): string {
  return `${page.id}/${page.fired}/${page.since}`;
}

/**
 * The page that takes the window, and how many wait behind it: pages that may wake
 * somebody, that nobody has taken and that were not laid aside here; oldest first.
 */
export function alerting<P extends Page>(
  pages: readonly P[],
  aside: ReadonlySet<string>,
): { page: P; more: number } | null {
  const [page, ...rest] = pages
    .filter(
      (candidate) =>
        candidate.urgency === 'high' &&
        candidate.state.state === 'triggered' &&
        !aside.has(demand(candidate)),
    )
    .sort((a, b) => instant(a.triggered_at) - instant(b.triggered_at));
  return page === undefined ? null : { page, more: rest.length };
}

// What home shows of what it knows: which layout, what the verdict leads to, and
// the words around its headline.
import type { IconName } from '../../components/icons';
import { plural } from '../../lib/number';
import { inTime } from '../../lib/page';
import { promiseText } from '../../lib/promise';
import { ageSentence, instant } from '../../lib/time';
import type { MissionControl, Session } from '../../state/desk.svelte';
import { href } from '../../state/router.svelte';

export type Metric = MissionControl['metrics'][number];
export type PageView = MissionControl['pages'][number];
export type Incident = MissionControl['incidents'][number];
export type Adapter = MissionControl['adapters'][number];

/** How home is laid out: something is out of band, all is well, or Holdfast is blind. */
export type Layout = 'acting' | 'calm' | 'blind';

export function layout(control: MissionControl): Layout {
  if (control.verdict.call === 'act_now') return 'acting';
  if (control.verdict.call === 'can_wait') return 'calm';
  // Blind, unless a metric has just left its band: then there is something to look at.
  const leaving = control.metrics.some(({ standing }) => standing.state === 'leaving');
  const silent = control.metrics.some(({ standing }) => standing.state === 'silent');
  return leaving && !silent ? 'acting' : 'blind';
}

/** `Act now` and the rest of the headline. */
export function headline(text: string): [string, string] {
  const colon = text.indexOf(': ');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 2)];
}

/** Sources and pagers that do not answer. */
export function troubled(control: MissionControl): Adapter[] {
  return control.adapters.filter(({ health }) => health === 'failing' || health === 'needs_secret');
}

/** The one next step that the verdict leads to. */
export type Step = { label: string; icon: IconName; href?: string; declare?: PageView | null };

export function nextStep(control: MissionControl): Step | null {
  const { verdict, pages, incidents } = control;
  if (verdict.call === 'act_now') {
    const linked = pages.find((page) => page.incident !== null)?.incident;
    const known = incidents.find(({ id }) => id === linked?.id) ?? incidents[0];
    return known
      ? {
          label: incidents.length > 1 ? `Open INC-${known.number}` : 'Open incident',
          icon: 'siren',
          href: href(['incidents', known.id]),
        }
      : { label: 'Declare incident', icon: 'siren', declare: waiting(pages) };
  }
  if (verdict.call === 'can_wait') return null;
  const deaf = troubled(control).find(({ table }) => table === 'source');
  if (deaf) return { label: `Check ${deaf.name}`, icon: 'plug', href: adapterHref(deaf) };
  const shown =
    control.metrics.find(({ standing }) => standing.state === 'leaving') ??
    control.metrics.find(({ standing }) => standing.state === 'silent');
  return shown
    ? { label: `Look at ${shown.label}`, icon: 'activity', href: href([], { metric: shown.name }) }
    : null;
}

function waiting(pages: readonly PageView[]): PageView | null {
  return pages.find(({ state }) => state.state !== 'snoozed') ?? null;
}

const SECTION = { source: 'sources', pager: 'pagers', publisher: 'publishers' } as const;

/** Where an adapter is set up. */
export function adapterHref({ table, name }: Pick<Adapter, 'table' | 'name'>): string {
  return href(['settings', SECTION[table]], { name });
}

/** What the reader should know beside the verdict's own reason. */
export function footnotes(
  control: MissionControl,
  session: Session | undefined,
  now: number,
): string[] {
  const notes = [control.verdict.reason];
  const mine = control.incidents.find(
    ({ commander }) => commander !== null && commander === session?.person,
  );
  if (mine) notes.push(`You command INC-${mine.number}.`);
  const owed = control.incidents
    .flatMap((incident) => (incident.next_update ? [incident] : []))
    .sort((a, b) => due(a) - due(b))[0];
  if (owed?.next_update) {
    const text = promiseText(owed.next_update, now);
    const whose = mine?.id === owed.id || control.incidents.length === 1;
    notes.push(
      whose ? `${text.charAt(0).toUpperCase()}${text.slice(1)}.` : `INC-${owed.number}: ${text}.`,
    );
  }
  if (control.verdict.call === 'can_wait') notes.push(...calmNotes(control, now));
  return notes;
}

function due({ next_update }: Incident): number {
  return next_update ? instant(next_update.due_at) : Infinity;
}

/** A pager that does not answer brings no pages: calm must say so. */
function calmNotes(control: MissionControl, now: number): string[] {
  const deaf = troubled(control).filter(({ table }) => table === 'pager');
  const notes = deaf.map(({ name, answered_at }) =>
    answered_at === null
      ? `${name} has not answered yet, so no page from it can arrive.`
      : `${name} has been silent for ${ageSentence(now - instant(answered_at))}, so no page from it can arrive.`,
  );
  const snoozed = control.pages.filter(({ state }) => state.state === 'snoozed').length;
  if (snoozed > 0 && snoozed === control.pages.length) {
    notes.push(`${plural(snoozed, 'page is', 'pages are')} open, and snoozed.`);
  }
  return notes;
}

/** `polled 8 s ago`, `5 of 8 polled 6 s ago` */
export function polled(control: MissionControl, now: number): string {
  if (control.polled_at === null) {
    return control.metrics.length === 0 ? 'nothing to poll yet' : 'not polled yet';
  }
  const silent = control.metrics.filter(({ standing }) => standing.state === 'silent').length;
  const all = control.metrics.length;
  const part = silent === 0 ? '' : `${all - silent} of ${all} `;
  return `${part}polled ${ageSentence(now - instant(control.polled_at))} ago`;
}

/** When the oldest deviation began. */
export function brokeAt(control: MissionControl): string | null {
  const since = control.metrics.flatMap(({ standing }) => {
    if (standing.state === 'out' || standing.state === 'leaving') return [standing.since];
    return standing.state === 'returning' ? [standing.left] : [];
  });
  return since.sort((a, b) => instant(a) - instant(b))[0] ?? null;
}

/** When Holdfast went blind: the first silence. */
export function blindSince(control: MissionControl): string | null {
  const since = control.metrics.flatMap(({ standing }) =>
    standing.state === 'silent' && standing.since !== null ? [standing.since] : [],
  );
  return since.sort((a, b) => instant(a) - instant(b))[0] ?? null;
}

/** What Holdfast does while it is blind, each with its clock where it has one. */
export type Measure = {
  icon: IconName;
  tone?: string;
  title: string;
  text: string;
  clock?: string;
  href?: string;
};

export function measures(control: MissionControl, now: number): Measure[] {
  const asked = troubled(control).map((adapter): Measure => {
    const { name, kind, health, message, tries, next_at } = adapter;
    if (health === 'needs_secret') {
      return {
        icon: 'key-round',
        tone: 'watch',
        title: `Waits for the secret of ${name}`,
        text: message ?? `Without it ${kind} cannot be asked.`,
        href: adapterHref(adapter),
      };
    }
    return {
      icon: 'refresh-cw',
      title: `Asks ${name} again`,
      text: `${plural(tries, 'try', 'tries')} since the last good answer. ${message ?? ''}`.trim(),
      clock: next_at === null ? undefined : `next ${inTime(instant(next_at) - now)}`,
      href: adapterHref(adapter),
    };
  });
  const known = new Set(troubled(control).map(({ name }) => name));
  const unread = control.metrics.filter(
    ({ standing, source }) => standing.state === 'silent' && !known.has(source),
  );
  return [
    ...asked,
    ...unread.map((metric): Measure => ({
      icon: 'search',
      title: `Reads ${metric.label} again from ${metric.source}`,
      text: metric.problem ?? 'It has not answered with a value yet.',
      href: href([], { metric: metric.name }),
    })),
    {
      icon: 'lock',
      title: 'Keeps the resolve gate shut',
      text: 'Nobody can say that a silent metric is back in its band; a written reason can still open it.',
    },
  ];
}

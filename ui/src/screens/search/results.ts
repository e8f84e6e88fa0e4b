// Search results: where each hit leads, and how they can be narrowed. Facets count
// what was found, and are applied here: the core already sent all of it.
import type { IconName } from '../../components/icons';
import type { Response } from '../../ipc/client';
import { href } from '../../lib/route';

export type Hit = Response<'search'>['hits'][number];
export type IncidentRow = Response<'search'>['incidents'][number];

/** A value chosen of each facet. */
export type Chosen = { kind?: string; incident?: string; who?: string };

export type Facet = {
  label: string;
  count: number;
  icon?: IconName;
  on: boolean;
  /** What is chosen once this is pressed. */
  next: Chosen;
};
export type Group = { title: string; facets: Facet[] };

export function incidentHref({ id }: IncidentRow): string {
  return href(['incidents', id]);
}

/** A hit opens where it was written; an entry of the desk belongs nowhere else. */
export function hitHref({ entry, incident }: Hit): string | undefined {
  if (incident) return href(['incidents', incident.id], { entry: entry.id });
  const page = /^page:(.+)$/.exec(entry.stream)?.[1];
  return page === undefined ? undefined : href([], { page });
}

const OF = {
  kind: (hit: Hit) => hit.entry.heading,
  incident: (hit: Hit) => (hit.incident ? `INC-${hit.incident.number}` : 'No incident'),
  who: (hit: Hit) => hit.entry.author,
} as const;

type Name = keyof typeof OF;
const NAMES: readonly Name[] = ['kind', 'incident', 'who'];

export function narrow(hits: readonly Hit[], chosen: Chosen): Hit[] {
  return hits.filter((hit) =>
    NAMES.every((name) => chosen[name] === undefined || OF[name](hit) === chosen[name]),
  );
}

const TITLE = { kind: 'Kind', incident: 'Incident', who: 'Who' } as const;

/** At most so many values of a facet; the rest are too rare to narrow by. */
const FEW = 8;

/** The facets, commonest value first; each counts what the others leave. */
export function facets(hits: readonly Hit[], chosen: Chosen): Group[] {
  return NAMES.flatMap((name) => {
    const others: Chosen = { ...chosen, [name]: undefined };
    const left = narrow(hits, others);
    const counts = new Map<string, number>();
    for (const hit of left) counts.set(OF[name](hit), (counts.get(OF[name](hit)) ?? 0) + 1);
    if (counts.size < 2 && chosen[name] === undefined) return [];
    const values = [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, FEW)
      .map(([label, count]): Facet => {
        const on = chosen[name] === label;
        return { label, count, on, next: on ? others : { ...chosen, [name]: label } };
      });
    const everything: Facet = {
      label: 'Everything',
      count: left.length,
      on: chosen[name] === undefined,
      next: others,
    };
    return [{ title: TITLE[name], facets: name === 'kind' ? [everything, ...values] : values }];
  });
}

const ICONS: readonly (readonly [RegExp, IconName])[] = [
  [/decision/, 'gavel'],
  [/update/, 'megaphone'],
  [/page/, 'bell-ring'],
  [/metric/, 'activity'],
  [/change/, 'rocket'],
  [/incident|phase|severity|resolved|reopened/, 'siren'],
  [/role/, 'user'],
  [/step|action/, 'list-checks'],
  [/retrospective/, 'notebook-pen'],
];

/** An icon for an entry, by the kind that the journal stores. */
export function entryIcon(kind: string): IconName {
  return ICONS.find(([pattern]) => pattern.test(kind))?.[1] ?? 'pen-line';
}

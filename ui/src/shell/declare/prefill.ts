// What an incident is declared with when nobody types anything: read from the page
// and from the metrics that are out of their bands, so that Enter is enough.
import type { Response } from '../../ipc/client';
import { instant } from '../../lib/time';

export type Control = Response<'mission_control'>;
export type Metric = Control['metrics'][number];
export type Page = Control['pages'][number];
export type Severity = 'sev1' | 'sev2' | 'sev3' | 'sev4';

export type Prefill = {
  title: string;
  severity: Severity;
  /** Capabilities, by name. */
  scope: string[];
  /** When it began to hurt, and how that is known. */
  impact: { at: string; why: string } | null;
};

/** Since when a metric is out of its band; null when it is not. */
export function leftAt(metric: Metric): string | null {
  const { standing } = metric;
  if (standing.state === 'out' || standing.state === 'leaving') return standing.since;
  return standing.state === 'returning' ? standing.left : null;
}

/** Metrics out of their bands, the longest out first. */
export function outOfBand(metrics: readonly Metric[]): Metric[] {
  return metrics
    .filter((metric) => leftAt(metric) !== null)
    .sort((a, b) => instant(leftAt(a) ?? 0) - instant(leftAt(b) ?? 0));
}

/** The page to declare from when none was named: urgent, still open, without an incident. */
export function pressing(pages: readonly Page[]): Page | undefined {
  const rank = (page: Page) => (page.state.state === 'triggered' ? 0 : 1);
  return pages
    .filter(
      (page) =>
        page.urgency === 'high' &&
        page.incident === null &&
        (page.state.state === 'triggered' || page.state.state === 'acknowledged'),
    )
    .sort((a, b) => rank(a) - rank(b) || instant(b.triggered_at) - instant(a.triggered_at))[0];
}

export function prefill(metrics: readonly Metric[], page: Page | undefined): Prefill {
  const out = outOfBand(metrics);
  const [first] = out;
  const since = first && leftAt(first);
  const scope = [page?.capability, ...out.map((metric) => metric.capability)];
  return {
    title: page?.summary.trim() ?? (first ? `${first.label} is out of its band` : ''),
    severity: page?.urgency === 'high' || first ? 'sev2' : 'sev3',
    scope: [...new Set(scope)].filter((name) => name !== null && name !== undefined),
    impact: since
      ? { at: since, why: `when ${first.label} left its band` }
      : page
        ? { at: page.triggered_at, why: 'when the page began' }
        : null,
  };
}

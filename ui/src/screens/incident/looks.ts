// How an entry is drawn: its icon by kind, its colours by tone.
import type { IconName } from '../../components/icons';
import type { Entry } from './timeline.svelte';

const ICONS: Record<string, IconName> = {
  incident_declared: 'siren',
  retitled: 'pen-line',
  severity_changed: 'flag',
  phase_changed: 'arrow-right',
  role_assigned: 'arrow-right-left',
  scope_changed: 'target',
  noted: 'message-square',
  update_sent: 'megaphone',
  delivery_failed: 'wifi-off',
  gate_overridden: 'lock',
  metric_deviated: 'trending-down',
  metric_recovered: 'trending-up',
  change_noted: 'rocket',
  retrospective_exported: 'notebook-pen',
  page_triggered: 'bell-ring',
  page_retriggered: 'bell-ring',
  page_notified: 'bell-off',
  page_acknowledged: 'check',
  page_snoozed: 'alarm-clock',
  page_woken: 'alarm-clock',
  page_resolved: 'circle-check',
};

export function icon(entry: Entry): IconName {
  if (entry.tone === 'decision') return 'gavel';
  if (entry.kind === 'noted' && entry.heading.startsWith('Action')) return 'wrench';
  return ICONS[entry.kind] ?? 'circle-dot';
}

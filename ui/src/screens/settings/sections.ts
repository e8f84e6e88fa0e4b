// The sections of settings, in the order of the way in: what is watched, who pages, where updates go.
import type { IconName } from '../../components/icons';

export type SectionId =
  | 'sources'
  | 'metrics'
  | 'pagers'
  | 'publishers'
  | 'you'
  | 'notifications'
  | 'capabilities'
  | 'data';

export const SECTIONS: readonly { id: SectionId; label: string; icon: IconName }[] = [
  { id: 'sources', label: 'Metric sources', icon: 'activity' },
  { id: 'metrics', label: 'Metrics', icon: 'gauge' },
  { id: 'pagers', label: 'Page providers', icon: 'bell-ring' },
  { id: 'publishers', label: 'Publishers', icon: 'megaphone' },
  { id: 'capabilities', label: 'Capabilities', icon: 'target' },
  { id: 'you', label: 'You', icon: 'user' },
  { id: 'notifications', label: 'Notifications', icon: 'volume-2' },
  { id: 'data', label: 'Data', icon: 'database' },
];

export function section(id: string | undefined): SectionId {
  return SECTIONS.find((one) => one.id === id)?.id ?? 'sources';
}

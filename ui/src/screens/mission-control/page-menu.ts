// What can be done to a page, as a menu: the same in its row, its dialog and the alert.
import type { MenuItem } from '../../components/Menu.svelte';
import { when, type Zone } from '../../lib/time';
import { overlay } from '../../state/overlay.svelte';
import type { PageActions, PageView } from '../../state/page-actions.svelte';
import { router } from '../../state/router.svelte';

/** How long a snooze may be chosen, in minutes. */
const SNOOZES = [
  [10, 'Snooze 10 min'],
  [60, 'Snooze 1 h'],
] as const;

/** The ways to put a page off; the last is when somebody is at work anyway. */
export function snoozeMenu(
  page: PageView,
  actions: PageActions,
  atWorkAt: string,
  zone: Zone,
  now: number,
): MenuItem[] {
  return [
    ...SNOOZES.map(([minutes, label]): MenuItem => ({
      label,
      icon: 'alarm-clock',
      kbd: minutes === 10 ? 's' : undefined,
      run: () => void actions.snooze(page, minutes),
    })),
    {
      label: `Snooze until ${when(zone, atWorkAt, now)}`,
      icon: 'calendar',
      meta: 'working hours',
      run: () => void actions.snoozeUntil(page, atWorkAt),
    },
  ];
}

export function pageMenu(
  page: PageView,
  actions: PageActions,
  atWorkAt: string,
  zone: Zone,
  now: number,
): MenuItem[] {
  const { incident } = page;
  const items: MenuItem[] = [];
  if (page.state.state === 'triggered' || page.state.state === 'snoozed') {
    items.push({
      label: 'Acknowledge',
      icon: 'check',
      kbd: 'a',
      run: () => void actions.acknowledge(page),
    });
  }
  if (page.state.state === 'snoozed') {
    items.push({
      label: 'Wake now',
      icon: 'bell-ring',
      kbd: 'w',
      run: () => void actions.wake(page),
    });
  }
  items.push(...snoozeMenu(page, actions, atWorkAt, zone, now));
  items.push({
    label: incident ? `Open INC-${incident.number}` : 'Declare an incident',
    icon: 'siren',
    separate: true,
    run: () => {
      if (incident) router.go(['incidents', incident.id]);
      else overlay.declare({ page });
    },
  });
  items.push({
    label: 'It is over',
    icon: 'circle-check',
    run: () => void actions.resolve(page),
  });
  return items;
}

// The screens that exist, one line each. `path` is a pattern of lib/route: `:name`
// becomes a prop, `?` makes it optional. `nav` puts a screen into the sidebar.
import type { Component } from 'svelte';
import type { IconName } from '../components/icons';

export type Screen = {
  path: string;
  title: string;
  nav?: { icon: IconName; keys: string };
  /** The narrow sidebar at every width: rooms that need the space. */
  rail?: boolean;
  // Each screen names its own parameters, all of them text.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  load: () => Promise<{ default: Component<any> }>;
};

export const screens: readonly Screen[] = [
  {
    path: '',
    title: 'Mission control',
    nav: { icon: 'gauge', keys: 'g m' },
    load: () => import('./MissionControl.svelte'),
  },
  {
    path: 'incidents',
    title: 'Incidents',
    nav: { icon: 'siren', keys: 'g i' },
    load: () => import('./Incidents.svelte'),
  },
  {
    path: 'incidents/:id',
    title: 'Incident',
    rail: true,
    load: () => import('./Incident.svelte'),
  },
  {
    path: 'incidents/:id/update',
    title: 'Update',
    rail: true,
    load: () => import('./Update.svelte'),
  },
  {
    path: 'retrospectives',
    title: 'Retrospectives',
    nav: { icon: 'notebook-pen', keys: 'g r' },
    load: () => import('./Retrospectives.svelte'),
  },
  {
    path: 'retrospectives/:id',
    title: 'Retrospective',
    rail: true,
    load: () => import('./Retrospective.svelte'),
  },
  {
    path: 'incidents/:id/retrospective',
    title: 'Retrospective',
    rail: true,
    load: () => import('./Retrospective.svelte'),
  },
  {
    path: 'settings/:section?',
    title: 'Settings',
    nav: { icon: 'settings', keys: 'g s' },
    load: () => import('./Settings.svelte'),
  },
  { path: 'search', title: 'Search', load: () => import('./Search.svelte') },
];

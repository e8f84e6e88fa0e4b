// Generated from Rust. This file is overwritten by `cargo xtask gen`.
export type ZoneOffset = { from: string; minutes: number; abbreviation: string };
export type Zone = { name: string; offsets: ZoneOffset[] };
export type Session = { zone: Zone; author: string; saved_at: string | null; online: boolean };
export type IncidentRow = {
  id: string;
  number: string;
  title: string;
  severity: number;
  phase: string;
  started_at: string;
};
export type Api = {
  session: { request: Record<string, never>; response: Session };
  incidents: { request: { open: boolean; text: string; limit: number }; response: IncidentRow[] };
};
export type Change =
  | { topic: 'incident'; id: string }
  | { topic: 'page'; id: string }
  | { topic: 'entries' }
  | { topic: 'metrics' }
  | { topic: 'outbox' }
  | { topic: 'drafts' }
  | { topic: 'settings' };

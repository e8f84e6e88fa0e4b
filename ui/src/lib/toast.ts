// The shape of a toast, shared by the state that keeps them and the markup.

export type Toast = {
  id: number;
  text: string;
  tone?: 'ok' | 'watch' | 'info';
  /** Takes it back; shown as "Undo". */
  undo?: () => void;
  /** Another button, such as "Show". */
  action?: { label: string; run: () => void };
};

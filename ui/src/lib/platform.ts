// The one fact about the computer that changes what people read: Cmd or Ctrl.
export const mac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

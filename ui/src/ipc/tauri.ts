// The transport of the desktop window. The only file that imports @tauri-apps/*;
// it is loaded only where the host has announced itself.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { writeText } from '@tauri-apps/plugin-clipboard-manager';
import { openUrl } from '@tauri-apps/plugin-opener';
import { ApiError, type Change, type Transport } from './transport';

const SILENT = 'The core of Holdfast did not answer: restart Holdfast. What you wrote is saved.';

export function tauriTransport(): Transport {
  return {
    kind: 'window',
    call: async (name, request) => {
      try {
        return await invoke('ipc', { name, request });
      } catch (problem) {
        throw ApiError.from(problem, SILENT);
      }
    },
    subscribe: (onChange, onState) => {
      let stopped = false;
      let unlisten: (() => void) | undefined;
      listen<Change>('change', (event) => {
        onChange(event.payload);
      }).then(
        (stop) => {
          if (stopped) {
            stop();
            return;
          }
          unlisten = stop;
          onState('open');
        },
        () => {
          if (!stopped) onState('lost');
        },
      );
      return () => {
        stopped = true;
        unlisten?.();
      };
    },
    copy: (text) => writeText(text),
    openExternal: (url) => openUrl(url),
  };
}

/** Keys of the whole page. They rest while the visitor types, a dialog is open, or a modifier is held. */
import { EXPERIMENT_IDS, type ExperimentId } from '../experiments/experiment';

export interface KeyboardCallbacks {
  readonly onToggleRun: () => void;
  readonly onStep: () => void;
  readonly onReset: () => void;
  readonly onOpen: (id: ExperimentId) => void;
  readonly onHelp: () => void;
  readonly onEscape: () => void;
}

const TYPING = 'input:not([type=range], [type=checkbox]), select, textarea, [contenteditable]';
/** Elements that take the space bar as a press. */
const PRESSED_BY_SPACE = 'button, summary, input[type=checkbox]';

export function listenToKeyboard(callbacks: KeyboardCallbacks): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest(TYPING) || document.querySelector('dialog[open]')) return;
    if (event.key === ' ' && target.closest(PRESSED_BY_SPACE)) return;
    const command = commandOf(event.key, callbacks);
    if (!command) return;
    event.preventDefault();
    if (!event.repeat || event.key === 's' || event.key === 'S') command();
  });
}

function commandOf(key: string, callbacks: KeyboardCallbacks): (() => void) | null {
  const page = /^[1-7]$/.test(key) ? EXPERIMENT_IDS[Number(key) - 1] : undefined;
  if (page) return () => callbacks.onOpen(page);
  switch (key) {
    case ' ':
      return callbacks.onToggleRun;
    case 's':
    case 'S':
      return callbacks.onStep;
    case 'r':
    case 'R':
      return callbacks.onReset;
    case '?':
      return callbacks.onHelp;
    case 'Escape':
      return callbacks.onEscape;
    default:
      return null;
  }
}

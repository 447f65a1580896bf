/** The visitor's lasting choices. Private windows and blocked storage make them last one visit only. */
const PREFIX = 'collapse-lab.';

export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function writeSetting(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Storage may be full or forbidden; the choice then holds until the page closes.
  }
}

/** The standing remarks on how the picture is computed. */
import type { Localized } from '../experiments/experiment';
import { textIn } from './language';
import type { Badge } from './stage';

/** For runs on the Float64 reference, at no more than `limit` rows. */
export function referenceBadge(limit: number): Badge {
  return {
    label: inBoth((language) => textIn(language, 'badgeReference')),
    help: inBoth((language) => textIn(language, 'badgeReferenceHelp', { n: limit })),
  };
}

/** For WebGPU adapters that are processors, by the adapter's name. */
export function softwareBadge(adapter: string): Badge {
  return {
    label: inBoth((language) => textIn(language, 'badgeSoftware')),
    help: inBoth((language) => textIn(language, 'badgeSoftwareHelp', { adapter })),
  };
}

function inBoth(text: (language: 'en' | 'zh') => string): Localized {
  return { en: text('en'), zh: text('zh') };
}

/** The standing remarks on how the picture is computed. */
import type { Experiment, Localized } from '../experiments/experiment';
import { textIn } from './language';
import type { Badge } from './stage';

/** For runs on the Float64 reference, within the limits said. */
export function referenceBadge(limits: Localized): Badge {
  return {
    label: inBoth((language) => textIn(language, 'badgeReference')),
    help: inBoth((language) =>
      textIn(language, 'badgeReferenceHelp', {
        limits: limits[language] && (language === 'zh' ? '，' : ', at ') + limits[language],
      }),
    ),
  };
}

/** What the reference keeps live of a page, such as "points n ≤ 256, batch ≤ 256". */
export function limitsText({
  controls,
  referenceLimits,
}: Pick<Experiment, 'controls' | 'referenceLimits'>): Localized {
  const limits = Object.entries(referenceLimits as Readonly<Record<string, number>>);
  return inBoth((language) =>
    limits
      .map(([name, limit]) => `${controls[name]?.label[language] ?? name} ≤ ${limit}`)
      .join(language === 'zh' ? '，' : ', '),
  );
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

/** One colour a verdict, wherever it is named: timeline, badge. Each stands beside its name, never alone. */
import { classColour, THEME_TOKENS, type Theme } from './palette';

/** Class colours by place in the palette: green for a healthy cloud, warm ones for those that lost the most. */
const PLACES: Readonly<Record<string, number>> = {
  none: 2,
  complete: 5,
  cone: 0,
  dimensional: 1,
  cluster: 6,
  'per-class': 8,
};

/** CSS colour of a verdict; that of the axes for a kind without one. */
export function verdictColour(kind: string, theme: Theme): string {
  const place = PLACES[kind];
  return place === undefined ? THEME_TOKENS[theme].axis : classColour(place, theme);
}

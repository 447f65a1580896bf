/**
 * Colour for every view: themes, class colours and ramps, in one place so that legends, charts and the cloud
 * agree. CSS strings are sRGB; look-up tables are linear RGB, which is what the colour kernel writes.
 */

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Entries of a look-up table. */
export const LUT_SIZE = 256;

/** Colours of one theme that are not data, as CSS hex. */
export interface ThemeTokens {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly axis: string;
  readonly grid: string;
  /** The ball: its lit body, its limb, and the lines of latitude and longitude. */
  readonly body: string;
  readonly limb: string;
  readonly graticule: string;
  readonly pairs: string;
  readonly highlight: string;
}

export const THEME_TOKENS: Readonly<Record<Theme, ThemeTokens>> = {
  dark: {
    background: '#0d1219',
    text: '#dbe3ec',
    muted: '#8d9aab',
    axis: '#5b6879',
    grid: '#1f2833',
    body: '#1d2d42',
    limb: '#6f9fd0',
    graticule: '#9db8d6',
    pairs: '#a9bdd3',
    highlight: '#f3e9d2',
  },
  light: {
    background: '#f6f4ee',
    text: '#1d2733',
    muted: '#5d6875',
    axis: '#8a8f93',
    grid: '#e2ded3',
    body: '#dfe6ea',
    limb: '#557a9e',
    graticule: '#48627e',
    pairs: '#4a5a6c',
    highlight: '#14202e',
  },
};

/**
 * Class colours. The first seven follow the order of Okabe and Ito (2008), shifted per theme for contrast with
 * the background; the other five maximise the smallest OKLab distance to those before them, taken over normal,
 * deuteranope and protanope vision (Machado, Oliveira, Fernandes 2009). The smallest pair is 0.08 apart in the
 * dark theme and 0.07 in the light one.
 */
export const CATEGORICAL: Readonly<Record<Theme, readonly string[]>> = {
  dark: [
    '#e69f00',
    '#56b4e9',
    '#12a07c',
    '#f0e442',
    '#4a7fe0',
    '#e8622a',
    '#d98bb9',
    '#54f9de',
    '#915e9c',
    '#adc992',
    '#d02940',
    '#a0ccfa',
  ],
  light: [
    '#e69a00',
    '#3a9bd8',
    '#007d5f',
    '#8c8412',
    '#0a4f96',
    '#b53a05',
    '#c06aa4',
    '#681d3b',
    '#7444e7',
    '#9aab8b',
    '#624c67',
    '#272bc7',
  ],
};

/** Series of a chart: far apart in lightness and hue, none of them the background's. */
export const SERIES: Readonly<Record<Theme, readonly string[]>> = {
  dark: ['#56b4e9', '#e69f00', '#12a07c', '#d98bb9', '#f0e442', '#e8622a'],
  light: ['#0a5f9e', '#b86e00', '#007d5f', '#b0578f', '#8c8412', '#b53a05'],
};

type Rgb = readonly [number, number, number];

/** sRGB component in [0, 1] to linear light (IEC 61966-2-1). */
export function srgbToLinear(component: number): number {
  return component <= 0.04045 ? component / 12.92 : ((component + 0.055) / 1.055) ** 2.4;
}

/** Linear light in [0, 1] to an sRGB component (IEC 61966-2-1). */
export function linearToSrgb(component: number): number {
  return component <= 0.0031308 ? component * 12.92 : 1.055 * component ** (1 / 2.4) - 0.055;
}

/** sRGB components in [0, 1] of `#rrggbb`. @throws when the text is not six hexadecimal digits */
export function hexToSrgb(hex: string): Rgb {
  if (!/^#[0-9a-f]{6}$/i.test(hex)) throw new Error(`not a colour of the form #rrggbb: ${hex}`);
  const bits = Number.parseInt(hex.slice(1), 16);
  return [(bits >> 16) / 255, ((bits >> 8) & 255) / 255, (bits & 255) / 255];
}

function hexToLinear(hex: string): Rgb {
  const [r, g, b] = hexToSrgb(hex);
  return [srgbToLinear(r), srgbToLinear(g), srgbToLinear(b)];
}

function linearToHex(rgb: Rgb): string {
  const byte = (c: number) => Math.round(linearToSrgb(Math.min(1, Math.max(0, c))) * 255);
  return `#${rgb.map((c) => byte(c).toString(16).padStart(2, '0')).join('')}`;
}

/** OKLCH to linear RGB, unclipped (Ottosson, "A perceptual color space for image processing", 2020). */
function oklchToLinear(lightness: number, chroma: number, hueDegrees: number): Rgb {
  const hue = (hueDegrees * Math.PI) / 180;
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** The most colourful linear RGB inside the sRGB gamut with this lightness and hue, up to `chroma`. */
function inGamut(lightness: number, chroma: number, hueDegrees: number): Rgb {
  const fits = (rgb: Rgb) => rgb.every((c) => c >= -1e-6 && c <= 1 + 1e-6);
  let low = 0;
  let high = chroma;
  if (fits(oklchToLinear(lightness, high, hueDegrees))) low = high;
  // 12 halvings bound the chroma to 1/4096 of the request, below a step of 8-bit colour.
  for (let k = 0; k < 12 && low < high; k++) {
    const middle = (low + high) / 2;
    if (fits(oklchToLinear(lightness, middle, hueDegrees))) low = middle;
    else high = middle;
  }
  const [r, g, b] = oklchToLinear(lightness, low, hueDegrees);
  const clip = (c: number) => Math.min(1, Math.max(0, c));
  return [clip(r), clip(g), clip(b)];
}

/** Colour of a class beyond the palette: hues a golden angle apart, in three lightnesses. */
function classByHue(index: number, theme: Theme): Rgb {
  const lightness = (theme === 'dark' ? [0.72, 0.84, 0.6] : [0.52, 0.64, 0.4])[index % 3] ?? 0.6;
  return inGamut(lightness, 0.15, (index * 137.50776) % 360);
}

function classLinear(index: number, theme: Theme): Rgb {
  const hex = CATEGORICAL[theme][index];
  return hex === undefined ? classByHue(index, theme) : hexToLinear(hex);
}

/** CSS colour of class `index` (0, 1, 2, ...). */
export function classColour(index: number, theme: Theme): string {
  return linearToHex(classLinear(index, theme));
}

/**
 * Sequential ramp at t in [0, 1]: OKLab lightness is linear in t, so equal steps of the value look equal and the
 * ramp survives a grey print. Indigo through teal to yellow; its range of lightness keeps both ends off the
 * background of the theme.
 */
function sequentialLinear(t: number, theme: Theme): Rgb {
  const x = Math.min(1, Math.max(0, t));
  const [from, to] = theme === 'dark' ? [0.42, 0.92] : [0.28, 0.8];
  return inGamut(from + (to - from) * x, 0.11 + 0.09 * Math.sin(Math.PI * x), 292 - 187 * x);
}

/** CSS colour of the sequential ramp at t in [0, 1]. */
export function sequentialColour(t: number, theme: Theme): string {
  return linearToHex(sequentialLinear(t, theme));
}

function table(colour: (index: number) => Rgb): Float32Array<ArrayBuffer> {
  const lut = new Float32Array(LUT_SIZE * 4);
  for (let i = 0; i < LUT_SIZE; i++) lut.set([...colour(i), 1], i * 4);
  return lut;
}

/** Class colours as [256, 4] linear RGBA: row c is class c. */
export function categoricalLut(theme: Theme): Float32Array<ArrayBuffer> {
  return table((i) => classLinear(i, theme));
}

/** Sequential ramp as [256, 4] linear RGBA: row i is t = i / 255. */
export function sequentialLut(theme: Theme): Float32Array<ArrayBuffer> {
  return table((i) => sequentialLinear(i / (LUT_SIZE - 1), theme));
}

/** The sequential ramp as a CSS gradient for a legend. */
export function sequentialGradient(theme: Theme): string {
  const stops = Array.from({ length: 9 }, (_, i) => sequentialColour(i / 8, theme));
  return `linear-gradient(to right, ${stops.join(', ')})`;
}

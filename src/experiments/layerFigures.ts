/** What figures of deep networks show: quantities along the layers, their distributions, and what two dials do to them. */
import type { ControlValue, Localized } from './experiment';

/** One quantity of one network along its layers. Entries that were not measured are NaN. */
export interface LayerSeries {
  readonly label: Localized;
  /** Which of two networks: the second is drawn hollow. */
  readonly network: 'a' | 'b';
  /** Series of one quantity share a colour: an index into the theme's categorical colours. */
  readonly colour: number;
  readonly style: 'marks' | 'bars';
  /** [depth + 1]: entry l belongs to layer l, entry 0 to the input. */
  readonly values: ArrayLike<number>;
  /** [depth + 1], drawn as a line; null where there is no theory. */
  readonly theory: ArrayLike<number> | null;
  /** [depth + 1] each: ends of an interval of confidence, where there is one. */
  readonly interval?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
}

export interface LayersFrame {
  readonly depth: number;
  readonly scale: 'linear' | 'log';
  /** What the lines are; "theory" unless something else is said. */
  readonly lineLabel?: Localized;
  /** Ends that the axis reaches at least; log axes also fit the data. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly series: readonly LayerSeries[];
  /** A line across, such as "1: kept". */
  readonly reference?: { readonly value: number; readonly label: Localized };
  /** Whether measured / theory is drawn below, on a log axis of its own. */
  readonly ratio: boolean;
  /** Layers at which a quantity cannot be held in f32, said in words at that layer. */
  readonly flags: readonly {
    readonly layer: number;
    readonly network: 'a' | 'b';
    /** It concerns the layers from there on (forward), or those up to there (backward). */
    readonly direction: 'forward' | 'backward';
    readonly label: Localized;
  }[];
  /** The layer that the page looks at; a click or the arrow keys set this control. */
  readonly chosen: { readonly layer: number; readonly control: string } | null;
}

/** Distribution of a quantity in every layer, each over its own root mean square. */
export interface RidgesFrame {
  /** Ends of the common axis, in root mean squares. */
  readonly minimum: number;
  readonly maximum: number;
  readonly axis: Localized;
  readonly layers: readonly {
    readonly layer: number;
    /** Bins of equal width from minimum to maximum. */
    readonly counts: ArrayLike<number>;
    /** Exact zeros among them: dead units; a share in [0, 1]. */
    readonly zeroFraction: number;
    readonly rootMeanSquare: number;
  }[];
}

/** log10 of a magnitude by layer and training step; the latest step is last. */
export interface GradientHeatFrame {
  readonly steps: readonly number[];
  /** Layers 1 .. depth. */
  readonly depth: number;
  /** [steps, depth]; NaN where nothing was measured, -Infinity for zero. */
  readonly values: ArrayLike<number>;
  readonly label: Localized;
}

/** Quantities over a grid of weight gain (columns) and bias deviation (rows). */
export interface PhaseFrame {
  readonly gains: ArrayLike<number>;
  readonly biases: ArrayLike<number>;
  readonly quantities: readonly {
    readonly id: string;
    readonly label: Localized;
    readonly help: Localized;
    readonly unit: string;
    /** [biases, gains]; NaN where not computed yet, +-Infinity beyond f32. */
    readonly values: ArrayLike<number>;
    /** Diverging colours around it; null for a sequential scale. */
    readonly centre: number | null;
    readonly minimum: number;
    readonly maximum: number;
  }[];
  /** Edge of chaos as (gain, bias) points in order, from mean-field theory; empty where it is not known. */
  readonly edge: readonly (readonly [gain: number, bias: number])[];
  readonly edgeLabel: Localized;
  /** Where the page's controls stand; a click sets them to the cell's. */
  readonly here: { readonly gain: number; readonly bias: number };
  readonly controls: {
    readonly gain: string;
    readonly bias: string;
    /** Grid gain over control gain: schemes differ in what they call gain 1. */
    readonly factor: number;
    /** What else a click sets. */
    readonly also: Readonly<Record<string, ControlValue>>;
  };
}

/** Every activation near the origin: its tangent alpha x + beta, and what that predicts for small signals. */
export interface OriginFrame {
  /** Root mean square of the pre-activations that were measured. */
  readonly scale: number;
  readonly activations: readonly {
    readonly id: string;
    readonly label: Localized;
    /** Samples of phi over [-range, range], equally spaced. */
    readonly curve: ArrayLike<number>;
    readonly range: number;
    readonly alpha: number;
    readonly beta: number;
    /** E[phi(z)^2] / E[z^2] and E[phi'(z)^2], as the tangent predicts them and as they were measured on the device. */
    readonly forward: { readonly predicted: number; readonly measured: number };
    readonly backward: { readonly predicted: number; readonly measured: number };
  }[];
  /** The one that the page uses; a click on another sets this control. */
  readonly chosen: { readonly id: string; readonly control: string };
}

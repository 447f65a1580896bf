/** Colours that move from what was shown to what shall be, unless the visitor wants no motion. */
import { blend, type Packed } from './blockColours';

const FADE_MS = 260;

export class ColourFade implements Disposable {
  readonly #draw: () => void;
  #from: readonly Packed[] = [];
  #to: readonly Packed[] = [];
  #shown: readonly Packed[] = [];
  #startMs = 0;
  #request = 0;

  /** @param draw shows the next moment */
  constructor(draw: () => void) {
    this.#draw = draw;
  }

  get shown(): readonly Packed[] {
    return this.#shown;
  }

  jump(colours: readonly Packed[]): void {
    cancelAnimationFrame(this.#request);
    this.#to = colours;
    this.#shown = colours;
  }

  /** Towards other colours of the same cells; colours of other cells are shown at once. */
  start(colours: readonly Packed[]): void {
    if (colours.length === this.#to.length && colours.every((colour, k) => colour === this.#to[k])) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (still || colours.length !== this.#shown.length) {
      this.jump(colours);
      return;
    }
    cancelAnimationFrame(this.#request);
    this.#from = this.#shown;
    this.#to = colours;
    this.#startMs = performance.now();
    this.#request = requestAnimationFrame(this.#advance);
  }

  [Symbol.dispose](): void {
    cancelAnimationFrame(this.#request);
  }

  readonly #advance = (): void => {
    const t = Math.min(1, (performance.now() - this.#startMs) / FADE_MS);
    const eased = t * t * (3 - 2 * t);
    this.#shown = t < 1 ? this.#to.map((to, k) => blend(this.#from[k] ?? to, to, eased)) : this.#to;
    if (t < 1) this.#request = requestAnimationFrame(this.#advance);
    this.#draw();
  };
}

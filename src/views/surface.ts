/** A 2D canvas that fills a box at the resolution of the screen. */

/** What there is to draw on, in CSS pixels. */
export interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
}

/** Smallest drawing, in CSS pixels, while the box has no size yet. */
const MINIMUM_WIDTH = 120;
const MINIMUM_HEIGHT = 60;

export class Surface {
  readonly canvas = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  readonly #box: HTMLElement;

  /**
   * @param box whose content the canvas becomes
   * @throws when the browser gives no 2D canvas
   */
  constructor(box: HTMLElement) {
    const context = this.canvas.getContext('2d');
    if (context === null) throw new Error('this browser gives no 2D canvas');
    this.#context = context;
    this.#box = box;
    this.canvas.style.display = 'block';
    this.canvas.setAttribute('role', 'img');
    box.append(this.canvas);
  }

  /** Takes the box's size and wipes the canvas. */
  begin(): Drawing {
    const { canvas } = this;
    const width = Math.max(MINIMUM_WIDTH, this.#box.clientWidth);
    const height = Math.max(MINIMUM_HEIGHT, this.#box.clientHeight);
    const ratio = globalThis.devicePixelRatio;
    const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
      canvas.width = pixelWidth;
      canvas.height = pixelHeight;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#context.clearRect(0, 0, width, height);
    return { context: this.#context, width, height };
  }

  /** The text for those who cannot see the picture. */
  describe(text: string): void {
    if (this.canvas.getAttribute('aria-label') !== text) this.canvas.setAttribute('aria-label', text);
  }
}

/** What is under the pointer: asks the session, shows the tooltip and marks the point, one question at a time. */
import type { Session } from '../experiments/experiment';
import type { Picture } from './picture';
import type { Stage } from './stage';

interface Subject {
  readonly session: Session | null;
  readonly picture: Picture | null;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

export class HoverProbe {
  readonly #stage: Stage;
  readonly #subject: () => Subject;
  readonly #redraw: () => void;
  #asking = false;
  #wanted: Place | null = null;

  constructor(stage: Stage, subject: () => Subject, redraw: () => void) {
    this.#stage = stage;
    this.#subject = subject;
    this.#redraw = redraw;
  }

  /** Listens to the stage's canvas; call again when the canvas is a new one. */
  attach(): void {
    const { canvas } = this.#stage;
    canvas.addEventListener('pointermove', (event) => {
      if (event.buttons !== 0) this.#leave();
      else this.#ask({ x: event.offsetX, y: event.offsetY });
    });
    canvas.addEventListener('pointerleave', () => this.#leave());
  }

  /** Asks again where the pointer rests: the points have moved on. */
  refresh(): void {
    const { x, y } = this.#wanted ?? {};
    if (x !== undefined && y !== undefined) this.#ask({ x, y });
  }

  #leave(): void {
    this.#wanted = null;
    this.#stage.hidePoint();
    this.#subject().picture?.view.setHighlight({ centre: null, neighbours: [] });
    this.#redraw();
  }

  #ask(place: Place): void {
    this.#wanted = place;
    if (this.#asking) return;
    this.#asking = true;
    this.#answer(place).then(
      () => this.#next(place),
      // The device failed while answering; its fault is reported by itself.
      () => {
        this.#asking = false;
      },
    );
  }

  #next(answered: Place): void {
    this.#asking = false;
    const wanted = this.#wanted;
    if (wanted && wanted !== answered) this.#ask(wanted);
  }

  async #answer({ x, y }: Place): Promise<void> {
    const { session, picture } = this.#subject();
    if (!session || !picture) return;
    const { clientWidth: width, clientHeight: height } = this.#stage.frame;
    const details = await session.pick({ x, y, width, height, ...picture.view.camera() });
    if (this.#wanted === null || this.#subject().session !== session) return;
    if (details) this.#stage.showPoint(details, x, y);
    else this.#stage.hidePoint();
    picture.view.setHighlight({
      centre: details?.position ?? null,
      neighbours: details?.neighbours.map(({ position }) => position) ?? [],
    });
    this.#redraw();
  }
}

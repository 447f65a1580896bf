/** The camera around the ball: pointer, touch, wheel and keyboard, with damping that comes to rest. */
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { type CoordinateSystem, Matrix4, PerspectiveCamera, WebGPUCoordinateSystem } from 'three/webgpu';

/** Camera distance at which the ball fills 86 % of the shorter side, with the field of view below. */
const HOME_DISTANCE = 3.5;
const HOME_AZIMUTH = 0.5;
const HOME_ELEVATION = 0.32;
/** tan(half the field of view) along the shorter side: tan(asin(1 / 3.5)) / 0.86. */
const TAN_HALF_FIELD = 0.3467;
/** The camera stays outside the ball, and the ball stays worth looking at. */
const MINIMUM_DISTANCE = 1.4;
const MAXIMUM_DISTANCE = 9;
const NEAR = 0.1;
const FAR = 12;
/** One turn a minute. */
const AUTO_ROTATE_SPEED = 1;
const KEY_RADIANS = 0.12;
const KEY_ZOOM = 0.9;

export class Orbit implements Disposable {
  readonly camera = new PerspectiveCamera(50, 1, NEAR, FAR);
  readonly #controls: OrbitControls;
  readonly #canvas: HTMLCanvasElement;
  readonly #reducedMotion: boolean;
  readonly #listeners = new Set<() => void>();
  readonly #projection = new Matrix4();
  readonly #abort = new AbortController();
  #aspect = 1;
  #lastMs = 0;

  constructor(canvas: HTMLCanvasElement, reducedMotion: boolean, clipSpace: CoordinateSystem) {
    this.camera.coordinateSystem = clipSpace;
    this.#canvas = canvas;
    this.#reducedMotion = reducedMotion;
    this.camera.position.setFromSphericalCoords(HOME_DISTANCE, Math.PI / 2 - HOME_ELEVATION, HOME_AZIMUTH);
    const controls = new OrbitControls(this.camera, canvas);
    controls.enablePan = false;
    controls.enableDamping = !reducedMotion;
    // At 10 frames a second a drag settles in about two seconds; at 60 in half of one.
    controls.dampingFactor = 0.2;
    controls.minDistance = MINIMUM_DISTANCE;
    controls.maxDistance = MAXIMUM_DISTANCE;
    controls.rotateSpeed = 0.85;
    controls.autoRotateSpeed = AUTO_ROTATE_SPEED;
    controls.update();
    controls.saveState();
    controls.addEventListener('change', this.#notify);
    this.#controls = controls;
    canvas.addEventListener('keydown', this.#onKey, { signal: this.#abort.signal });
  }

  /** Distance of the camera from the centre of the ball. */
  get distance(): number {
    return this.camera.position.length();
  }

  /** Calls `listener` whenever the view moves. It must schedule a frame, never draw one: it runs inside render(). */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Advances damping and rotation to now. */
  update(): void {
    const nowMs = performance.now();
    // A pause must not turn into a jump.
    const elapsedSeconds = Math.min(0.1, (nowMs - this.#lastMs) / 1000);
    this.#lastMs = nowMs;
    this.#controls.update(elapsedSeconds);
  }

  setAspect(aspect: number): void {
    this.#aspect = aspect;
    const { camera } = this;
    camera.aspect = aspect;
    camera.fov = (2 * Math.atan(this.tanHalfHeight) * 180) / Math.PI;
    camera.updateProjectionMatrix();
  }

  /** tan(half the vertical field of view): wider than the constant where the picture is taller than wide. */
  get tanHalfHeight(): number {
    return TAN_HALF_FIELD / Math.min(1, this.#aspect);
  }

  setAutoRotate(on: boolean): void {
    this.#controls.autoRotate = on && !this.#reducedMotion;
    this.#notify();
  }

  reset(): void {
    this.#controls.reset();
    this.#notify();
  }

  /** Column-major view-projection with WebGPU's clip space (z from 0 to w), whatever the backend draws with. */
  viewProjection(): Float32Array {
    const top = NEAR * this.tanHalfHeight;
    const right = top * this.#aspect;
    this.camera.updateMatrixWorld();
    this.#projection
      .makePerspective(-right, right, top, -top, NEAR, FAR, WebGPUCoordinateSystem)
      .multiply(this.camera.matrixWorldInverse);
    return new Float32Array(this.#projection.elements);
  }

  readonly #notify = (): void => {
    for (const listener of this.#listeners) listener();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const controls = this.#controls;
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => controls.rotateLeft(KEY_RADIANS),
      ArrowRight: () => controls.rotateLeft(-KEY_RADIANS),
      ArrowUp: () => controls.rotateUp(KEY_RADIANS),
      ArrowDown: () => controls.rotateUp(-KEY_RADIANS),
      '+': () => controls.dollyIn(KEY_ZOOM),
      '=': () => controls.dollyIn(KEY_ZOOM),
      '-': () => controls.dollyOut(KEY_ZOOM),
      Home: () => this.reset(),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    action();
    this.#notify();
    event.preventDefault();
  };

  [Symbol.dispose](): void {
    this.#abort.abort();
    this.#controls.dispose();
    this.#canvas.style.touchAction = '';
    this.#listeners.clear();
  }
}

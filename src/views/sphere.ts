/**
 * The sphere: a cloud of embeddings in the unit ball, drawn by three on our device from the very buffers that the
 * kernels write, or from arrays through WebGL2. A read-only consumer: it owns no data and reads nothing back.
 */
import { Color, ColorManagement, LinearSRGBColorSpace, Mesh, Scene, WebGPURenderer } from 'three/webgpu';
import {
  ArrayCloudLayer,
  BufferCloudLayer,
  type CloudArrays,
  type CloudBuffers,
  disposeMeshes,
  ORDER,
} from './cloudLayers';
import { HighlightLayer, type Point3 } from './highlight';
import { Orbit } from './orbit';
import { hexToSrgb, THEME_TOKENS, type Theme } from './palette';
import { ballGeometry, graticuleGeometry } from './sphereGeometry';
import { ballMaterial, graticuleMaterial, SphereUniforms } from './sphereShading';
import { initialiseOnDevice, ThreeBridge } from './threeBridge';

export type { CloudArrays, CloudBuffers } from './cloudLayers';

export interface SphereOptions {
  /** A canvas without a context of another kind: WebGPU and WebGL2 cannot follow each other on one element. */
  readonly canvas: HTMLCanvasElement;
  /** Our device, or null to draw through WebGL2. */
  readonly device: GPUDevice | null;
  readonly theme: Theme;
  readonly reducedMotion: boolean;
}

function isBuffers(cloud: CloudBuffers | CloudArrays): cloud is CloudBuffers {
  return !(cloud.positions instanceof Float32Array);
}

/** Point diameter in CSS pixels that fills the ball about alike for any count. */
function automaticPointSize(count: number, shorterSide: number): number {
  const size = 9 * (512 / Math.max(1, count)) ** 0.27 * Math.sqrt(shorterSide / 600);
  return Math.min(14, Math.max(2, size));
}

async function openRenderer({ canvas, device }: SphereOptions): Promise<WebGPURenderer> {
  ColorManagement.enabled = false;
  // Edges are analytic, so multisampling would cost four times the fill and show nothing more.
  const common = { canvas, antialias: false };
  let renderer: WebGPURenderer;
  if (device !== null) {
    if (canvas.getContext('webgpu') === null) {
      throw new Error('the canvas already holds another context; WebGPU needs a fresh canvas element');
    }
    renderer = new WebGPURenderer({ ...common, device, alpha: false });
    await initialiseOnDevice(renderer, device);
  } else {
    const context = canvas.getContext('webgl2', { alpha: true, antialias: false, depth: true });
    if (context === null) {
      throw new Error(
        'neither WebGPU nor WebGL2 can draw here: turn on hardware or software rendering in the browser',
      );
    }
    renderer = new WebGPURenderer({ ...common, context, forceWebGL: true });
    renderer.onDeviceLost = () => {};
    await renderer.init();
  }
  // Colours are encoded by the point shader; with this no full-screen conversion pass is added.
  renderer.outputColorSpace = LinearSRGBColorSpace;
  return renderer;
}

export class SphereView implements Disposable {
  readonly backend: 'webgpu' | 'webgl2';
  readonly #renderer: WebGPURenderer;
  readonly #scene = new Scene();
  readonly #orbit: Orbit;
  readonly #uniforms = new SphereUniforms();
  readonly #bufferLayer: BufferCloudLayer | null;
  readonly #arrayLayer: ArrayCloudLayer;
  readonly #highlight: HighlightLayer;
  readonly #ball: Mesh;
  readonly #graticule: Mesh;
  #pointSize: number | null = null;
  #count = 0;
  #height = 1;
  #shorterSide = 1;
  #disposed = false;

  /** @throws when the canvas is taken by another kind of context, or neither WebGPU nor WebGL2 can draw */
  static async create(options: SphereOptions): Promise<SphereView> {
    return new SphereView(options, await openRenderer(options));
  }

  private constructor(options: SphereOptions, renderer: WebGPURenderer) {
    this.backend = options.device === null ? 'webgl2' : 'webgpu';
    this.#renderer = renderer;
    this.#orbit = new Orbit(options.canvas, options.reducedMotion, renderer.coordinateSystem);
    const bridge = options.device === null ? null : new ThreeBridge(renderer);
    this.#bufferLayer = bridge === null ? null : new BufferCloudLayer(this.#scene, bridge, this.#uniforms);
    this.#arrayLayer = new ArrayCloudLayer(this.#scene, this.#uniforms);
    this.#highlight = new HighlightLayer(this.#scene, this.#uniforms);
    this.#ball = new Mesh(ballGeometry(), ballMaterial(this.#uniforms));
    this.#graticule = new Mesh(graticuleGeometry(), graticuleMaterial(this.#uniforms));
    this.#addFixed(this.#ball, ORDER.ball);
    this.#addFixed(this.#graticule, ORDER.graticule);
    this.setTheme(options.theme);
    const { canvas } = options;
    if (!canvas.hasAttribute('tabindex')) canvas.tabIndex = 0;
    this.resize(canvas.clientWidth, canvas.clientHeight, globalThis.devicePixelRatio);
  }

  /**
   * Draws this cloud from now on; null draws none. Buffers are borrowed until the next call and followed without
   * another one; arrays are copied at each call.
   * @throws when GPU buffers are given to a view on WebGL2
   */
  setCloud(cloud: CloudBuffers | CloudArrays | null): void {
    const buffers = cloud !== null && isBuffers(cloud) ? cloud : null;
    if (buffers !== null && this.#bufferLayer === null) {
      throw new Error('GPU buffers cannot be drawn through WebGL2: give arrays');
    }
    this.#bufferLayer?.set(buffers);
    this.#arrayLayer.set(cloud !== null && !isBuffers(cloud) ? cloud : null);
    this.#count = cloud?.count ?? 0;
    this.#applyPointSize();
  }

  setTheme(theme: Theme): void {
    this.#uniforms.setTheme(theme);
    this.#renderer.setClearColor(new Color(...hexToSrgb(THEME_TOKENS[theme].background)), 1);
  }

  /** Diameter of a point at the centre of the ball in CSS pixels; null chooses by the number of points. */
  setPointSize(cssPixels: number | null): void {
    this.#pointSize = cssPixels;
    this.#applyPointSize();
  }

  setPairsVisible(visible: boolean): void {
    this.#bufferLayer?.setPairsVisible(visible);
    this.#arrayLayer.setPairsVisible(visible);
  }

  /** One turn a minute while nobody drags; ignored under reduced motion. */
  setAutoRotate(on: boolean): void {
    this.#orbit.setAutoRotate(on);
  }

  resetView(): void {
    this.#orbit.reset();
  }

  /** Rings the chosen point and its neighbours, in the coordinates of the cloud; a null centre clears both. */
  setHighlight(points: { readonly centre: Point3 | null; readonly neighbours: readonly Point3[] }): void {
    this.#highlight.set(points.centre, points.neighbours);
  }

  /** The camera for a picking kernel: column-major view-projection (clip z from 0 to w) and the eye, world space. */
  camera(): { viewProjection: Float32Array; eye: [number, number, number] } {
    return { viewProjection: this.#orbit.viewProjection(), eye: this.#orbit.camera.position.toArray() };
  }

  /** Sets the drawing buffer; the element's own size is the page's business. Sizes below 1 px are ignored. */
  resize(cssWidth: number, cssHeight: number, devicePixelRatio: number): void {
    if (cssWidth < 1 || cssHeight < 1) return;
    this.#renderer.setPixelRatio(devicePixelRatio);
    this.#renderer.setSize(cssWidth, cssHeight, false);
    const { viewport, pixelRatio } = this.#uniforms;
    this.#renderer.getDrawingBufferSize(viewport.value);
    pixelRatio.value = devicePixelRatio;
    this.#height = viewport.value.y;
    this.#shorterSide = Math.min(cssWidth, cssHeight);
    this.#orbit.setAspect(cssWidth / cssHeight);
    this.#applyPointSize();
  }

  /** Draws now. @throws whatever the frame throws, and when the view is disposed */
  render(): void {
    if (this.#disposed) throw new Error('the sphere view is disposed');
    this.#orbit.update();
    const { distance } = this.#orbit;
    this.#uniforms.distance.value = distance;
    this.#uniforms.ballPixels.value =
      (this.#height / 2 / this.#orbit.tanHalfHeight) * Math.tan(Math.asin(1 / distance));
    const { camera } = this.#orbit;
    camera.updateMatrixWorld();
    this.#uniforms.viewProjection.value.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
    this.#renderer.render(this.#scene, camera);
  }

  /**
   * Calls `listener` whenever the view moved and wants a frame. It must schedule one, never draw: damping and
   * rotation call it from inside render().
   * @returns a function that removes the listener
   */
  onInteraction(listener: () => void): () => void {
    return this.#orbit.onChange(listener);
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#bufferLayer?.[Symbol.dispose]();
    this.#arrayLayer[Symbol.dispose]();
    this.#highlight[Symbol.dispose]();
    this.#orbit[Symbol.dispose]();
    disposeMeshes(this.#scene, [this.#ball, this.#graticule]);
    this.#renderer.dispose().catch(globalThis.reportError);
  }

  #addFixed(mesh: Mesh, order: number): void {
    mesh.frustumCulled = false;
    mesh.renderOrder = order;
    this.#scene.add(mesh);
  }

  #applyPointSize(): void {
    this.#uniforms.pointSize.value = this.#pointSize ?? automaticPointSize(this.#count, this.#shorterSide);
  }
}

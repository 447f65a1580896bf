/**
 * A page for the view tests: opens a sphere on our own device or on WebGL2, fills it with made-up clouds and
 * answers with numbers. Tests reach it as `globalThis.viewsPage`.
 */
import { RandomStream } from '../../src/random';
import { Curves } from '../../src/views/curves';
import { Histogram } from '../../src/views/histogram';
import { categoricalLut, type Theme } from '../../src/views/palette';
import { type CloudArrays, type CloudBuffers, SphereView } from '../../src/views/sphere';

export type Shape = 'uniform' | 'clusters' | 'ball' | 'collapsed' | 'front';

interface Opened {
  readonly view: SphereView;
  readonly canvas: HTMLCanvasElement;
  readonly device: GPUDevice | null;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
}

let opened: Opened | null = null;
let buffers: CloudBuffers | null = null;
/** Every buffer given to the view that is open. */
let lent: GPUBuffer[] = [];
const errors: string[] = [];

function current(): Opened {
  if (opened === null) throw new Error('open the view first');
  return opened;
}

function cloudOf(shape: Shape, count: number, pairs: number, theme: Theme): CloudArrays {
  const random = new RandomStream(7, 1);
  const lut = categoricalLut(theme);
  const positions = new Float32Array(4 * count);
  const colours = new Float32Array(4 * count);
  const pairEnds = new Float32Array(8 * pairs);
  for (let i = 0; i < count; i++) {
    const label = i % 10;
    const centre = shape === 'clusters' ? label + 1 : 0;
    const at = [0, 1, 2].map((axis) => {
      if (shape === 'front') return axis === 2 ? 1 : 0;
      const own = random.normal(i, axis);
      if (shape === 'collapsed') return (axis === 1 ? 1.6 : 0.5) + 0.12 * own;
      return centre === 0 ? own : 2.6 * random.normal(1e6 + centre, axis) + 0.55 * own;
    });
    const norm = Math.hypot(...at);
    const kept = shape === 'ball' ? Math.min(1, 0.35 + 0.22 * Math.abs(random.normal(i, 5))) : 1;
    for (let axis = 0; axis < 3; axis++) positions[4 * i + axis] = (kept * (at[axis] ?? 0)) / norm;
    positions[4 * i + 3] = kept;
    colours.set(lut.subarray(4 * label, 4 * label + 4), 4 * i);
  }
  for (let p = 0; p < pairs; p++) {
    const end = [0, 1, 2].map((axis) => (positions[4 * p + axis] ?? 0) + 0.09 * random.normal(p, 9 + axis));
    const norm = shape === 'ball' ? 1 : Math.hypot(...end);
    pairEnds.set(positions.subarray(4 * p, 4 * p + 4), 4 * p);
    pairEnds.set([...end.map((x) => x / norm), 1], 4 * (pairs + p));
  }
  return { count, positions, colours, pairEnds, pairs };
}

function upload(device: GPUDevice, label: string, data: Float32Array): GPUBuffer {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  const buffer = device.createBuffer({ label, size: Math.max(16, data.byteLength), usage });
  device.queue.writeBuffer(buffer, 0, new Float32Array(data));
  return buffer;
}

async function requestDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error('no adapter');
  const device = await adapter.requestDevice();
  device.addEventListener('uncapturederror', (event) => errors.push(event.error.message));
  return device;
}

/** FNV-1a over the canvas, read in the task that rendered. */
function pictureHash(canvas: HTMLCanvasElement): number {
  let hash = 0x811c9dc5;
  for (const byte of pixels(canvas).data) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function pixels(canvas: HTMLCanvasElement): ImageData {
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const context = copy.getContext('2d');
  if (context === null) throw new Error('no 2D context');
  context.drawImage(canvas, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

const viewsPage = {
  errors,

  async open(backend: 'webgpu' | 'webgl2', theme: Theme, width: number, height: number): Promise<string> {
    viewsPage.close();
    const canvas = document.createElement('canvas');
    canvas.style.cssText = `display: block; width: ${width}px; height: ${height}px`;
    document.querySelector('#stage')?.replaceChildren(canvas);
    const device = backend === 'webgpu' ? await requestDevice() : null;
    const view = await SphereView.create({ canvas, device, theme, reducedMotion: true });
    view.resize(width, height, globalThis.devicePixelRatio);
    opened = { view, canvas, device, theme, width, height };
    return view.backend;
  },

  close(): void {
    opened?.view[Symbol.dispose]();
    opened = null;
    lent = [];
  },

  /** Gives the view a cloud: GPU buffers where there is a device. */
  setCloud(shape: Shape, count: number, pairs: number): void {
    const { view, device, theme } = current();
    const cloud = cloudOf(shape, count, pairs, theme);
    if (device === null) {
      view.setCloud(cloud);
      return;
    }
    buffers = {
      count,
      pairs,
      positions: upload(device, 'positions', cloud.positions),
      colours: upload(device, 'colours', cloud.colours),
      pairEnds: upload(device, 'pair ends', cloud.pairEnds),
    };
    lent.push(buffers.positions, buffers.colours, buffers.pairEnds);
    view.setCloud(buffers);
  },

  /** What a view on WebGL2 says to GPU buffers. */
  offerBuffers(): string {
    if (buffers === null) throw new Error('no buffers');
    try {
      current().view.setCloud(buffers);
    } catch (error) {
      return String(error);
    }
    return 'accepted';
  },

  clearCloud(): void {
    current().view.setCloud(null);
  },

  /** Overwrites the positions in the buffer that the view already draws, and tells the view nothing. */
  moveCloud(shape: Shape): void {
    const { device, theme } = current();
    if (device === null || buffers === null) throw new Error('no buffers');
    const { positions } = cloudOf(shape, buffers.count, buffers.pairs, theme);
    device.queue.writeBuffer(buffers.positions, 0, new Float32Array(positions));
  },

  view: (): SphereView => current().view,

  /** Whether three left the device's error handler as it was. */
  errorHandlerIsOurs: (): boolean => current().device?.onuncapturederror === null,

  /** Presses a key on the canvas. @returns how often the view asked for a frame */
  press(key: string): number {
    const { view, canvas } = current();
    let calls = 0;
    const stop = view.onInteraction(() => {
      calls++;
    });
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
    stop();
    return calls;
  },

  /** Charts in 300 x 160 boxes, fed made-up readings. @returns what assistive technology reads */
  async charts(theme: Theme): Promise<string[]> {
    const boxes = [0, 1].map(() => {
      const box = document.createElement('div');
      box.style.cssText = 'width: 300px; height: 160px';
      return box;
    });
    document.querySelector('#stage')?.replaceChildren(...boxes);
    const [first, second] = boxes;
    if (first === undefined || second === undefined) throw new Error('no boxes');
    using curves = new Curves(first, { title: 'Loss', unit: 'nats', series: [{ label: 'InfoNCE' }] }, theme);
    curves.setReferenceLines([{ label: 'log n', value: 6.238 }]);
    for (let step = 0; step < 5000; step++) curves.push(step, [step === 7 ? Number.NaN : 6 - step / 1000]);
    const words = { title: 'Cosines', scaling: 'each scaled to its own peak', mean: 'mean' };
    using histogram = new Histogram(second, words, theme);
    histogram.update({
      minimum: -1,
      maximum: 1,
      series: [
        { label: 'positive', counts: [0, 0, 0, 4] },
        { label: 'negative', counts: [1, 3, 3, 1] },
      ],
    });
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const canvases = [...document.querySelectorAll('canvas')];
    return [
      first.getAttribute('aria-label') ?? '',
      second.querySelector('canvas')?.getAttribute('aria-label') ?? '',
      ...canvases.map((canvas) => (pixels(canvas).data.some((byte) => byte !== 0) ? 'drawn' : 'blank')),
    ];
  },

  /** Draws and hashes the picture. */
  draw(): number {
    const { view, canvas } = current();
    view.render();
    return pictureHash(canvas);
  },

  /** Draws and reads one pixel, in CSS pixels from the top left: red, green, blue. */
  pixelAt(x: number, y: number): number[] {
    const { view, canvas } = current();
    view.render();
    const image = pixels(canvas);
    const at = 4 * (Math.round(y) * image.width + Math.round(x));
    return [...image.data.subarray(at, at + 3)];
  },

  /** Where a point of the cloud's space lies on the canvas, by the camera handed to picking. */
  project(point: readonly [number, number, number]): { x: number; y: number; depth: number } {
    const { view, width, height } = current();
    const m = view.camera().viewProjection;
    const row = (r: number) =>
      (m[r] ?? 0) * point[0] + (m[r + 4] ?? 0) * point[1] + (m[r + 8] ?? 0) * point[2] + (m[r + 12] ?? 0);
    const w = row(3);
    return { x: ((row(0) / w + 1) / 2) * width, y: ((1 - row(1) / w) / 2) * height, depth: row(2) / w };
  },

  /** Disposes the view, then writes every buffer it ever drew from and copies it back: one float each. */
  async disposeAndReadBack(): Promise<number[]> {
    const { view, device } = current();
    if (device === null) throw new Error('no device');
    view.render();
    view[Symbol.dispose]();
    opened = null;
    // The renderer's disposal goes on after the call.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const size = 4 * lent.length;
    const read = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
    const encoder = device.createCommandEncoder();
    lent.forEach((buffer, k) => {
      device.queue.writeBuffer(buffer, 0, new Float32Array([k + 1]));
      encoder.copyBufferToBuffer(buffer, 0, read, 4 * k, 4);
    });
    device.queue.submit([encoder.finish()]);
    await read.mapAsync(GPUMapMode.READ);
    return [...new Float32Array(read.getMappedRange())];
  },

  /** Mean time of a frame in milliseconds, waiting for the GPU after each. */
  async frameMs(frames: number): Promise<number> {
    const { view, device } = current();
    view.render();
    await device?.queue.onSubmittedWorkDone();
    const start = performance.now();
    for (let k = 0; k < frames; k++) {
      view.render();
      await device?.queue.onSubmittedWorkDone();
    }
    return (performance.now() - start) / frames;
  },
};

Object.assign(globalThis, { viewsPage });

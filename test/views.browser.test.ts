/**
 * The views in a real browser. Each case drives test/pages/views.ts through `globalThis.viewsPage`; calls go as
 * strings because a function handed to `page.evaluate` is rewritten by the test runner.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { CATEGORICAL, hexToSrgb } from '../src/views/palette';
import { useTestPage } from './support/testPage';

const [WIDTH, HEIGHT] = [320, 240];
/** A few 8-bit steps: the pixel read lies within half a pixel of the disc's centre, where the shading is not flat. */
const COLOUR_STEPS = 4;

const testPage = useTestPage('views.html', 'viewsPage', { width: WIDTH, height: HEIGHT });

afterEach(async () => {
  expect(await run<string[]>('errors')).toEqual([]);
});

const run = <T>(call: string): Promise<T> => testPage.run<T>(call);

async function open(backend: 'webgpu' | 'webgl2', theme: 'light' | 'dark' = 'dark'): Promise<void> {
  expect(await run(`open('${backend}', '${theme}', ${WIDTH}, ${HEIGHT})`)).toBe(backend);
}

/** Largest difference of a pixel from a CSS colour, in 8-bit steps. */
function stepsFrom(pixel: readonly number[], hex: string): number {
  return Math.max(...hexToSrgb(hex).map((c, k) => Math.abs(255 * c - (pixel[k] ?? Number.NaN))));
}

describe('sphere on WebGPU', () => {
  it('follows the buffer: what a queue writes is drawn without another setCloud', async () => {
    await open('webgpu');
    await run(`setCloud('uniform', 300, 40)`);
    const before = await run('draw()');
    expect(await run('draw()')).toBe(before);
    await run(`moveCloud('collapsed')`);
    expect(await run('draw()')).not.toBe(before);
    await run(`moveCloud('uniform')`);
    expect(await run('draw()')).toBe(before);
  });

  it('draws the data colour where the picking camera says the point is', async () => {
    await open('webgpu');
    const empty = await run<number[]>(`pixelAt(${WIDTH / 2}, ${HEIGHT / 2})`);
    await run(`setCloud('front', 1, 0)`);
    const { x, y, depth } = await run<{ x: number; y: number; depth: number }>('project([0, 0, 1])');
    expect(depth).toBeGreaterThan(0);
    expect(depth).toBeLessThan(1);
    const colour = CATEGORICAL.dark[0] ?? '';
    expect(stepsFrom(await run(`pixelAt(${x}, ${y})`), colour)).toBeLessThan(COLOUR_STEPS);
    await run('clearCloud()');
    expect(stepsFrom(await run(`pixelAt(${x}, ${y})`), colour)).toBeGreaterThan(50);
    expect(await run(`pixelAt(${WIDTH / 2}, ${HEIGHT / 2})`)).toEqual(empty);
  });

  it('changes clouds and comes back', async () => {
    await open('webgpu', 'light');
    await run(`setCloud('clusters', 200, 20)`);
    const first = await run('draw()');
    await run(`setCloud('ball', 500, 0)`);
    expect(await run('draw()')).not.toBe(first);
    await run(`setCloud('clusters', 200, 20)`);
    expect(await run('draw()')).toBe(first);
    await run('view().setPairsVisible(false)');
    expect(await run('draw()')).not.toBe(first);
  });

  it('leaves every borrowed buffer alive, and the error handler of the device alone', async () => {
    await open('webgpu');
    await run(`setCloud('uniform', 100, 10)`);
    await run('draw()');
    await run(`setCloud('clusters', 50, 5)`);
    await run('draw()');
    expect(await run('errorHandlerIsOurs()')).toBe(true);
    expect(await run('disposeAndReadBack()')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('turns, zooms and resets by keyboard, asking for a frame each time', async () => {
    await open('webgpu');
    const home = await run('draw()');
    expect(await run(`press('ArrowLeft')`)).toBeGreaterThan(0);
    const turned = await run('draw()');
    expect(turned).not.toBe(home);
    expect(await run(`press('+')`)).toBeGreaterThan(0);
    expect(await run('draw()')).not.toBe(turned);
    expect(await run(`press('Home')`)).toBeGreaterThan(0);
    expect(await run('draw()')).toBe(home);
    expect(await run(`press('x')`)).toBe(0);
  });

  it('marks a highlighted point and its neighbours', async () => {
    await open('webgpu');
    const plain = await run('draw()');
    await run('view().setHighlight({ centre: [0, 0, 1], neighbours: [[0, 1, 0], [1, 0, 0]] })');
    expect(await run('draw()')).not.toBe(plain);
    await run('view().setHighlight({ centre: null, neighbours: [] })');
    expect(await run('draw()')).toBe(plain);
  });
});

describe('sphere on WebGL2', () => {
  it('draws arrays with the same colours and refuses GPU buffers', async () => {
    await open('webgl2');
    const empty = await run('draw()');
    await run(`setCloud('front', 1, 0)`);
    const { x, y } = await run<{ x: number; y: number }>('project([0, 0, 1])');
    const colour = CATEGORICAL.dark[0] ?? '';
    expect(stepsFrom(await run(`pixelAt(${x}, ${y})`), colour)).toBeLessThan(COLOUR_STEPS);
    await run(`setCloud('clusters', 256, 64)`);
    const clusters = await run('draw()');
    expect(clusters).not.toBe(empty);
    await run(`setCloud('uniform', 256, 64)`);
    expect(await run('draw()')).not.toBe(clusters);
    await run(`setCloud('clusters', 256, 64)`);
    expect(await run('draw()')).toBe(clusters);
    expect(await run('offerBuffers()')).toContain('give arrays');
    await run('close()');
  });
});

describe('charts', () => {
  it.each(['light', 'dark'])('draw and describe themselves in the %s theme', async (theme) => {
    expect(await run(`charts('${theme}')`)).toEqual([
      'Loss: InfoNCE 1.001 nats, log n 6.238',
      'Cosines. positive: mean 0.7500. negative: mean 0.000',
      'drawn',
      'drawn',
    ]);
  });
});

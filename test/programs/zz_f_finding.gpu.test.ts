import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measureIndependence } from '../../src/programs/independence';
import { useGpu } from '../support/dawn';
const OUT = '/tmp/s4_f/finding.txt';
describe('t', () => {
  const gpu = useGpu();
  it('f', async () => {
    for (const k of [10, 100, 500]) for (const [activation, initializer] of [['relu', 'he_normal'], ['tanh', 'xavier_normal']] as const)
      for (const [optimizer, learningRate] of [['adam', 1e-3], ['sgd', 0.1]] as const) {
        const t = performance.now();
        const r = await measureIndependence(gpu.executor, {
          shape: { batch: 64, widths: [64, 64, 64, 64, 64, 64], activation, normalization: 'none', placement: 'before', skip: 0, keep: 1 },
          initialization: { initializer, mode: 'fan_in', gain: 1, deviation: 1 }, biasDeviation: 0, task: 'spirals',
          trainer: { optimizer, learningRate, momentum: 0, decay: 0 }, steps: k, seed: 3, seeds: 16,
        });
        const e = (x: { mean: number; low: number; high: number }, d: number) => `${x.mean.toFixed(d)}±${((x.high - x.low) / 2).toFixed(d)}`;
        const lines = [`${activation} ${initializer} ${optimizer} ${learningRate} k=${k} ${((performance.now() - t) / 1000).toFixed(1)} s loss ${e(r.loss.initial, 3)} -> ${e(r.loss.trained, 3)}`];
        for (const when of ['initial', 'trained'] as const) for (const [name, d] of [['ratio', 3], ['correlation', 4], ['columnCorrelation', 2]] as const)
          lines.push(`   ${when} ${name} ` + r.layers.map((l) => e(l[when][name], d)).join('  '));
        lines.push('   left/right L1 trained ' + r.layers[0]!.trained.left.mean.toExponential(2) + ' ' + r.layers[0]!.trained.right.mean.toExponential(2));
        appendFileSync(OUT, lines.join('\n') + '\n');
      }
    expect(1).toBe(1);
  }, 1200000);
});

/** The open goldens through the headless API, on WebGPU and on the reference, within the tolerances they state. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, labOn, type Tensor } from '../src/lab';
import { FaultChannel } from '../src/runtime/errors';
import { ReferenceExecutor } from '../src/runtime/referenceExecutor';
import { WebGpuExecutor } from '../src/runtime/webgpuExecutor';
import { compareGolden, type GoldenCase, goldenInput, goldenParameter, loadGolden } from './golden';
import { dawnDevice } from './support/dawn';

type Outputs = Readonly<Record<string, ArrayLike<number> | number>>;

function normals(tensor: Tensor | undefined): Float32Array {
  return tensor?.data ?? new Float32Array();
}

/** What every topic's cases ask of the API. */
const TOPICS: Record<string, (lab: Lab, golden: GoldenCase) => Promise<Outputs>> = {
  a_softmax: async (lab, golden) => {
    const result = await lab.softmax(goldenInput(golden, 'x'), {
      temperature: goldenParameter(golden, 'tau'),
    });
    const { probabilities, logProbabilities, logSumExp, entropy } = result;
    return { p: probabilities.data, logp: logProbabilities.data, lse: logSumExp, entropy };
  },
  b_align_uniform: async (lab, golden) => {
    const x = goldenInput(golden, 'x');
    const outputs: Record<string, number> = {};
    for (const t of [0.5, 2, 8]) outputs[`uniform_t${t}`] = await lab.uniformity(x, { t, normalize: false });
    if (!golden.inputs.has('y')) return outputs;
    for (const alpha of [1, 2]) {
      outputs[`align_a${alpha}`] = await lab.alignment(x, goldenInput(golden, 'y'), {
        alpha,
        normalize: false,
      });
    }
    return outputs;
  },
  c_contrastive: async (lab, golden) => {
    const [x, y] = [goldenInput(golden, 'z1'), goldenInput(golden, 'z2')];
    const temperature = goldenParameter(golden, 'tau');
    const run = (loss: 'infonce' | 'symmetric' | 'ntxent') =>
      lab.contrastive(x, y, { loss, temperature, gradient: true });
    const [nce, symmetric, ntxent] = [await run('infonce'), await run('symmetric'), await run('ntxent')];
    return {
      nce: nce.loss,
      nce_acc: nce.accuracy,
      nce_sym: symmetric.loss,
      nce_grad_z1: normals(nce.gradX),
      nce_grad_z2: normals(nce.gradY),
      ntx: ntxent.loss,
      ntx_grad_z1: normals(ntxent.gradX),
      ntx_grad_z2: normals(ntxent.gradY),
    };
  },
};

describe('open goldens', () => {
  const labs = new Map<string, Lab>();

  beforeAll(async () => {
    const { device, adapter } = await dawnDevice();
    const executor = new WebGpuExecutor(device, adapter, new FaultChannel());
    labs.set(
      'webgpu',
      labOn(executor, () => device.destroy()),
    );
    labs.set('reference', labOn(new ReferenceExecutor()));
  });

  afterAll(async () => {
    for (const lab of labs.values()) await lab.close();
  });

  for (const [topic, outputsOf] of Object.entries(TOPICS)) {
    const cases = loadGolden(topic);
    if (cases.length === 0) it.skipIf(true)(`${topic}: no golden folder`, () => undefined);
    for (const golden of cases) {
      for (const backend of ['webgpu', 'reference']) {
        it.skipIf(golden.missing.length > 0)(`${topic} / ${golden.id} on ${backend}`, async () => {
          const lab = labs.get(backend);
          if (!lab) throw new Error(`no ${backend} lab`);
          const outputs = await outputsOf(lab, golden);
          const judged = Object.entries(outputs).flatMap(([name, got]) => {
            const entry = golden.expected.get(name);
            return entry ? [{ name, ...compareGolden(entry, typeof got === 'number' ? [got] : got) }] : [];
          });
          expect(judged.length).toBeGreaterThan(0);
          expect(judged.filter(({ ok }) => !ok).map(({ name, message }) => `${name}: ${message}`)).toEqual(
            [],
          );
        });
      }
    }
  }
});

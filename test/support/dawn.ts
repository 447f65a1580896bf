/** A WebGPU device in Node: Dawn on the SwiftShader that ships with the browser. No device is a failure, never a skip. */

import { afterAll, beforeAll, expect } from 'vitest';
import { create, globals } from 'webgpu';
import { type LabDevice, requestLabDevice } from '../../src/runtime/device';
import { type Fault, FaultChannel } from '../../src/runtime/errors';
import { WebGpuExecutor } from '../../src/runtime/webgpuExecutor';

Object.assign(globalThis, globals);

// Dawn's instance must outlive every object made from it: collected, it takes the process with it.
const keepAlive = globalThis as { dawnInstances?: GPU[] };

/** A device for numbers. @throws when no adapter is found, naming what the runner should have set */
export async function dawnDevice(): Promise<LabDevice> {
  if (!process.env.VK_ICD_FILENAMES) {
    const { dawnEnvironment } = await import('../../scripts/browser.mjs');
    Object.assign(process.env, await dawnEnvironment());
  }
  const gpu = create([]);
  keepAlive.dawnInstances = [...(keepAlive.dawnInstances ?? []), gpu];
  return requestLabDevice(gpu);
}

/** Tint and WebGPU's validation on the null backend: compiles shaders and pipelines, computes nothing. */
export async function nullDevice(): Promise<GPUDevice> {
  const gpu = create(['backend=null']);
  keepAlive.dawnInstances = [...(keepAlive.dawnInstances ?? []), gpu];
  return (await requestLabDevice(gpu)).device;
}

/**
 * An executor for the tests of the enclosing describe, made before them and disposed after them. The device must have
 * reported no fault by then.
 */
export function useGpu(): { readonly executor: WebGpuExecutor; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  let made: WebGpuExecutor | null = null;
  beforeAll(async () => {
    const { device, adapter } = await dawnDevice();
    const channel = new FaultChannel();
    channel.subscribe((fault) => faults.push(fault));
    made = new WebGpuExecutor(device, adapter, channel);
  });
  afterAll(() => {
    made?.[Symbol.dispose]();
    made?.device.destroy();
    expect(faults).toEqual([]);
  });
  return {
    faults,
    get executor() {
      if (!made) throw new Error('the executor exists inside tests only');
      return made;
    },
  };
}

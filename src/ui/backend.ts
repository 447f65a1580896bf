/** Where the page computes: our WebGPU device, or the CPU reference in a worker. */
import { WorkerExecutor } from '../programs/workerExecutor';
import { requestLabDevice } from '../runtime/device';
import { FaultChannel, LabUnavailableError } from '../runtime/errors';
import type { Executor } from '../runtime/executor';
import { WebGpuExecutor } from '../runtime/webgpuExecutor';

/** Owns the device and its executor. */
export interface Backend extends Disposable {
  readonly executor: Executor;
  /** Our device, for the renderer; null on the CPU reference. */
  readonly device: GPUDevice | null;
  readonly faults: FaultChannel;
  /** Why there is no WebGPU, on the CPU reference. */
  readonly unavailable: LabUnavailableError | null;
}

/** WebGPU where it can be had, the CPU reference where not. @throws nothing that a visitor could mend otherwise */
export async function openBackend(): Promise<Backend> {
  const faults = new FaultChannel();
  try {
    const { device, adapter } = await requestLabDevice();
    const executor = new WebGpuExecutor(device, adapter, faults);
    return {
      executor,
      device,
      faults,
      unavailable: null,
      [Symbol.dispose]() {
        executor[Symbol.dispose]();
        device.destroy();
      },
    };
  } catch (error) {
    if (error instanceof LabUnavailableError) return referenceBackend(error, faults);
    throw error;
  }
}

function referenceBackend(unavailable: LabUnavailableError, faults: FaultChannel): Backend {
  const executor = new WorkerExecutor(faults);
  return {
    executor,
    device: null,
    faults,
    unavailable,
    [Symbol.dispose]() {
      executor[Symbol.dispose]();
    },
  };
}

/** The adapter in a few words, for the status bar and reports. */
export function adapterName({ adapter }: Executor): string | null {
  if (!adapter) return null;
  const { vendor, architecture, description } = adapter;
  return description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
}

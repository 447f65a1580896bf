/** The lab's one device: requested here, with named limits, and shared by the kernels and the renderer. */
import { LabUnavailableError } from './errors';
import type { AdapterSummary } from './executor';

const MEBIBYTE = 1024 * 1024;

/** What we ask beyond the defaults, as far as the adapter goes, and why. */
const WANTED_LIMITS = [
  {
    limit: 'maxStorageBufferBindingSize',
    want: 1024 * MEBIBYTE,
    because: 'two stacked views of 65,536 x 784 f32 (MNIST-sized rows) are 392 MiB in one binding',
  },
  { limit: 'maxBufferSize', want: 1024 * MEBIBYTE, because: 'a binding cannot exceed its buffer' },
] as const;

/** Used when present, never required: per-stage times in the status bar. */
const OPTIONAL_FEATURES: readonly GPUFeatureName[] = ['timestamp-query'];

const SOFTWARE_ADAPTER = /swiftshader|llvmpipe|lavapipe|warp|basic render|software/i;

export interface LabDevice {
  readonly device: GPUDevice;
  readonly adapter: AdapterSummary;
}

/**
 * Requests the high-performance adapter and a device on it.
 * @param gpu `navigator.gpu`, or Dawn's in Node
 * @throws LabUnavailableError telling apart: no WebGPU, insecure context, no adapter, refused device
 */
export async function requestLabDevice(gpu?: GPU): Promise<LabDevice> {
  const entry = gpu ?? (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!entry) {
    if ('isSecureContext' in globalThis && !globalThis.isSecureContext) {
      throw new LabUnavailableError(
        'insecure-context',
        'WebGPU exists on secure pages only: open the lab over https or from localhost',
      );
    }
    throw new LabUnavailableError(
      'no-navigator-gpu',
      'this browser has no WebGPU (navigator.gpu is missing)',
    );
  }
  const adapter = await entry.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new LabUnavailableError(
      'no-adapter',
      'WebGPU is there, but the browser offers no graphics adapter',
    );
  }
  const requiredLimits = Object.fromEntries(
    WANTED_LIMITS.map(({ limit, want }) => [limit, Math.min(want, adapter.limits[limit])]),
  );
  const requiredFeatures = OPTIONAL_FEATURES.filter((feature) => adapter.features.has(feature));
  try {
    const device = await adapter.requestDevice({
      label: 'collapse-lab',
      requiredLimits,
      requiredFeatures,
    });
    return { device, adapter: summarize(adapter.info) };
  } catch (error) {
    throw new LabUnavailableError(
      'device-request-failed',
      `the adapter refused a device: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function summarize(info: GPUAdapterInfo): AdapterSummary {
  const { vendor, architecture, description } = info;
  return {
    vendor,
    architecture,
    description,
    software: SOFTWARE_ADAPTER.test(`${vendor} ${architecture} ${description} ${info.device}`),
  };
}

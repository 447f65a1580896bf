/** Compute pipelines, cached by (stem, overrides). A pipeline that failed is not kept. */
import { KernelError } from './errors';
import type { AnyKernel } from './kernel';
import { assembleShader, sourceLine } from './shader';

export interface PreparedKernel {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  readonly overrides: Readonly<Record<string, number>>;
}

export class PipelineCache {
  readonly #device: GPUDevice;
  readonly #software: boolean;
  readonly #prepared = new Map<string, PreparedKernel>();
  readonly #pending = new Map<string, Promise<void>>();

  constructor(device: GPUDevice, software: boolean) {
    this.#device = device;
    this.#software = software;
  }

  /** @throws KernelError when the kernel was not prepared: programs list what they dispatch */
  get(kernel: AnyKernel): PreparedKernel {
    const prepared = this.#prepared.get(kernel.name);
    if (!prepared) throw new KernelError(`kernel ${kernel.name} was dispatched before it was prepared`);
    return prepared;
  }

  async prepare(kernels: readonly AnyKernel[]): Promise<void> {
    await Promise.all(
      kernels.map(async (kernel) => {
        if (this.#prepared.has(kernel.name)) return;
        let pending = this.#pending.get(kernel.name);
        if (!pending) {
          pending = this.#compile(kernel).finally(() => this.#pending.delete(kernel.name));
          this.#pending.set(kernel.name, pending);
        }
        await pending;
      }),
    );
  }

  async #compile(kernel: AnyKernel): Promise<void> {
    const device = this.#device;
    const overrides = Object.fromEntries(
      Object.entries(kernel.overrides).map(([name, { gpu, software }]) => [
        name,
        this.#software ? software : gpu,
      ]),
    );
    // Before the error scope opens: a missing library file would leave it open.
    const code = assembleShader(kernel.wgsl);
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ label: kernel.name, code });
    const scopeError = device.popErrorScope();
    const information = await module.getCompilationInfo();
    const fault = information.messages.find(({ type }) => type === 'error');
    if (fault) {
      const at = sourceLine(kernel.name, kernel.wgsl, fault.lineNum);
      throw new KernelError(`${at}:${fault.linePos} ${fault.message}`);
    }
    const invalid = await scopeError;
    if (invalid) throw new KernelError(`shaders/${kernel.name}.wgsl ${invalid.message}`);
    const layout = device.createBindGroupLayout({ label: kernel.name, entries: layoutEntries(kernel) });
    try {
      const pipeline = await device.createComputePipelineAsync({
        label: kernel.name,
        layout: device.createPipelineLayout({ label: kernel.name, bindGroupLayouts: [layout] }),
        compute: { module, entryPoint: 'main', constants: overrides },
      });
      this.#prepared.set(kernel.name, { pipeline, layout, overrides });
    } catch (error) {
      throw new KernelError(
        `shaders/${kernel.name}.wgsl ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function layoutEntries(kernel: AnyKernel): GPUBindGroupLayoutEntry[] {
  const visibility = GPUShaderStage.COMPUTE;
  return [
    {
      binding: 0,
      visibility,
      buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: kernel.params.byteLength },
    },
    ...Object.values(kernel.bindings).map(
      ({ access }, index): GPUBindGroupLayoutEntry => ({
        binding: index + 1,
        visibility,
        buffer: { type: access === 'read' ? 'read-only-storage' : 'storage' },
      }),
    ),
  ];
}

/**
 * The bench's side in the browser: opens every workload on the device and on the Float64 reference, and times one
 * repetition at a time. bench/run.mjs chooses the order, so that repetitions of all workloads are interleaved.
 */
import { requestLabDevice } from '../src/runtime/device';
import { FaultChannel, LabUnavailableError } from '../src/runtime/errors';
import type { AdapterSummary, Executor, StageTime } from '../src/runtime/executor';
import { ReferenceExecutor } from '../src/runtime/referenceExecutor';
import { GpuScope } from '../src/runtime/scope';
import { WebGpuExecutor } from '../src/runtime/webgpuExecutor';
import { type Repetition, type Size, WORKLOADS } from './workloads';

/** One thing to time. `small` marks the size that both executors run. */
interface Entry {
  readonly workload: string;
  readonly size: Size;
  readonly small: boolean;
  readonly backend: 'webgpu' | 'reference';
}

interface Sample {
  /** From the call of submit until the device is done, and the CPU with what it makes of it. */
  readonly milliseconds: number;
  /** Device time by stage; null without timestamps. */
  readonly stages: readonly StageTime[] | null;
}

interface Opened {
  readonly entries: readonly Entry[];
  readonly adapter: AdapterSummary | null;
  /** Why there is no WebGPU, where there is none. */
  readonly unavailable: string | null;
}

/** A stage time arrives a little after the work it measured; later than this it was lost. */
const STAGE_TIMEOUT_MS = 1000;

const faults = new FaultChannel();
const faultMessages: string[] = [];
faults.subscribe(({ message }) => faultMessages.push(message));
const scope = new GpuScope('bench');
const runs: { readonly executor: Executor; readonly repetition: Repetition }[] = [];

async function open(): Promise<Opened> {
  let device: Executor | null = null;
  let unavailable: string | null = null;
  try {
    const lab = await requestLabDevice();
    device = new WebGpuExecutor(lab.device, lab.adapter, faults);
  } catch (error) {
    if (!(error instanceof LabUnavailableError)) throw error;
    unavailable = error.message;
  }
  const reference = new ReferenceExecutor();
  const entries: Entry[] = [];
  for (const workload of WORKLOADS) {
    const { name, kernels, sizes, small } = workload;
    await device?.prepare(kernels);
    const add = (executor: Executor, size: Size): void => {
      entries.push({ workload: name, size, small: size === small, backend: executor.backend });
      runs.push({ executor, repetition: workload.open(executor, scope, size) });
    };
    if (device) for (const size of [...sizes, small]) add(device, size);
    add(reference, small);
  }
  await device?.settled();
  return { entries, adapter: device?.adapter ?? null, unavailable };
}

async function measure(index: number): Promise<Sample> {
  const run = runs[index];
  if (!run) throw new RangeError(`there are ${runs.length} entries, none has index ${index}`);
  const { executor, repetition } = run;
  const { record, finish } =
    typeof repetition === 'function' ? { record: repetition, finish: null } : repetition;
  const before = executor.stageTimes();
  const begun = performance.now();
  executor.submit(record);
  await executor.settled();
  await finish?.();
  const milliseconds = performance.now() - begun;
  if (faultMessages.length > 0) throw new Error(faultMessages.join('\n'));
  return { milliseconds, stages: await stageTimesAfter(executor, before) };
}

async function stageTimesAfter(
  executor: Executor,
  before: readonly StageTime[] | null,
): Promise<readonly StageTime[] | null> {
  const deadline = performance.now() + STAGE_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const stages = executor.stageTimes();
    if (stages === null || stages !== before) return stages;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return null;
}

const bench = { open, measure };
export type Bench = typeof bench;
Object.assign(globalThis, { collapseBench: bench });

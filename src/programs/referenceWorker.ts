/** The other end of WorkerExecutor: runs the commands it is sent on a ReferenceExecutor. */
import { KERNELS } from '../kernels/support/registry';
import type { Recorder } from '../runtime/executor';
import { ReferenceExecutor } from '../runtime/referenceExecutor';
import type { HostArray } from '../runtime/tensor';
import type { Command, WorkerReply, WorkerRequest } from './workerExecutor';

const executor = new ReferenceExecutor();

function run(recorder: Recorder, command: Command): void {
  switch (command.kind) {
    case 'stage':
      recorder.stage(command.name);
      break;
    case 'clear':
      recorder.clear(command.tensor);
      break;
    case 'copy':
      recorder.copy(command.source, command.target, command.options);
      break;
    case 'dispatch': {
      const kernel = KERNELS.get(command.kernel);
      if (!kernel) throw new Error(`there is no kernel ${command.kernel}`);
      recorder.dispatch(kernel, command.tensors as never, command.params);
    }
  }
}

async function handle(request: WorkerRequest): Promise<void> {
  switch (request.kind) {
    case 'allocate':
      executor.adopt(request.tensor);
      break;
    case 'release':
      executor.release(request.tensor);
      break;
    case 'write':
      executor.write(request.tensor, request.data);
      break;
    case 'submit':
      executor.submit((recorder) => {
        for (const command of request.commands) run(recorder, command);
      });
      break;
    case 'read':
      reply(request.ticket, await executor.read(request.tensor));
      break;
    case 'settle':
      reply(request.ticket, null);
  }
}

function reply(ticket: number, data: HostArray | null): void {
  const message: WorkerReply = { kind: 'done', ticket, data, times: executor.stageTimes() };
  self.postMessage(message, { transfer: data ? [data.buffer] : [] });
}

self.addEventListener('message', ({ data }: MessageEvent<WorkerRequest>) => {
  handle(data).catch((error: unknown) => {
    const message: WorkerReply = {
      kind: 'fault',
      fault: { kind: 'internal', message: error instanceof Error ? error.message : String(error) },
    };
    self.postMessage(message, { transfer: [] });
  });
});

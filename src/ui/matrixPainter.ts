/** Pixels that a kernel has written, put on a canvas: copied on the device, or read back on the CPU reference. */
import type { MatrixFrame } from '../experiments/figures';
import type { Executor } from '../runtime/executor';
import { WebGpuExecutor } from '../runtime/webgpuExecutor';

const FORMAT: GPUTextureFormat = 'rgba8unorm';
const BYTES_PER_PIXEL = 4;

/** @throws when the canvas already belongs to a context of another kind, or the browser gives none */
export async function paintMatrix(
  executor: Executor,
  { size, pitch, pixels }: MatrixFrame,
  canvas: HTMLCanvasElement,
): Promise<void> {
  if (executor instanceof WebGpuExecutor) {
    const context = canvas.getContext('webgpu');
    if (!context) throw new Error('the canvas of the matrix takes no WebGPU context');
    const { device } = executor;
    if (context.getConfiguration()?.device !== device) {
      context.configure({
        device,
        format: FORMAT,
        usage: GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT,
        alphaMode: 'opaque',
      });
    }
    const encoder = device.createCommandEncoder({ label: 'similarity matrix' });
    encoder.copyBufferToTexture(
      { buffer: executor.bufferOf(pixels), bytesPerRow: BYTES_PER_PIXEL * pitch },
      { texture: context.getCurrentTexture() },
      [size, size],
    );
    device.queue.submit([encoder.finish()]);
    return;
  }
  const packed = await executor.read(pixels);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the canvas of the matrix takes no 2D context');
  const bytes = new Uint8ClampedArray(Uint32Array.from(packed).buffer, 0, BYTES_PER_PIXEL * pitch * size);
  context.putImageData(new ImageData(bytes, pitch, size), 0, 0);
}

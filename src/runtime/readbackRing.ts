/** Staging buffers for small read-backs that must never hold up the loop. */

const SLOT_BYTES = 4096;
const SLOTS = 8;

interface Slot {
  readonly buffer: GPUBuffer;
  /** idle -> copying (recorded, not submitted) -> mapping (submitted) -> idle */
  state: 'idle' | 'copying' | 'mapping';
}

export class ReadbackRing implements Disposable {
  readonly #slots: Slot[];

  constructor(device: GPUDevice) {
    this.#slots = Array.from({ length: SLOTS }, (_, index) => ({
      buffer: device.createBuffer({
        label: `read-back slot ${index}`,
        size: SLOT_BYTES,
        usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
      }),
      state: 'idle',
    }));
  }

  static fits(byteLength: number): boolean {
    return byteLength <= SLOT_BYTES;
  }

  /**
   * Records a copy into an idle slot. The returned function must be called after the submit; it resolves with the
   * bytes. Null when every slot is busy.
   */
  copy(
    encoder: GPUCommandEncoder,
    source: GPUBuffer,
    byteLength: number,
  ): (() => Promise<ArrayBuffer>) | null {
    const slot = this.#slots.find(({ state }) => state === 'idle');
    if (!slot) return null;
    slot.state = 'copying';
    encoder.copyBufferToBuffer(source, 0, slot.buffer, 0, byteLength);
    return async () => {
      slot.state = 'mapping';
      try {
        await slot.buffer.mapAsync(GPUMapMode.READ, 0, byteLength);
        const bytes = slot.buffer.getMappedRange(0, byteLength).slice(0);
        slot.buffer.unmap();
        return bytes;
      } finally {
        slot.state = 'idle';
      }
    };
  }

  [Symbol.dispose](): void {
    for (const { buffer } of this.#slots) buffer.destroy();
  }
}

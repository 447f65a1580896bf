/**
 * The one file that touches private slots of three.
 *
 * three has no public way to draw from a GPUBuffer that somebody else made. Its WebGPU backend keeps the buffer
 * of an attribute in `renderer.backend.get(attribute).buffer` and creates one only when that slot is empty, so
 * filling the slot before the first draw makes three bind ours. Whatever three then destroys
 * (`geometry.dispose()`, `attribute.dispose()`, `renderer.dispose()`) goes through `backend.destroyAttribute`,
 * which is replaced here for borrowed buffers: the slot is dropped, the buffer lives on with its owner.
 *
 * Read from three 0.187.0 (src/renderers/webgpu/utils/WebGPUAttributeUtils.js, src/renderers/common/Attributes.js),
 * hence the exact pin in package.json; test/views.browser.test.ts fails when a release changes either.
 */
import { StorageBufferAttribute, type WebGPURenderer } from 'three/webgpu';

/** What we use of three's WebGPU backend. */
interface BackendSlots {
  readonly isWebGPUBackend?: boolean;
  get(key: object): { buffer?: GPUBuffer };
  delete(key: object): unknown;
  destroyAttribute(attribute: object): void;
}

/** Lends GPU buffers to one renderer and takes them back unharmed. */
export class ThreeBridge {
  readonly #backend: BackendSlots;
  readonly #borrowed = new WeakSet<object>();

  /**
   * @param renderer an initialised renderer on the WebGPU backend
   * @throws when the renderer runs on another backend or three's slots have moved
   */
  constructor(renderer: WebGPURenderer) {
    const backend = renderer.backend as unknown as BackendSlots;
    if (backend.isWebGPUBackend !== true || typeof backend.destroyAttribute !== 'function') {
      throw new Error('ThreeBridge needs the WebGPU backend of three 0.187.0');
    }
    this.#backend = backend;
    const destroy = backend.destroyAttribute.bind(backend);
    backend.destroyAttribute = (attribute) => {
      if (this.#borrowed.delete(attribute)) backend.delete(attribute);
      else destroy(attribute);
    };
  }

  /**
   * An attribute whose storage is `buffer`. The buffer needs usage STORAGE and must outlive every frame drawn with
   * the attribute; to draw from another buffer, lend that one and give its attribute to the storage node.
   * @param buffer [count] vec4f; its size, not the attribute's one-element stub, bounds what a shader may read
   */
  lend(buffer: GPUBuffer): StorageBufferAttribute {
    const attribute = new StorageBufferAttribute(new Float32Array(4), 4);
    this.#backend.get(attribute).buffer = buffer;
    this.#borrowed.add(attribute);
    return attribute;
  }
}

/**
 * Initialises a renderer on a device that we own and keeps the device's error channel ours: three sets
 * `device.onuncapturederror` and reports a lost device on the console, while the runtime listens to both itself.
 */
export async function initialiseOnDevice(renderer: WebGPURenderer, device: GPUDevice): Promise<void> {
  const handler = device.onuncapturederror;
  renderer.onDeviceLost = () => {};
  await renderer.init();
  device.onuncapturederror = handler;
}

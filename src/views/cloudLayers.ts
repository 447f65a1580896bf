/**
 * The meshes that draw a cloud: points and pair lines, from GPU buffers (vertex pulling, nothing copied) or from
 * arrays (instanced attributes). Both feed the same materials.
 */
import { attribute, storage, uint, uniform, vertexIndex } from 'three/tsl';
import {
  BufferGeometry,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  type NodeMaterial,
  type Scene,
  type StorageBufferNode,
} from 'three/webgpu';
import {
  DISC_VERTICES,
  discMaterial,
  pairMaterial,
  QUAD_VERTICES,
  type SphereUniforms,
} from './sphereShading';
import type { ThreeBridge } from './threeBridge';

/** A cloud in GPU buffers that somebody else owns; each needs usage STORAGE. */
export interface CloudBuffers {
  readonly count: number;
  /** [count] vec4f: x, y, z in the unit ball; distance from the centre that the projection kept. */
  readonly positions: GPUBuffer;
  /** [count] vec4f: linear red, green, blue, alpha in [0, 1]. */
  readonly colours: GPUBuffer;
  /** [2 * pairs] vec4f: first ends 0..pairs-1, then second ends. */
  readonly pairEnds: GPUBuffer;
  readonly pairs: number;
}

/** A cloud in memory, same layouts. */
export interface CloudArrays {
  readonly count: number;
  readonly positions: Float32Array;
  readonly colours: Float32Array;
  readonly pairEnds: Float32Array;
  readonly pairs: number;
}

/** Draw order of the transparent layers. */
export const ORDER = { ball: 0, points: 1, graticule: 2, pairs: 3, highlight: 4 } as const;

/** What the view asks of either source. */
export interface CloudLayer<C> extends Disposable {
  set(cloud: C | null): void;
  setPairsVisible(visible: boolean): void;
}

function meshOf(geometry: BufferGeometry, material: NodeMaterial, order: number): Mesh {
  const mesh = new Mesh(geometry, material);
  // The vertices come from the shader: bounds computed from the geometry would mean nothing.
  mesh.frustumCulled = false;
  mesh.renderOrder = order;
  mesh.visible = false;
  return mesh;
}

/** Vertex pulling: one draw of six vertices a point, read straight from the owner's buffers. */
export class BufferCloudLayer implements CloudLayer<CloudBuffers> {
  readonly #scene: Scene;
  readonly #bridge: ThreeBridge;
  readonly #pairCount = uniform(0, 'uint');
  readonly #uniforms: SphereUniforms;
  #drawn: {
    readonly points: Mesh;
    readonly lines: Mesh;
    readonly positions: StorageBufferNode<'vec4'>;
    readonly colours: StorageBufferNode<'vec4'>;
    readonly pairEnds: StorageBufferNode<'vec4'>;
  } | null = null;
  #current: CloudBuffers | null = null;
  #pairsVisible = true;

  constructor(scene: Scene, bridge: ThreeBridge, uniforms: SphereUniforms) {
    this.#scene = scene;
    this.#bridge = bridge;
    this.#uniforms = uniforms;
  }

  set(cloud: CloudBuffers | null): void {
    const before = this.#current;
    this.#current = cloud;
    if (cloud !== null) {
      this.#drawn ??= this.#build(cloud);
      const { points, lines, positions, colours, pairEnds } = this.#drawn;
      if (before?.positions !== cloud.positions) positions.value = this.#bridge.lend(cloud.positions);
      if (before?.colours !== cloud.colours) colours.value = this.#bridge.lend(cloud.colours);
      if (before?.pairEnds !== cloud.pairEnds) pairEnds.value = this.#bridge.lend(cloud.pairEnds);
      points.geometry.setDrawRange(0, cloud.count * DISC_VERTICES);
      lines.geometry.setDrawRange(0, cloud.pairs * QUAD_VERTICES);
      this.#pairCount.value = cloud.pairs;
    }
    this.#show();
  }

  setPairsVisible(visible: boolean): void {
    this.#pairsVisible = visible;
    this.#show();
  }

  #show(): void {
    if (this.#drawn === null) return;
    this.#drawn.points.visible = (this.#current?.count ?? 0) > 0;
    this.#drawn.lines.visible = this.#pairsVisible && (this.#current?.pairs ?? 0) > 0;
  }

  #build(cloud: CloudBuffers) {
    const borrow = (buffer: GPUBuffer) => storage(this.#bridge.lend(buffer), 'vec4', 1).toReadOnly();
    const positions = borrow(cloud.positions);
    const colours = borrow(cloud.colours);
    const pairEnds = borrow(cloud.pairEnds);
    const point = uint(vertexIndex).div(DISC_VERTICES);
    const disc = discMaterial(positions.element(point), colours.element(point), this.#uniforms);
    const item = uint(vertexIndex).div(QUAD_VERTICES);
    const line = pairMaterial(
      pairEnds.element(item),
      pairEnds.element(item.add(this.#pairCount)),
      this.#uniforms,
    );
    const points = meshOf(new BufferGeometry(), disc, ORDER.points);
    const lines = meshOf(new BufferGeometry(), line, ORDER.pairs);
    this.#scene.add(points, lines);
    return { points, lines, positions, colours, pairEnds };
  }

  [Symbol.dispose](): void {
    if (this.#drawn !== null) disposeMeshes(this.#scene, [this.#drawn.points, this.#drawn.lines]);
    this.#drawn = null;
    this.#current = null;
  }
}

/** Instanced attributes, uploaded at each call: for WebGL2 and for small clouds computed on the CPU. */
export class ArrayCloudLayer implements CloudLayer<CloudArrays> {
  readonly #scene: Scene;
  readonly #points: Mesh<InstancedBufferGeometry>;
  readonly #lines: Mesh<InstancedBufferGeometry>;
  #pairs = 0;
  #pairsVisible = true;

  constructor(scene: Scene, uniforms: SphereUniforms) {
    this.#scene = scene;
    const vec4Of = (name: string) => attribute<'vec4'>(name, 'vec4');
    this.#points = instancedMesh(
      discMaterial(vec4Of('centre'), vec4Of('colour'), uniforms),
      ['centre', 'colour'],
      DISC_VERTICES,
      ORDER.points,
    );
    this.#lines = instancedMesh(
      pairMaterial(vec4Of('start'), vec4Of('end'), uniforms),
      ['start', 'end'],
      QUAD_VERTICES,
      ORDER.pairs,
    );
    scene.add(this.#points, this.#lines);
  }

  set(cloud: CloudArrays | null): void {
    const count = cloud?.count ?? 0;
    this.#pairs = cloud?.pairs ?? 0;
    if (cloud !== null) {
      writeInstances(this.#points, { centre: cloud.positions, colour: cloud.colours }, count);
      const half = 4 * cloud.pairs;
      const ends = { start: cloud.pairEnds.subarray(0, half), end: cloud.pairEnds.subarray(half, 2 * half) };
      writeInstances(this.#lines, ends, cloud.pairs);
    }
    this.#points.visible = count > 0;
    this.setPairsVisible(this.#pairsVisible);
  }

  setPairsVisible(visible: boolean): void {
    this.#pairsVisible = visible;
    this.#lines.visible = visible && this.#pairs > 0;
  }

  [Symbol.dispose](): void {
    disposeMeshes(this.#scene, [this.#points, this.#lines]);
  }
}

/** A mesh of instanced shapes of so many vertices, with vec4 attributes of these names. */
export function instancedMesh(
  material: NodeMaterial,
  names: readonly string[],
  vertices: number,
  order: number,
): Mesh<InstancedBufferGeometry> {
  const geometry = new InstancedBufferGeometry();
  for (const name of names) geometry.setAttribute(name, new InstancedBufferAttribute(new Float32Array(4), 4));
  geometry.setDrawRange(0, vertices);
  geometry.instanceCount = 0;
  return meshOf(geometry, material, order) as Mesh<InstancedBufferGeometry>;
}

/** Copies [count, 4] values into the named attributes; the geometry is replaced only when it is too small. */
export function writeInstances(
  mesh: Mesh<InstancedBufferGeometry>,
  values: Readonly<Record<string, Float32Array>>,
  count: number,
): void {
  const names = Object.keys(values);
  const capacity = mesh.geometry.getAttribute(names[0] ?? '')?.count ?? 0;
  if (count > capacity) {
    // Attributes are resized by a new geometry: three keeps the GPU buffer of an attribute at its first size.
    mesh.geometry.dispose();
    const geometry = new InstancedBufferGeometry();
    const room = Math.max(count, 2 * capacity);
    for (const name of names) {
      geometry.setAttribute(name, new InstancedBufferAttribute(new Float32Array(4 * room), 4));
    }
    geometry.setDrawRange(0, mesh.geometry.drawRange.count);
    mesh.geometry = geometry;
  }
  for (const name of names) {
    const target = mesh.geometry.getAttribute(name);
    const source = values[name];
    if (source === undefined || !(target instanceof InstancedBufferAttribute)) continue;
    target.array.set(source.subarray(0, 4 * count));
    target.needsUpdate = true;
  }
  mesh.geometry.instanceCount = count;
}

/** Takes meshes out of the scene and frees what three made for them. */
export function disposeMeshes(scene: Scene, meshes: readonly Mesh[]): void {
  for (const mesh of meshes) {
    scene.remove(mesh);
    mesh.geometry.dispose();
    const materials = Array.isArray(mesh.material) ? mesh.material : [mesh.material];
    for (const material of materials) material.dispose();
  }
}

/** Rings around a chosen point and its neighbours, with lines between: drawn over everything. */
import type { InstancedBufferGeometry, Mesh, Scene } from 'three/webgpu';
import { disposeMeshes, instancedMesh, ORDER, writeInstances } from './cloudLayers';
import { highlightLineMaterial, QUAD_VERTICES, ringMaterial, type SphereUniforms } from './sphereShading';

export type Point3 = readonly [number, number, number];

/** Space between a point's edge and its ring, in CSS pixels. */
const CENTRE_GAP = 4.5;
const NEIGHBOUR_GAP = 2.5;

export class HighlightLayer implements Disposable {
  readonly #scene: Scene;
  readonly #rings: Mesh<InstancedBufferGeometry>;
  readonly #lines: Mesh<InstancedBufferGeometry>;

  constructor(scene: Scene, uniforms: SphereUniforms) {
    this.#scene = scene;
    this.#rings = instancedMesh(ringMaterial(uniforms), ['centre'], QUAD_VERTICES, ORDER.highlight);
    this.#lines = instancedMesh(
      highlightLineMaterial(uniforms),
      ['start', 'end'],
      QUAD_VERTICES,
      ORDER.highlight,
    );
    scene.add(this.#lines, this.#rings);
  }

  set(centre: Point3 | null, neighbours: readonly Point3[]): void {
    const near = centre === null ? [] : neighbours;
    const rings = near.flatMap((point) => [...point, NEIGHBOUR_GAP]);
    if (centre !== null) rings.push(...centre, CENTRE_GAP);
    const starts = near.flatMap(() => [...(centre ?? [0, 0, 0]), 1]);
    const ends = near.flatMap((point) => [...point, 1]);
    writeInstances(this.#rings, { centre: new Float32Array(rings) }, rings.length / 4);
    writeInstances(
      this.#lines,
      { start: new Float32Array(starts), end: new Float32Array(ends) },
      near.length,
    );
    this.#rings.visible = centre !== null;
    this.#lines.visible = near.length > 0;
  }

  [Symbol.dispose](): void {
    disposeMeshes(this.#scene, [this.#rings, this.#lines]);
  }
}

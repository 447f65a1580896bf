/** Geometry of the sphere view that never changes: the graticule's polylines and the ball's disc. */
import { BufferAttribute, BufferGeometry } from 'three/webgpu';

const DEGREE = Math.PI / 180;
/** Every second line, 30 degrees apart, is drawn in full; those between are fainter. */
const SPACING_DEGREES = 15;
const MAJOR_DEGREES = 30;
const MINOR_WEIGHT = 0.4;
const EQUATOR_WEIGHT = 1.4;
/** A chord of 6 degrees leaves its arc by 1 - cos(3 deg) = 0.0014 radii: under half a pixel on a 600 px ball. */
const STEP_DEGREES = 6;
/** Only the 30 degree meridians run on to the poles, where all of them would merge into a blot. */
const MINOR_LATITUDE = 75;

type Point = readonly [number, number, number];

function onSphere(latitude: number, longitude: number): Point {
  const ring = Math.cos(latitude * DEGREE);
  return [
    ring * Math.sin(longitude * DEGREE),
    Math.sin(latitude * DEGREE),
    ring * Math.cos(longitude * DEGREE),
  ];
}

function geometryOf(
  attributes: Readonly<Record<string, { readonly values: readonly number[]; readonly size: number }>>,
  index: readonly number[],
): BufferGeometry {
  const geometry = new BufferGeometry();
  for (const [name, { values, size }] of Object.entries(attributes)) {
    geometry.setAttribute(name, new BufferAttribute(new Float32Array(values), size));
  }
  geometry.setIndex(new BufferAttribute(new Uint16Array(index), 1));
  return geometry;
}

/**
 * Meridians and parallels, two vertices a node, widened on screen by the shader: attributes position [3], tangent
 * [3] (unit), and ribbon [2]: side (-1 or 1) and opacity factor.
 */
export function graticuleGeometry(): BufferGeometry {
  const positions: number[] = [];
  const tangents: number[] = [];
  const ribbons: number[] = [];
  const index: number[] = [];
  const line = (nodes: readonly { readonly at: Point; readonly tangent: Point }[], weight: number) => {
    nodes.forEach(({ at, tangent }, k) => {
      const first = positions.length / 3;
      positions.push(...at, ...at);
      tangents.push(...tangent, ...tangent);
      ribbons.push(-1, weight, 1, weight);
      if (k > 0) index.push(first - 2, first - 1, first, first, first - 1, first + 1);
    });
  };
  const range = (from: number, to: number) => {
    const steps = Math.round((to - from) / STEP_DEGREES);
    return Array.from({ length: steps + 1 }, (_, k) => from + ((to - from) * k) / steps);
  };
  const weightOf = (degrees: number) => (degrees % MAJOR_DEGREES === 0 ? 1 : MINOR_WEIGHT);
  for (let longitude = 0; longitude < 360; longitude += SPACING_DEGREES) {
    const reach = longitude % MAJOR_DEGREES === 0 ? 90 : MINOR_LATITUDE;
    const nodes = range(-reach, reach).map((latitude) => ({
      at: onSphere(latitude, longitude),
      tangent: onSphere(latitude + 90, longitude),
    }));
    line(nodes, weightOf(longitude));
  }
  for (let latitude = -90 + SPACING_DEGREES; latitude < 90; latitude += SPACING_DEGREES) {
    const nodes = range(0, 360).map((longitude) => ({
      at: onSphere(latitude, longitude),
      tangent: onSphere(0, longitude + 90),
    }));
    line(nodes, latitude === 0 ? EQUATOR_WEIGHT : weightOf(latitude));
  }
  return geometryOf(
    {
      position: { values: positions, size: 3 },
      tangent: { values: tangents, size: 3 },
      ribbon: { values: ribbons, size: 2 },
    },
    index,
  );
}

/** One ring of the ball's mesh: radius in silhouette radii, plus CSS pixels; how much of it is rim; inside or out. */
interface BallRing {
  readonly radius: number;
  readonly pixels: number;
  readonly rim: number;
  readonly inside: number;
}

/** Dense where the shading bends: toward the limb, across the one-pixel rim, and into the glow. */
const BALL_RINGS: readonly BallRing[] = [
  ...[0, 0.3, 0.5, 0.65, 0.76, 0.84, 0.9, 0.94, 0.97].map((radius) => ({
    radius,
    pixels: 0,
    rim: 0,
    inside: 1,
  })),
  { radius: 1, pixels: -1.6, rim: 0, inside: 1 },
  { radius: 1, pixels: -0.4, rim: 1, inside: 1 },
  { radius: 1, pixels: 0.4, rim: 1, inside: 0 },
  { radius: 1, pixels: 1.4, rim: 0, inside: 0 },
  ...[1.02, 1.035, 1.055, 1.08, 1.11, 1.15].map((radius) => ({ radius, pixels: 0, rim: 0, inside: 0 })),
];

/**
 * The disc of the ball and its glow as concentric rings, shaded per vertex so that its many fragments cost nothing:
 * attributes position [3] (cos, sin, radius) and ring [3] (pixels, rim, inside).
 */
export function ballGeometry(): BufferGeometry {
  // 120 chords leave the circle by 1 - cos(1.5 deg) = 0.0003 radii: a tenth of a pixel on a 600 px ball.
  const slices = 120;
  const positions: number[] = [];
  const rings: number[] = [];
  const index: number[] = [];
  BALL_RINGS.forEach(({ radius, pixels, rim, inside }, r) => {
    for (let k = 0; k <= slices; k++) {
      const angle = (2 * Math.PI * k) / slices;
      const at = positions.length / 3;
      positions.push(Math.cos(angle), Math.sin(angle), radius);
      rings.push(pixels, rim, inside);
      const below = at - slices - 1;
      if (r > 0 && k > 0) index.push(below - 1, at - 1, at, below - 1, at, below);
    }
  });
  return geometryOf({ position: { values: positions, size: 3 }, ring: { values: rings, size: 3 } }, index);
}

/**
 * The shading of the sphere view as TSL: discs, ribbons, rings and the ball, shared by WebGPU and WebGL2.
 *
 * Screen sizes are in device pixels and edges are analytic (coverage from the distance to the edge), so no
 * multisampling and no post pass is needed. Colours leave the fragment stage as sRGB and are blended there,
 * as CSS blends them; the renderer converts nothing.
 */
import {
  attribute,
  cameraPosition,
  cameraProjectionMatrix,
  clamp,
  Discard,
  dot,
  exp,
  Fn,
  float,
  int,
  length,
  max,
  mix,
  normalize,
  select,
  smoothstep,
  sqrt,
  step,
  uniform,
  varying,
  vec2,
  vec3,
  vec4,
  vertexIndex,
} from 'three/tsl';
import { DoubleSide, Matrix4, type Node, NodeMaterial, Vector2, Vector3 } from 'three/webgpu';
import { hexToSrgb, THEME_TOKENS, type Theme } from './palette';

/** Vertices of one quad. */
export const QUAD_VERTICES = 6;
/** Vertices of one disc. */
export const DISC_VERTICES = 3;

type F = Node<'float'>;
type V2 = Node<'vec2'>;
type V3 = Node<'vec3'>;
type V4 = Node<'vec4'>;

/** Uniforms that every layer reads; the view writes them once a frame. */
export class SphereUniforms {
  /** In the clip space of the backend that draws. */
  readonly viewProjection = uniform(new Matrix4());
  /** Drawing buffer in device pixels. */
  readonly viewport = uniform(new Vector2(1, 1));
  /** Device pixels per CSS pixel. */
  readonly pixelRatio = uniform(1);
  /** Distance of the camera from the centre of the ball. */
  readonly distance = uniform(3);
  /** Diameter in CSS pixels of a point at the centre of the ball. */
  readonly pointSize = uniform(8);
  /** Device pixels per unit of the silhouette's radius. */
  readonly ballPixels = uniform(300);
  readonly background = uniform(new Vector3());
  readonly body = uniform(new Vector3());
  readonly limb = uniform(new Vector3());
  readonly graticule = uniform(new Vector3());
  readonly pairs = uniform(new Vector3());
  readonly highlight = uniform(new Vector3());
  /** Opacities that differ by theme: body, limb, graticule in front, graticule behind. */
  readonly bodyAlpha = uniform(0.8);
  readonly limbAlpha = uniform(0.5);
  readonly frontAlpha = uniform(0.4);
  readonly backAlpha = uniform(0.12);
  readonly pairAlpha = uniform(0.4);

  /** Clip position of a point of world space. */
  toClip(position: V3): V4 {
    return this.viewProjection.mul(vec4(position, 1));
  }

  setTheme(theme: Theme): void {
    const tokens = THEME_TOKENS[theme];
    for (const name of ['background', 'body', 'limb', 'graticule', 'pairs', 'highlight'] as const) {
      this[name].value.set(...hexToSrgb(tokens[name]));
    }
    const dark = theme === 'dark';
    this.bodyAlpha.value = dark ? 0.62 : 0.7;
    this.limbAlpha.value = dark ? 0.5 : 0.42;
    this.frontAlpha.value = dark ? 0.34 : 0.34;
    this.backAlpha.value = dark ? 0.11 : 0.12;
    this.pairAlpha.value = dark ? 0.62 : 0.5;
  }
}

/** Which corner of its quad a vertex is: (-1, -1), (1, -1), (-1, 1), (-1, 1), (1, -1), (1, 1). */
function quadCorner(): V2 {
  const k = int(vertexIndex.mod(QUAD_VERTICES));
  const right = k.equal(1).or(k.greaterThanEqual(4));
  const top = k.equal(2).or(k.equal(3)).or(k.equal(5));
  return vec2(select(right, float(1), float(-1)), select(top, float(1), float(-1)));
}

/**
 * Corners of the equilateral triangle around the unit circle: half the vertices of a quad for a third more
 * fragments, which are cheaper to reject than vertices to shade.
 */
function discCorner(): V2 {
  const k = int(vertexIndex.mod(DISC_VERTICES));
  const x = select(k.equal(0), float(0), select(k.equal(1), float(-Math.sqrt(3)), float(Math.sqrt(3))));
  return vec2(x, select(k.equal(0), float(2), float(-1)));
}

/** Linear light to sRGB, per component (IEC 61966-2-1). */
const encodeSrgb = Fn(([linear]: [V3]): V3 => {
  const c = clamp(linear, 0, 1);
  const curve = c
    .pow(vec3(1 / 2.4))
    .mul(1.055)
    .sub(0.055);
  return mix(curve, c.mul(12.92), step(c, vec3(0.0031308)));
});

/** How far a clip-space w lies through the ball: 0 at its front, 1 at its back. */
function depthThroughBall(w: F, u: SphereUniforms): F {
  return clamp(w.sub(u.distance).add(1).mul(0.5), 0, 1);
}

/** Moves a clip position by device pixels. */
function offsetPixels(clip: V4, pixels: V2, u: SphereUniforms): V4 {
  return vec4(clip.xy.add(pixels.div(u.viewport).mul(2).mul(clip.w)), clip.z, clip.w);
}

/** Clip position, and the same pushed `away` units from the camera in depth alone. */
function pushedBack(clip: V4, away: number): V4 {
  const pushed = cameraProjectionMatrix.mul(vec4(0, 0, clip.w.add(away).negate(), 1));
  return vec4(clip.xy, pushed.z.div(pushed.w).mul(clip.w), clip.w);
}

function flatMaterial(name: string): NodeMaterial {
  const material = new NodeMaterial();
  material.name = name;
  // Ribbons turn either face to the camera.
  material.side = DoubleSide;
  return material;
}

function transparentMaterial(name: string, depthWrite: boolean): NodeMaterial {
  const material = flatMaterial(name);
  material.transparent = true;
  material.depthWrite = depthWrite;
  return material;
}

/**
 * Points as lit discs.
 * @param centre xyz in the unit ball; @param colour linear RGBA of the point
 */
export function discMaterial(centre: V4, colour: V4, u: SphereUniforms): NodeMaterial {
  const material = transparentMaterial('points', true);
  const clip = u.toClip(centre.xyz);
  const depth = depthThroughBall(clip.w, u);
  // The size is exact at the centre of the ball; below 1.2 px a disc would flicker, so it stops shrinking there.
  const radius = max(u.pointSize.mul(u.pixelRatio).mul(0.5).mul(u.distance).div(clip.w), 0.6);
  const local = discCorner().mul(radius.add(0.75));
  material.vertexNode = offsetPixels(clip, local, u);

  const shown = mix(encodeSrgb(colour.rgb), u.background, smoothstep(0.15, 1, depth).mul(0.6));
  const body = varying(vec4(shown, colour.a));
  const edge = varying(vec3(local, radius));
  material.fragmentNode = Fn(() => {
    const r = length(edge.xy);
    const alpha = clamp(edge.z.sub(r).add(0.5), 0, 1).mul(body.a).toVar();
    // The soft edge writes depth too and so cuts a fringe into what lies behind: a welcome outline on large
    // discs, noise on small ones. Below 0.008, two 8-bit steps, there is nothing to see.
    Discard(alpha.lessThan(max(mix(float(0.4), float(0), smoothstep(1.5, 4, edge.z)).mul(body.a), 0.008)));
    const t = clamp(r.div(edge.z), 0, 1);
    // A small ball lit from above left: exact data colour over the middle, up to 38 % darker at the rim.
    const light = dot(edge.xy.div(edge.z), vec2(-0.5, 0.6)).mul(0.16);
    const shade = float(1).sub(t.mul(t).mul(t).mul(0.3)).add(light.mul(t));
    return vec4(body.rgb.mul(clamp(shade, 0, 1.12)), alpha);
  })();
  return material;
}

/**
 * Widens a line on screen: `at` is a vertex on the line from clip position `a` to `b`, `side` (-1 or 1) the edge.
 * @returns the clip position, and (distance from the axis, half width) in device pixels
 */
function widen(a: V4, b: V4, at: V4, side: F, widthCss: number, u: SphereUniforms): { clip: V4; edge: V2 } {
  const difference = b.xy.div(b.w).sub(a.xy.div(a.w)).mul(u.viewport);
  // 1e-6 keeps a line seen end-on (or of no length) from dividing by zero.
  const direction = difference.div(max(length(difference), 1e-6));
  const half = max(u.pixelRatio.mul(widthCss * 0.5), 0.5);
  const offset = side.mul(half.add(1));
  const clip = offsetPixels(at, vec2(direction.y.negate(), direction.x).mul(offset), u);
  return { clip, edge: vec2(offset, half) };
}

/** A quad along the segment between two points of world space. */
function ribbon(start: V3, end: V3, widthCss: number, u: SphereUniforms): { clip: V4; edge: V2 } {
  const [a, b] = [u.toClip(start), u.toClip(end)];
  const corner = quadCorner();
  return widen(a, b, mix(a, b, corner.x.mul(0.5).add(0.5)), corner.y, widthCss, u);
}

/** Coverage of a fragment at `edge.x` pixels from the axis of a ribbon of half width `edge.y`. */
function ribbonCoverage(edge: V2): F {
  return clamp(edge.y.sub(edge.x.abs()).add(0.5), 0, 1);
}

/** Lines of latitude and longitude, from the attributes of `graticuleGeometry`. */
export function graticuleMaterial(u: SphereUniforms): NodeMaterial {
  const material = transparentMaterial('graticule', false);
  const position = attribute<'vec3'>('position', 'vec3');
  const band = attribute<'vec2'>('ribbon', 'vec2');
  const clip = u.toClip(position);
  const ahead = u.toClip(position.add(attribute<'vec3'>('tangent', 'vec3').mul(0.01)));
  const line = widen(clip, ahead, clip, band.x, 1, u);
  // A little behind the surface, so that points on the surface lie above the lines.
  material.vertexNode = pushedBack(line.clip, 0.03);
  // cos of the angle between the surface normal and the eye; 0 on the silhouette.
  const facing = dot(position, normalize(cameraPosition.sub(position)));
  const alpha = mix(u.backAlpha, u.frontAlpha, smoothstep(-0.12, 0.25, facing));
  const edge = varying(line.edge);
  const opacity = varying(alpha.mul(band.y));
  material.fragmentNode = vec4(u.graticule, ribbonCoverage(edge).mul(opacity));
  return material;
}

/** Lines between the two ends of each pair, fading with depth. */
export function pairMaterial(start: V4, end: V4, u: SphereUniforms): NodeMaterial {
  const material = transparentMaterial('pairs', false);
  const line = ribbon(start.xyz, end.xyz, 1.1, u);
  material.vertexNode = pushedBack(line.clip, 0.02);
  const edge = varying(line.edge);
  const opacity = varying(u.pairAlpha.mul(mix(float(1), float(0.3), depthThroughBall(line.clip.w, u))));
  material.fragmentNode = vec4(u.pairs, ribbonCoverage(edge).mul(opacity));
  return material;
}

/** Highlight lines: attributes `start` and `end` (vec4) per instance. Drawn over everything. */
export function highlightLineMaterial(u: SphereUniforms): NodeMaterial {
  const material = transparentMaterial('highlight lines', false);
  material.depthTest = false;
  const line = ribbon(attribute<'vec4'>('start', 'vec4').xyz, attribute<'vec4'>('end', 'vec4').xyz, 1.2, u);
  material.vertexNode = line.clip;
  material.fragmentNode = vec4(u.highlight, ribbonCoverage(varying(line.edge)).mul(0.7));
  return material;
}

/** Highlight rings: attribute `centre` (xyz, and the gap around the point in CSS pixels) per instance. */
export function ringMaterial(u: SphereUniforms): NodeMaterial {
  const material = transparentMaterial('highlight rings', false);
  material.depthTest = false;
  const centre = attribute<'vec4'>('centre', 'vec4');
  const clip = u.toClip(centre.xyz);
  const point = u.pointSize.mul(0.5).mul(u.distance).div(clip.w);
  const radius = point.add(centre.w).mul(u.pixelRatio);
  const half = max(u.pixelRatio.mul(0.9), 0.75);
  const local = quadCorner().mul(radius.add(half).add(1));
  material.vertexNode = offsetPixels(clip, local, u);
  const pixel = varying(vec4(local, radius, half));
  const coverage = clamp(pixel.w.sub(length(pixel.xy).sub(pixel.z).abs()).add(0.5), 0, 1);
  material.fragmentNode = vec4(u.highlight, coverage);
  return material;
}

/**
 * The ball as one flat disc through its silhouette, from the attributes of `ballGeometry`: a body that a soft light
 * models, a limb that thickens as glass does toward the edge, a hairline rim and a short glow outside. Drawn first,
 * over the known background, so it is opaque and its translucency is mixed here.
 */
export function ballMaterial(u: SphereUniforms): NodeMaterial {
  const material = flatMaterial('ball');
  material.depthTest = false;
  material.depthWrite = false;
  const place = attribute<'vec3'>('position', 'vec3');
  const ring = attribute<'vec3'>('ring', 'vec3');
  const r = place.z.add(ring.x.mul(u.pixelRatio).div(u.ballPixels));
  // The silhouette of the unit sphere seen from distance D is a circle of radius sqrt(1 - 1/D^2) in the plane at
  // distance D - 1/D from the eye.
  const inverse = float(1).div(u.distance);
  const radius = sqrt(float(1).sub(inverse.mul(inverse))).mul(r);
  material.vertexNode = cameraProjectionMatrix.mul(
    vec4(place.xy.mul(radius), u.distance.sub(inverse).negate(), 1),
  );

  const height = sqrt(max(float(1).sub(r.mul(r)), 0));
  const grazing = float(1).sub(height);
  // A product, not pow: pow(0, 3) is NaN where it is computed as exp(3 log 0).
  const fresnel = grazing.mul(grazing).mul(grazing);
  const light = dot(vec3(place.xy.mul(r), height), vec3(-0.38, 0.55, 0.74))
    .mul(0.5)
    .add(0.5);
  const body = mix(u.background, u.body, u.bodyAlpha.mul(light));
  const inside = mix(body, u.limb, fresnel.mul(u.limbAlpha));
  // Bounded inside the silhouette, where exp(26) would drown the body in the mix below.
  const glow = exp(max(r.sub(1), 0).mul(-26))
    .mul(u.limbAlpha)
    .mul(0.4)
    .mul(smoothstep(1.08, 1.15, r).oneMinus());
  const outside = mix(u.background, u.limb, glow);
  const shown = mix(mix(outside, inside, ring.z), u.limb, ring.y.mul(0.6));
  material.fragmentNode = vec4(varying(shown), 1);
  return material;
}

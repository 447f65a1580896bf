// accumulate_rows: gradient of every anchor from its weights over a run of candidates.
//   gradient[i] = keep gradient[i] + scale sum_k W[i, k] z_{begin + k}     (begin + k numbered in i's candidate group)
//   weights [rows, chunk / 4] vec4f;  z, gradient [rows, d4] vec4f;  keep is 0 for the first run, 1 after
// Mapping: one thread per 4 anchors and 4 columns; per 4 candidates, 8 loads feed 16 vec4 multiply-adds.
// Float64 twin: in src/kernels/accumulate_rows.ts
// Requires: lib/tiles.wgsl

struct Params {
  group_rows : u32, groups : u32, d4 : u32, begin : u32,
  chunk : u32, keep : f32, scale : f32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read> weights : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> gradient : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

// The gradient so far; the first run must not read what an earlier step left, NaN included.
fn kept(at : u32) -> vec4f {
  if (params.keep == 0.0) { return vec4f(0.0); }
  return params.keep * gradient[at];
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let thread = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  let column = thread % params.d4;
  let tile = thread / params.d4;
  let tiles = (params.group_rows + 3u) / 4u;
  let group = tile / tiles;
  if (group >= params.groups) { return; }
  let anchor_limit = (group + 1u) * params.group_rows;
  let first = group * params.group_rows + (tile % tiles) * 4u;
  let stride = params.chunk / 4u;
  let rows = four_rows(first, anchor_limit) * stride;
  let candidate_base = select(0u, (1u - group) * params.group_rows, params.groups == 2u);
  let begin = candidate_base + params.begin;
  let limit = candidate_base + params.group_rows;
  let runs = (min(begin + params.chunk, limit) - begin + 3u) / 4u;

  var g0 = vec4f(0.0);
  var g1 = vec4f(0.0);
  var g2 = vec4f(0.0);
  var g3 = vec4f(0.0);
  for (var run = 0u; run < runs; run++) {
    // Weights past the last candidate are zero, so the repeated last row adds nothing.
    let candidate = four_rows(begin + 4u * run, limit) * params.d4 + column;
    let z0 = z[candidate.x];
    let z1 = z[candidate.y];
    let z2 = z[candidate.z];
    let z3 = z[candidate.w];
    let w0 = weights[rows.x + run];
    let w1 = weights[rows.y + run];
    let w2 = weights[rows.z + run];
    let w3 = weights[rows.w + run];
    g0 += w0.x * z0 + w0.y * z1 + w0.z * z2 + w0.w * z3;
    g1 += w1.x * z0 + w1.y * z1 + w1.z * z2 + w1.w * z3;
    g2 += w2.x * z0 + w2.y * z1 + w2.z * z2 + w2.w * z3;
    g3 += w3.x * z0 + w3.y * z1 + w3.z * z2 + w3.w * z3;
  }
  let at = first * params.d4 + column;
  gradient[at] = kept(at) + params.scale * g0;
  if (first + 1u < anchor_limit) {
    let next = at + params.d4;
    gradient[next] = kept(next) + params.scale * g1;
  }
  if (first + 2u < anchor_limit) {
    let next = at + 2u * params.d4;
    gradient[next] = kept(next) + params.scale * g2;
  }
  if (first + 3u < anchor_limit) {
    let next = at + 3u * params.d4;
    gradient[next] = kept(next) + params.scale * g3;
  }
}

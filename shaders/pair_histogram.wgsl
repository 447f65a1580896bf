// pair_histogram: counts of the cosines of positive pairs (z_i, z_{n+i}) and of negative pairs (z_i, z_{n+j}), i != j.
//   bin = floor((s + 1) / 2 * bins), clamped;  every anchor_stride-th anchor is counted
//   z [2 pairs, d4] vec4f, unit rows;  counts [2, bins] u32: positives, then negatives; the caller clears them
// Mapping: one thread per 4 anchors and chunk of candidates; counts gather in workgroup memory first.
// Float64 twin: in src/kernels/pair_histogram.ts
// Requires: lib/tiles.wgsl

struct Params { pairs : u32, d4 : u32, chunk : u32, anchor_stride : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> counts : array<atomic<u32>>;

override WORKGROUP_SIZE : u32 = 64u;

override BINS : u32 = 64u;
var<workgroup> local_counts : array<atomic<u32>, 2 * BINS>;

fn bin_of(cosine : f32) -> u32 {
  return u32(clamp((cosine + 1.0) * 0.5 * f32(BINS), 0.0, f32(BINS) - 1.0));
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(local_invocation_index) lane : u32) {
  for (var bin = lane; bin < 2u * BINS; bin += WORKGROUP_SIZE) {
    atomicStore(&local_counts[bin], 0u);
  }
  workgroupBarrier();

  let anchors = (params.pairs + params.anchor_stride - 1u) / params.anchor_stride;
  let first = id.x * 4u;
  if (first < anchors) {
    let rows = four_rows(first, anchors) * params.anchor_stride;
    let end = min((id.y + 1u) * params.chunk, params.pairs);
    for (var j = id.y * params.chunk; j < end; j += 4u) {
      let candidates = params.pairs + four_rows(j, end);
      let tile = dot_tile(rows * params.d4, candidates * params.d4, params.d4);
      for (var r = 0u; r < 4u; r++) {
        if (first + r >= anchors) { break; }
        let anchor = (first + r) * params.anchor_stride;
        for (var c = 0u; c < 4u; c++) {
          if (j + c >= end) { break; }
          let half = select(BINS, 0u, j + c == anchor);
          atomicAdd(&local_counts[half + bin_of(tile[r][c])], 1u);
        }
      }
    }
  }
  workgroupBarrier();
  for (var bin = lane; bin < 2u * BINS; bin += WORKGROUP_SIZE) {
    let count = atomicLoad(&local_counts[bin]);
    if (count > 0u) { atomicAdd(&counts[bin], count); }
  }
}

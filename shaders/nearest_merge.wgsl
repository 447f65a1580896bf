// nearest_merge: joins the sorted lists of a row into the k nearest of them all.
//   the k smallest (distance, index), in lexicographic order;  slots without a row hold 3.4e38 and 0xffffffff
//   partial_distances [rows, chunks, k] f32, partial_indices [rows, chunks, k] u32: sorted lists of nearest_rows
//   distances [rows, k] f32;  indices [rows, k] u32
// Mapping: one thread per row; a slot looks at each list up to its first entry beyond the slot before.
// Float64 twin: in src/kernels/nearest_merge.ts
// Requires: lib/nearest.wgsl

struct Params { rows : u32, chunks : u32, k : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> partial_distances : array<f32>;
@group(0) @binding(2) var<storage, read> partial_indices : array<u32>;
@group(0) @binding(3) var<storage, read_write> distances : array<f32>;
@group(0) @binding(4) var<storage, read_write> indices : array<u32>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let row = id.x;
  if (row >= params.rows) { return; }
  let begin = row * params.chunks * params.k;
  let end = begin + params.chunks * params.k;
  var previous = Neighbour(-1.0, 0u);
  for (var slot = 0u; slot < params.k; slot++) {
    var nearest = Neighbour(FARTHEST, NO_NEIGHBOUR);
    for (var list = begin; list < end; list += params.k) {
      for (var at = list; at < list + params.k; at++) {
        let candidate = Neighbour(partial_distances[at], partial_indices[at]);
        if (!comes_before(previous, candidate)) { continue; }
        if (comes_before(candidate, nearest)) { nearest = candidate; }
        break;
      }
    }
    distances[row * params.k + slot] = nearest.distance;
    indices[row * params.k + slot] = nearest.index;
    previous = nearest;
  }
}

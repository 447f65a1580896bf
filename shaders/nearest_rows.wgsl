// nearest_rows: the k nearest other rows of every row by squared Euclidean distance, nearest first.
//   the k smallest ||z_i - z_j||^2 over j != i, the lower index first on equal distances
//   z [rows, d4] vec4f, of which the first `columns` coordinates count;  distances [rows, chunks, k] f32,
//   indices [rows, chunks, k] u32: one sorted list a chunk; slots without a row hold 3.4e38 and 0xffffffff
// A dispatch covers candidates begin .. end - 1 and goes on from the lists of the one before unless begin is 0.
// Lists live in storage: a candidate below the farthest of its list is rare, about k (1 + log(n / k)) times a row in
// random order, so insertion costs little and no thread holds arrays in registers.
// Mapping: one thread per 4 rows and chunk of candidates; 4 x 4 register tiles. nearest_merge joins chunks.
// Float64 twin: src/reference/neighbours.ts, nearestRows
// Requires: lib/distances.wgsl, lib/nearest.wgsl

struct Params {
  rows : u32, d4 : u32, columns : u32, k : u32, begin : u32, end : u32, chunk : u32, chunks : u32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> distances : array<f32>;
@group(0) @binding(3) var<storage, read_write> indices : array<u32>;

override WORKGROUP_SIZE : u32 = 64u;

fn empty_list(list : u32) {
  for (var slot = list; slot < list + params.k; slot++) {
    distances[slot] = FARTHEST;
    indices[slot] = NO_NEIGHBOUR;
  }
}

// Drops the last of a sorted list; an equal distance that came earlier has the lower index and stays in front.
fn insert(list : u32, distance : f32, index : u32) {
  var slot = list + params.k - 1u;
  while (slot > list) {
    if (distances[slot - 1u] <= distance) { break; }
    distances[slot] = distances[slot - 1u];
    indices[slot] = indices[slot - 1u];
    slot--;
  }
  distances[slot] = distance;
  indices[slot] = index;
}

// Takes in what is nearer than the farthest of the list. Returns the farthest afterwards.
fn consider(list : u32, farthest : f32, near : vec4f, valid : vec4<bool>, index : vec4u) -> f32 {
  if (!any(valid & (near < vec4f(farthest)))) { return farthest; }
  for (var lane = 0u; lane < 4u; lane++) {
    if (valid[lane] && near[lane] < distances[list + params.k - 1u]) { insert(list, near[lane], index[lane]); }
  }
  return distances[list + params.k - 1u];
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let first = id.x * 4u;
  if (first >= params.rows) { return; }
  if (id.y >= params.chunks) { return; }
  let rows = four_rows(first, params.rows);
  let begin = params.begin + id.y * params.chunk;
  let end = min(begin + params.chunk, params.end);

  let lists = (rows * params.chunks + id.y) * params.k;
  if (params.begin == 0u) {
    empty_list(lists.x);
    empty_list(lists.y);
    empty_list(lists.z);
    empty_list(lists.w);
  }
  let last = lists + params.k - 1u;
  var farthest = vec4f(distances[last.x], distances[last.y], distances[last.z], distances[last.w]);
  let present = first + vec4u(0u, 1u, 2u, 3u) < vec4u(params.rows);
  for (var j = begin; j < end; j += 4u) {
    let index = j + vec4u(0u, 1u, 2u, 3u);
    let tile = distances_over(rows * params.d4, four_rows(j, end) * params.d4, params.columns);
    let inside = index < vec4u(end);
    farthest.x = consider(lists.x, farthest.x, tile[0], inside & (index != vec4u(rows.x)), index);
    if (present.y) { farthest.y = consider(lists.y, farthest.y, tile[1], inside & (index != vec4u(rows.y)), index); }
    if (present.z) { farthest.z = consider(lists.z, farthest.z, tile[2], inside & (index != vec4u(rows.z)), index); }
    if (present.w) { farthest.w = consider(lists.w, farthest.w, tile[3], inside & (index != vec4u(rows.w)), index); }
  }
}

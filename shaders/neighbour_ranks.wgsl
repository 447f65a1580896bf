// neighbour_ranks: how near given neighbours of every row really are.
//   ranks[i, m] = 1 + #{ l != i : ||z_i - z_l||^2 < ||z_i - z_j||^2 },  j = neighbours[i, m]
//   z [rows, d4] vec4f, of which the first `columns` coordinates count;  neighbours [rows, k] u32, k <= 16
//   ranks [rows, k] u32, cleared by the caller before the first piece; a neighbour not below `rows` is none: 0
// A dispatch counts candidates begin .. end - 1 and adds to the ranks: the order of additions of u32 cannot matter.
// Both sides of the comparison come from one function, so that a row does not come before itself.
// Mapping: one thread per 4 rows and chunk of candidates; 4 x 4 register tiles.
// Float64 twin: src/reference/neighbours.ts, neighbourRanks
// Requires: lib/distances.wgsl

struct Params {
  rows : u32, d4 : u32, columns : u32, k : u32, begin : u32, end : u32, chunk : u32, chunks : u32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read> neighbours : array<u32>;
@group(0) @binding(3) var<storage, read_write> ranks : array<atomic<u32>>;

override WORKGROUP_SIZE : u32 = 64u;

const MAX_K : u32 = 16u;
const BEYOND : vec4f = vec4f(3.4028234e38);

fn closer(candidates : vec4f, limit : vec4f) -> vec4u {
  return select(vec4u(0u), vec4u(1u), candidates < limit);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let first = id.x * 4u;
  if (first >= params.rows) { return; }
  if (id.y >= params.chunks) { return; }
  let rows = four_rows(first, params.rows);
  let begin = params.begin + id.y * params.chunk;
  let end = min(begin + params.chunk, params.end);
  let k = min(params.k, MAX_K);

  // Lane r of every vec4 belongs to row r of the tile.
  var distances : array<vec4f, MAX_K>;
  var counts : array<vec4u, MAX_K>;
  var farthest = vec4f(0.0);
  for (var m = 0u; m < k; m++) {
    let at = rows * params.k + m;
    let given = vec4u(neighbours[at.x], neighbours[at.y], neighbours[at.z], neighbours[at.w]);
    let loaded = min(given, vec4u(params.rows - 1u));
    let tile = distances_over(rows * params.d4, loaded * params.d4, params.columns);
    distances[m] = vec4f(tile[0].x, tile[1].y, tile[2].z, tile[3].w);
    counts[m] = vec4u(select(0u, 1u, begin == 0u));
    farthest = max(farthest, distances[m]);
  }
  for (var j = begin; j < end; j += 4u) {
    let index = j + vec4u(0u, 1u, 2u, 3u);
    let tile = distances_over(rows * params.d4, four_rows(j, end) * params.d4, params.columns);
    let inside = index < vec4u(end);
    let candidates = transpose(mat4x4f(
      select(BEYOND, tile[0], inside & (index != vec4u(rows.x))),
      select(BEYOND, tile[1], inside & (index != vec4u(rows.y))),
      select(BEYOND, tile[2], inside & (index != vec4u(rows.z))),
      select(BEYOND, tile[3], inside & (index != vec4u(rows.w))),
    ));
    let c0 = candidates[0];
    let c1 = candidates[1];
    let c2 = candidates[2];
    let c3 = candidates[3];
    if (!any(min(min(c0, c1), min(c2, c3)) < farthest)) { continue; }
    for (var m = 0u; m < k; m++) {
      let limit = distances[m];
      counts[m] += closer(c0, limit) + closer(c1, limit) + closer(c2, limit) + closer(c3, limit);
    }
  }
  for (var r = 0u; r < min(4u, params.rows - first); r++) {
    for (var m = 0u; m < k; m++) {
      let at = (first + r) * params.k + m;
      if (neighbours[at] < params.rows) { atomicAdd(&ranks[at], counts[m][r]); }
    }
  }
}

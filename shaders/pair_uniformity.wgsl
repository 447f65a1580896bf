// pair_uniformity: log of the summed Gaussian kernel over all unordered pairs (Wang & Isola 2020, L_uniform).
//   log sum_{i<j} exp(-t ||z_i - z_j||^2);   uniformity = that - log(n (n-1) / 2)
//   z [rows, d4] vec4f;  partials [tiles, chunks] vec4f = (maximum, sum, 0, 0), tiles = ceil(rows / 4)
// Pairs i < j only: the diagonal would add exp(0) n times. Online in the maximum, so far apart points do not
// underflow to log 0.
// A dispatch covers columns begin .. end - 1 and goes on from the partials of the one before unless begin is 0.
// Mapping: one thread per 4 rows and chunk of columns; tiles below the diagonal return at once.
// Float64 twin: src/reference/uniformity.ts, uniformity
// Requires: lib/tiles.wgsl, lib/online.wgsl

struct Params { rows : u32, d4 : u32, begin : u32, end : u32, chunk : u32, chunks : u32, t : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> partials : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let first = id.x * 4u;
  if (first >= params.rows) { return; }
  let anchors = four_rows(first, params.rows);
  if (id.y >= params.chunks) { return; }
  let at = id.x * params.chunks + id.y;
  let begin = params.begin + id.y * params.chunk;
  let end = min(begin + params.chunk, params.end);
  var state = online_start(params.begin == 0u, partials[at]);
  for (var j = max(begin, first); j < end; j += 4u) {
    let index = j + vec4u(0u, 1u, 2u, 3u);
    let tile = distance_tile(anchors * params.d4, four_rows(j, end) * params.d4, params.d4);
    let inside = index < vec4u(end);
    for (var r = 0u; r < 4u; r++) {
      state = online_add(state, -params.t * tile[r], inside & (index > vec4u(first + r)), index);
    }
  }
  partials[at] = vec4f(state.maximum, state.sum, 0.0, 0.0);
}

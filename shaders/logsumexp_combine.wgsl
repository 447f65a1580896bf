// logsumexp_combine: joins the partial results of a row into its log-sum-exp.
//   lse[r] = M + log( sum_c S_rc exp(M_rc - M) ),  M = max_c M_rc;   best[r] = (first best candidate, M)
//   partials [rows, chunks] vec4f = (M_rc, S_rc, index, 0);  lse [rows] f32;  best [rows, 2] f32
// A row whose sum is 0 (no candidate at all) gets -3.4e38.
// Mapping: one workgroup per row, lanes stride over the chunks.
// Float64 twin: in src/kernels/logsumexp_combine.ts
// Requires: lib/online.wgsl

struct Params { rows : u32, chunks : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> partials : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> lse : array<f32>;
@group(0) @binding(3) var<storage, read_write> best : array<vec2f>;

override WORKGROUP_SIZE : u32 = 32u;

var<workgroup> lanes : array<vec4f, WORKGROUP_SIZE>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(num_workgroups) groups : vec3u,
        @builtin(local_invocation_index) lane : u32) {
  let row = group.x + group.y * groups.x;
  if (row >= params.rows) { return; }

  var state = online_empty();
  for (var chunk = lane; chunk < params.chunks; chunk += WORKGROUP_SIZE) {
    state = online_join(state, online_unpack(partials[row * params.chunks + chunk]));
  }
  lanes[lane] = online_pack(state);
  workgroupBarrier();
  for (var width = WORKGROUP_SIZE / 2u; width > 0u; width = width / 2u) {
    if (lane < width) {
      lanes[lane] = online_pack(online_join(online_unpack(lanes[lane]), online_unpack(lanes[lane + width])));
    }
    workgroupBarrier();
  }
  if (lane == 0u) {
    let total = online_unpack(lanes[0]);
    lse[row] = select(LOWEST, total.maximum + log(total.sum), total.sum > 0.0);
    best[row] = vec2f(f32(total.best), total.maximum);
  }
}

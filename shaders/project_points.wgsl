// project_points: rows seen along three axes.
//   p = axes^T x_r;   positions[r] = (p, ||p||), or (p / ||p||, ||p||) when pushed to the surface
//   A unit row's ||p|| is the share of it that the three axes show; 1 - ||p|| is what the picture hides.
//   x [rows, d4] vec4f;  axes [4 d4] vec4f, one (x, y, z, 0) a column of x, orthonormal;  positions [rows] vec4f
// Mapping: one thread per row.
// Float64 twin: src/reference/projection.ts, project

struct Params { rows : u32, d4 : u32, to_surface : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read> axes : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> positions : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  if (id.x >= params.rows) { return; }
  var p = vec4f(0.0);
  for (var k = 0u; k < params.d4; k++) {
    let v = x[id.x * params.d4 + k];
    p += v.x * axes[4u * k] + v.y * axes[4u * k + 1u] + v.z * axes[4u * k + 2u] + v.w * axes[4u * k + 3u];
  }
  let kept = length(p.xyz);
  let pushed = params.to_surface == 1u && kept > 0.0;
  positions[id.x] = vec4f(select(p.xyz, p.xyz / kept, pushed), kept);
}

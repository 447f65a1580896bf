// The one reduction idiom: a tree over a workgroup, in a fixed order, the result broadcast to every lane.
// The kernel declares `override WORKGROUP_SIZE` (a power of two). Must be called in uniform control flow;
// workgroupUniformLoad ends with a barrier, so the lanes may be reused at once.

var<workgroup> reduce_lanes : array<vec4f, WORKGROUP_SIZE>;

fn workgroup_sum(value : vec4f, lane : u32) -> vec4f {
  reduce_lanes[lane] = value;
  workgroupBarrier();
  for (var width = WORKGROUP_SIZE / 2u; width > 0u; width = width / 2u) {
    if (lane < width) {
      reduce_lanes[lane] += reduce_lanes[lane + width];
    }
    workgroupBarrier();
  }
  return workgroupUniformLoad(&reduce_lanes[0]);
}

fn workgroup_max(value : vec4f, lane : u32) -> vec4f {
  reduce_lanes[lane] = value;
  workgroupBarrier();
  for (var width = WORKGROUP_SIZE / 2u; width > 0u; width = width / 2u) {
    if (lane < width) {
      reduce_lanes[lane] = max(reduce_lanes[lane], reduce_lanes[lane + width]);
    }
    workgroupBarrier();
  }
  return workgroupUniformLoad(&reduce_lanes[0]);
}

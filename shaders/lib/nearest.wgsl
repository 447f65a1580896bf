// Neighbours in order: by squared distance, the lower index first on equal distances; an empty slot comes last.

const FARTHEST : f32 = 3.4028234e38;
const NO_NEIGHBOUR : u32 = 0xffffffffu;

struct Neighbour { distance : f32, index : u32, }

fn comes_before(a : Neighbour, b : Neighbour) -> bool {
  return a.distance < b.distance || (a.distance == b.distance && a.index < b.index);
}

// Squared distances of rows whose last vec4 may hold lanes that are no coordinates.
// Requires: lib/tiles.wgsl

// As distance_tile, over the first `columns` coordinates of each row only.
fn distances_over(a : vec4u, b : vec4u, columns : u32) -> mat4x4f {
  let whole = columns / 4u;
  let tile = distance_tile(a, b, whole);
  let coordinate = vec4u(0u, 1u, 2u, 3u) < vec4u(columns % 4u);
  if (!coordinate.x) { return tile; }
  let keep = select(vec4f(0.0), vec4f(1.0), coordinate);
  let b0 = keep * z[b.x + whole];
  let b1 = keep * z[b.y + whole];
  let b2 = keep * z[b.z + whole];
  let b3 = keep * z[b.w + whole];
  let a0 = keep * z[a.x + whole];
  let a1 = keep * z[a.y + whole];
  let a2 = keep * z[a.z + whole];
  let a3 = keep * z[a.w + whole];
  return mat4x4f(
    tile[0] + vec4f(squared(a0 - b0), squared(a0 - b1), squared(a0 - b2), squared(a0 - b3)),
    tile[1] + vec4f(squared(a1 - b0), squared(a1 - b1), squared(a1 - b2), squared(a1 - b3)),
    tile[2] + vec4f(squared(a2 - b0), squared(a2 - b1), squared(a2 - b2), squared(a2 - b3)),
    tile[3] + vec4f(squared(a3 - b0), squared(a3 - b1), squared(a3 - b2), squared(a3 - b3)),
  );
}

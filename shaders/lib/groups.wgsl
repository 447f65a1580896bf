// Threads over the groups of an array of up to 4 axes: a group is what shares its index on the kept axes, its members run
// over the reduced ones. Axes are joined into runs on the CPU; sizes and strides come innermost first. A chunk of a group is
// every inner_chunks-th member of the innermost run, of every (chunks / inner_chunks)-th index over the others.
// `moves` is 1 where the members of a group differ in their statistic or in their parameter.

// (group, chunk in the innermost run, chunk over the others) of a thread. Neighbouring threads have neighbouring elements:
// those of several groups where these are the nearer.
fn group_and_chunk(thread : u32, groups : u32, chunks : u32, inner_chunks : u32, group_fastest : u32) -> vec3u {
  let fast = select(chunks, groups, group_fastest == 1u);
  let slow = thread / fast;
  let own = vec2u(slow, thread - slow * fast);
  let chunk = select(own.y, own.x, group_fastest == 1u);
  let outer = chunk / inner_chunks;
  return vec3u(select(own.x, own.y, group_fastest == 1u), chunk - outer * inner_chunks, outer);
}

// Offset of an index over the runs from `first` on, of which there are at most 4. A single run, the usual case, costs no
// division.
fn run_offset(index : u32, first : u32, runs : u32, sizes : vec4u, strides : vec4u) -> u32 {
  if (runs == 1u) { return index * strides.x; }
  var rest = index;
  var offset = 0u;
  for (var run = first; run + 1u < runs; run++) {
    let next = rest / sizes[run];
    offset += (rest - next * sizes[run]) * strides[run];
    rest = next;
  }
  return offset + rest * strides[runs - 1u];
}

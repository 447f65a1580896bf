// gram_exact: dot products of all pairs of vectors of whole numbers, to the last bit.
//   G[v, w] = sum_k z[v, k] z[w, k],  v <= w, as 2^32 high + low with signed high
//   z [vectors, 8 octets] vec4f, whole numbers of magnitude at most 2^24
//   words [chunks, tiles (tiles + 1) / 2, 32] u32, tiles = ceil(vectors / 4): of every 4 x 4 tile on or above the
//   diagonal, row by row, the 16 pairs (high, low)
// Every eight products are summed twice: in f32, and in i32, which wraps and so is exact modulo 2^32. The f32 sum, of
// at most 2^51, is off by at most 8 roundings of 2^-24, 2^30: less than half of 2^32, so it tells which multiple of
// 2^32 is missing. A chunk may hold 2^14 products: high stays within 2^30.
// A dispatch covers octets begin .. end - 1 and goes on from the words of the one before unless begin is 0.
// Mapping: one thread per tile and chunk of octets, without workgroup memory; tiles below the diagonal return at once.
// Float64 twin: src/reference/gram.ts, exactGram
// Requires: lib/tiles.wgsl

struct Params { vectors : u32, octets : u32, begin : u32, end : u32, chunk : u32, chunks : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> words : array<u32>;

override WORKGROUP_SIZE : u32 = 64u;

const PER_WORD = 2.3283064365386963e-10;   // 2^-32

struct Wide { high : vec4i, low : vec4u, }

// sum + s, where s is known modulo 2^32 and to better than 2^31.
fn add_wide(sum : Wide, wrapped : vec4i, nearly : vec4f) -> Wide {
  let multiples = vec4i(round((nearly - vec4f(wrapped)) * PER_WORD));
  let low = sum.low + bitcast<vec4u>(wrapped);
  let carry = select(vec4i(0), vec4i(1), low < sum.low);
  // Read as unsigned, a negative number is 2^32 more than it is.
  let borrow = select(vec4i(0), vec4i(1), wrapped < vec4i(0));
  return Wide(sum.high + multiples + carry - borrow, low);
}

fn load_wide(fresh : bool, word : u32) -> Wide {
  if (fresh) { return Wide(vec4i(0), vec4u(0u)); }
  let high = vec4u(words[word], words[word + 2u], words[word + 4u], words[word + 6u]);
  return Wide(bitcast<vec4i>(high), vec4u(words[word + 1u], words[word + 3u], words[word + 5u], words[word + 7u]));
}

fn store_wide(word : u32, sum : Wide) {
  let high = bitcast<vec4u>(sum.high);
  let low = sum.low;
  words[word] = high.x;
  words[word + 1u] = low.x;
  words[word + 2u] = high.y;
  words[word + 3u] = low.y;
  words[word + 4u] = high.z;
  words[word + 5u] = low.z;
  words[word + 6u] = high.w;
  words[word + 7u] = low.w;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let tiles = (params.vectors + 3u) / 4u;
  if (id.x >= tiles || id.x < id.y || id.z >= params.chunks) { return; }
  let tile = id.y * tiles - (id.y * id.y - id.y) / 2u + id.x - id.y;
  let at = 32u * (id.z * (tiles * (tiles + 1u) / 2u) + tile);
  let fresh = params.begin == 0u;
  var sum0 = load_wide(fresh, at);
  var sum1 = load_wide(fresh, at + 8u);
  var sum2 = load_wide(fresh, at + 16u);
  var sum3 = load_wide(fresh, at + 24u);

  let a = four_rows(4u * id.y, params.vectors) * (2u * params.octets);
  let b = four_rows(4u * id.x, params.vectors) * (2u * params.octets);
  let begin = params.begin + id.z * params.chunk;
  let end = min(begin + params.chunk, params.end);
  for (var octet = begin; octet < end; octet++) {
    var f0 = vec4f(0.0);
    var f1 = vec4f(0.0);
    var f2 = vec4f(0.0);
    var f3 = vec4f(0.0);
    var i0 = vec4i(0);
    var i1 = vec4i(0);
    var i2 = vec4i(0);
    var i3 = vec4i(0);
    for (var k = 2u * octet; k < 2u * octet + 2u; k++) {
      let b0 = z[b.x + k];
      let b1 = z[b.y + k];
      let b2 = z[b.z + k];
      let b3 = z[b.w + k];
      let a0 = z[a.x + k];
      let a1 = z[a.y + k];
      let a2 = z[a.z + k];
      let a3 = z[a.w + k];
      f0 += vec4f(dot(a0, b0), dot(a0, b1), dot(a0, b2), dot(a0, b3));
      f1 += vec4f(dot(a1, b0), dot(a1, b1), dot(a1, b2), dot(a1, b3));
      f2 += vec4f(dot(a2, b0), dot(a2, b1), dot(a2, b2), dot(a2, b3));
      f3 += vec4f(dot(a3, b0), dot(a3, b1), dot(a3, b2), dot(a3, b3));
      let p0 = vec4i(b0);
      let p1 = vec4i(b1);
      let p2 = vec4i(b2);
      let p3 = vec4i(b3);
      let q0 = vec4i(a0);
      let q1 = vec4i(a1);
      let q2 = vec4i(a2);
      let q3 = vec4i(a3);
      i0 += vec4i(dot(q0, p0), dot(q0, p1), dot(q0, p2), dot(q0, p3));
      i1 += vec4i(dot(q1, p0), dot(q1, p1), dot(q1, p2), dot(q1, p3));
      i2 += vec4i(dot(q2, p0), dot(q2, p1), dot(q2, p2), dot(q2, p3));
      i3 += vec4i(dot(q3, p0), dot(q3, p1), dot(q3, p2), dot(q3, p3));
    }
    sum0 = add_wide(sum0, i0, f0);
    sum1 = add_wide(sum1, i1, f1);
    sum2 = add_wide(sum2, i2, f2);
    sum3 = add_wide(sum3, i3, f3);
  }
  store_wide(at, sum0);
  store_wide(at + 8u, sum1);
  store_wide(at + 16u, sum2);
  store_wide(at + 24u, sum3);
}

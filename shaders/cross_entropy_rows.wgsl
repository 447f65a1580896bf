// cross_entropy_rows: classification loss of every row and its gradient.
//   p = softmax(logits[r]);   gradient[r, c] = scale (p_c - [c = label_r]);   terms[r] = (-log p_label, hit, max logit, 0)
//   hit is 1 where the first of the largest logits is the label's; nats
//   logits, gradient [rows, c4] vec4f, columns past `classes` padding;  labels [rows] u32 < classes;  terms [rows] vec4f
// Mapping: one thread per row; classes are few.
// Float64 twin: src/reference/trainingLoss.ts, crossEntropyRows

struct Params { rows : u32, classes : u32, c4 : u32, scale : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> logits : array<vec4f>;
@group(0) @binding(2) var<storage, read> labels : array<u32>;
@group(0) @binding(3) var<storage, read_write> gradient : array<vec4f>;
@group(0) @binding(4) var<storage, read_write> terms : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

fn logit(row : u32, c : u32) -> f32 {
  return logits[row * params.c4 + c / 4u][c % 4u];
}

// log(1 + x), x >= 0, to a few ULP, where log alone is only good to 2^-21 absolutely up to 2, and only beyond to 3 ULP.
//   2 artanh(s), s = x / (2 + x) <= 1/3 for x <= 1, whose terms from s^14 / 15 on are less than 1.6e-8
fn log_one_plus(x : f32) -> f32 {
  let s = x / (2.0 + x);
  let t = s * s;
  let tail = t * (1.0 / 3.0 + t * (0.2 + t * (1.0 / 7.0 + t * (1.0 / 9.0 + t * (1.0 / 11.0 + t / 13.0)))));
  return select(log(1.0 + x), 2.0 * (s + s * tail), x <= 1.0);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let row = id.x;
  if (row >= params.rows) { return; }
  let label = labels[row];
  var largest = logit(row, 0u);
  var best = 0u;
  for (var c = 1u; c < params.classes; c++) {
    let value = logit(row, c);
    if (value > largest) { largest = value; best = c; }
  }
  var rest = 0.0;   // of the others, beside the largest's own 1
  for (var c = 0u; c < params.classes; c++) { rest += select(exp(logit(row, c) - largest), 0.0, c == best); }
  let sum = 1.0 + rest;
  for (var block = 0u; block < params.c4; block++) {
    let at = row * params.c4 + block;
    let column = 4u * block + vec4u(0u, 1u, 2u, 3u);
    let p = exp(logits[at] - largest) / sum;
    let right = select(vec4f(0.0), vec4f(1.0), column == vec4u(label));
    gradient[at] = select(vec4f(0.0), params.scale * (p - right), column < vec4u(params.classes));
  }
  let loss = log_one_plus(rest) + (largest - logit(row, label));
  terms[row] = vec4f(loss, select(0.0, 1.0, best == label), largest, 0.0);
}

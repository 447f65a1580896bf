// Mini-batches without an index buffer: member i of a batch is row (offset + i stride) mod rows. With a stride coprime
// to rows this walks a permutation. The caller keeps offset + batch * stride below 2^32.

fn batch_row(i : u32, offset : u32, stride : u32, rows : u32) -> u32 {
  return (offset + i * stride) % rows;
}

/** The bytes as a stream in pieces of these sizes, again and again. */
export async function* inPieces(bytes: Uint8Array | string, sizes: readonly number[] = [65_536]): AsyncGenerator<Uint8Array> {
  const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  for (let at = 0, i = 0; at < all.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1)
    yield all.slice(at, at + size)
    at += size
  }
}

/** Everything an async iterable gives. */
export async function gathered<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of from) all.push(item)
  return all
}

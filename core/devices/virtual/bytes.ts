/** u16 at an offset; a missing byte counts as 0. */
export function u16(data: Uint8Array, offset: number): number {
  return (data[offset] ?? 0) | ((data[offset + 1] ?? 0) << 8)
}

/** u32 at an offset; a missing byte counts as 0. */
export function u32(data: Uint8Array, offset: number): number {
  return (u16(data, offset) | (u16(data, offset + 2) << 16)) >>> 0
}

/** Numbers as u32, one after the other. */
export function u32Bytes(...values: readonly number[]): Uint8Array {
  const data = new Uint8Array(values.length * 4)
  const view = new DataView(data.buffer)
  values.forEach((value, i) => view.setUint32(i * 4, value, true))
  return data
}

const MASK = [0x5a, 0x4b, 0x53, 0x4f] as const // "ZKSO"

/**
 * Data of an AUTH request: the communication key hidden with the session id.
 * @param key the number set on the terminal's menu, 0…0xffffffff (menus allow 0…999999)
 * @param session the session id of the CONNECT reply, u16
 * @param tick any byte; 50 is what other programs send
 * @returns 4 bytes. Byte 2 is the tick itself, so 8 bits of the key are never checked by a terminal.
 */
export function scrambleCommKey(key: number, session: number, tick = 50): Uint8Array {
  let reversed = 0
  for (let bit = 0; bit < 32; bit++) {
    if ((key >>> bit) & 1) reversed += 2 ** (31 - bit)
  }
  const mixed = (reversed + session) >>> 0
  const bytes = MASK.map((mask, i) => ((mixed >>> (8 * i)) & 0xff) ^ mask)
  const [, b1 = 0, b2 = 0, b3 = 0] = bytes
  const hide = tick & 0xff
  // the 16-bit halves change places (b2 b3 b0 b1), and the tick stands where b0 would
  return Uint8Array.of(b2 ^ hide, b3 ^ hide, hide, b1 ^ hide)
}

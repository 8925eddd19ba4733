/** Frames published by their authors as captured from real terminals, and values worked out from them. */
export type FrameVector = {
  readonly id: string
  readonly hex: string
  readonly command: number
  readonly checksum: number
  readonly session: number
  readonly replyId: number
  readonly length: number
}

function vector(
  id: string,
  hex: string,
  command: number,
  checksum: number,
  session: number,
  replyId: number,
  length: number,
): FrameVector {
  return { id, hex, command, checksum, session, replyId, length }
}

/** A20 is a bare payload, the others are whole TCP frames. */
export const FRAMES: readonly FrameVector[] = [
  vector('A01', '5050827d0c0000000b0058efc5c005007e4f5300', 11, 0xef58, 0xc0c5, 5, 4),
  vector('A02', '5050827d09000000f401a7fc0001000064', 500, 0xfca7, 0x0100, 0, 1),
  vector(
    'A03',
    '5050827d28000000d0072fa5126327003000110c110d112511251125112511251125112511251125112511231124a71c',
    2000,
    0xa52f,
    0x6312,
    39,
    32,
  ),
  vector('A04', '5050827d10000000d007b59312635d000701020000000200', 2000, 0x93b5, 0x6312, 93, 8),
  vector('A05', '5050827d10000000d00779f1126356004d0800070006008e', 2000, 0xf179, 0x6312, 86, 8),
  vector('A06', '5050827d120000000b00b9e6f38d0c007e506c6174666f726d00', 11, 0xe6b9, 0x8df3, 12, 10),
  vector(
    'A07',
    '5050827d1d000000d007714cf38d0c007e506c6174666f726d3d5a454d3736305f54465400',
    2000,
    0x4c71,
    0x8df3,
    12,
    21,
  ),
  vector('A08', '5050827d110000000b0084c2f38d0b00576f726b436f646500', 11, 0xc284, 0x8df3, 11, 9),
  vector('A09', '5050827d13000000d007828af38d0b00576f726b436f64653d3000', 2000, 0x8a82, 0x8df3, 11, 11),
  vector('A10', '5050827d110000000c00ebbb84c547004c6f636b4f6e3d3500', 12, 0xbbeb, 0xc584, 71, 9),
  vector('A11', '5050827d190000000c00602284c54300416e7469506173736261636b4f6e3d3000', 12, 0x2260, 0xc584, 67, 17),
  vector('A12', '5050827d08000000d007f6f702003700', 2000, 0xf7f6, 0x0002, 55, 0),
  vector(
    'A15',
    '5050827d28000000f401ac12010000003939393131313333330000000000000000000000000000000100120619112905',
    500,
    0x12ac,
    0x0001,
    0,
    32,
  ),
  vector('A20', '0b005a17f38d03005a4b4661636556657273696f6e00', 11, 0x175a, 0x8df3, 3, 14),
  vector('B01', '5050827d08000000d007fffc2ffb0000', 2000, 0xfcff, 0xfb2f, 0, 0),
  vector('B02', '5050827d08000000e80317fc00000000', 1000, 0xfc17, 0x0000, 0, 0),
  vector('B03', '5050827d08000000e903e6002ffb0100', 1001, 0x00e6, 0xfb2f, 1, 0),
  vector('B04', '5050827d08000000d5075bb2cf450000', 2005, 0xb25b, 0x45cf, 0, 0),
  vector('B05', '5050827d08000000d5075ab2cf450100', 2005, 0xb25a, 0x45cf, 1, 0),
  vector('B06', '5050827d0c0000004e044e2ccf450100614d323c', 1102, 0x2c4e, 0x45cf, 1, 4),
  vector('B07', '5050827d08000000d0075fb2cf450100', 2000, 0xb25f, 0x45cf, 1, 0),
  vector('B12', '5050827d080000003200fcb9cf450200', 50, 0xb9fc, 0x45cf, 2, 0),
  vector('B14', '5050827d13000000df053ca6cf4514000109000500000000000000', 1503, 0xa63c, 0x45cf, 20, 11),
  vector(
    'B16',
    '5050827d58000000d0074c49582013000000000000000000000000000000000002000000000000000000000000000000000000000000000007000000000000000000000000000000f4010000f401000050c30000f4010000f201000050c30000',
    2000,
    0x494c,
    0x2058,
    19,
    80,
  ),
  vector('B21', '5050827d15000000d007a7625c3c150000b4130000b4130000cdef2300', 2000, 0x62a7, 0x3c5c, 21, 13),
  vector('B22', '5050827d10000000dc050da65c3c1600b4130000f0030000', 1500, 0xa60d, 0x3c5c, 22, 8),
  vector('B24', '5050827d08000000de05aebd5c3c1700', 1502, 0xbdae, 0x3c5c, 23, 0),
  vector('B28', '5050827d08000000d007fcf701003200', 2000, 0xf7fc, 0x0001, 50, 0),
  vector('C01', '5050827d08000000e80317fc00000000', 1000, 0xfc17, 0x0000, 0, 0),
  vector('C02', '5050827d0800000032007e4e4eb10100', 50, 0x4e7e, 0xb14e, 1, 0),
  vector('C04', '5050827d10000000e005c9244eb104000000000004240000', 1504, 0x24c9, 0xb14e, 4, 8),
  vector('C05', '5050827d10000000e00509494eb1070000000000c0ff0000', 1504, 0x4909, 0xb14e, 7, 8),
  vector('C06', '5050827d10000000e00547494eb10800c0ff0000c0ff0000', 1504, 0x4947, 0xb14e, 8, 8),
  vector('D03', '5050827d08000000d007ccde63190000', 2000, 0xdecc, 0x1963, 0, 0),
  vector('D04', '5050827d0f000000d007b10763190d007e5353523d3100', 2000, 0x07b1, 0x1963, 13, 7),
  vector('D05', '5050827d15000000d0075ecb631903007e457874656e64466d743d3000', 2000, 0xcb5e, 0x1963, 3, 13),
]

/** year, month, day, hour, minute, second; packed value; its bytes */
export const PACKED_TIMES: readonly (readonly [number, number, number, number, number, number, number, string])[] = [
  [2000, 1, 1, 0, 0, 0, 0, '00000000'],
  [2018, 4, 11, 9, 35, 20, 587468120, '580d0423'],
  [2018, 6, 25, 17, 41, 5, 594063665, '31b16823'],
  [2024, 2, 29, 23, 59, 58, 776563198, 'fe69492e'],
  [2025, 1, 6, 7, 0, 0, 803977200, 'f0b7eb2f'],
  [2026, 12, 31, 23, 59, 59, 867801599, 'ff99b933'],
  [2099, 12, 31, 23, 59, 59, 3214079999, 'fff792bf'],
]

/** key, session, tick, AUTH data */
export const COMM_KEYS: readonly (readonly [number, number, number, string])[] = [
  [0, 0x1092, 0x32, '617d3269'],
  [123456, 0x1092, 0x32, '267f32e9'],
  [0, 0x1234, 0x32, '617d326b'],
  [1, 0x1234, 0x32, '61fd326b'],
  [12, 0x1234, 0x32, '614d326b'],
  [1234, 0x1234, 0x32, '4136326b'],
  [123456, 0x1234, 0x32, '267f32eb'],
  [12, 0x45cf, 0x32, '614d323c'],
  [45, 0x45cf, 0x32, '61c9323c'],
  [1234, 0x1234, 0x00, '73040059'],
  [0, 0x0000, 0x32, '617d3279'],
]

/** payload, checksum */
export const CHECKSUMS: readonly (readonly [string, number])[] = [
  ['e80317fc00000000', 0xfc17],
  ['0b005a17f38d03005a4b4661636556657273696f6e00', 0x175a],
  ['d007296af38d0a0009', 0x6a29],
  ['d007fffc2ffb0000', 0xfcff],
  ['4e044e2ccf450100614d323c', 0x2c4e],
]

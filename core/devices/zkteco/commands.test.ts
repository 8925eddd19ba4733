import { describe, expect, it } from 'vitest'
import { CMD, EF, REPLY } from './commands.ts'

describe('command codes', () => {
  it('are those of the published protocol notes', () => {
    expect(CMD).toEqual({
      CONNECT: 1000,
      EXIT: 1001,
      ENABLE_DEVICE: 1002,
      DISABLE_DEVICE: 1003,
      RESTART: 1004,
      POWER_OFF: 1005,
      REFRESH_DATA: 1013,
      REFRESH_OPTION: 1014,
      TEST_VOICE: 1017,
      GET_VERSION: 1100,
      AUTH: 1102,
      PREPARE_DATA: 1500,
      DATA: 1501,
      FREE_DATA: 1502,
      TABLE_REQUEST: 1503,
      TABLE_READ: 1504,
      DB_RRQ: 7,
      USER_WRQ: 8,
      USERTEMP_RRQ: 9,
      USERTEMP_WRQ: 10,
      OPTIONS_RRQ: 11,
      OPTIONS_WRQ: 12,
      ATTLOG_RRQ: 13,
      OPLOG_RRQ: 34,
      CLEAR_DATA: 14,
      CLEAR_ATTLOG: 15,
      CLEAR_OPLOG: 33,
      CLEAR_ADMIN: 20,
      DELETE_USER: 18,
      DELETE_USERTEMP: 19,
      GET_FREE_SIZES: 50,
      START_VERIFY: 60,
      START_ENROLL: 61,
      CANCEL_CAPTURE: 62,
      STATE_RRQ: 64,
      GET_PIN_WIDTH: 69,
      GET_TIME: 201,
      SET_TIME: 202,
      REG_EVENT: 500,
      TMP_WRITE: 87,
      USERTEMP_EX_RRQ: 88,
      CHECKSUM_BUFFER: 119,
      BULK_WRITE: 110,
      DELETE_USER_BY_ID: 133,
      DELETE_TEMPLATE_BY_ID: 134,
    })
  })

  it('have the published reply codes beside them', () => {
    expect(REPLY).toEqual({
      OK: 2000,
      ERROR: 2001,
      DATA: 2002,
      RETRY: 2003,
      REPEAT: 2004,
      UNAUTH: 2005,
      UNKNOWN: 65535,
      ERROR_CMD: 65533,
      ERROR_INIT: 65532,
      ERROR_DATA: 65531,
      AUTH_LOCKED: 2032,
      SECURED: 6001,
      NO_BUFFER: 4989,
      NO_FINGER: 4993,
    })
  })

  it('have one bit per event', () => {
    const { ALL, ...bits } = EF
    expect(Object.values(bits)).toEqual(Array.from({ length: 14 }, (_, i) => 1 << i))
    expect(ALL).toBe(0xffff)
  })
})

/** The command table of node-zklib (ISC), which ships no types: only the names this project reads. */
declare module 'node-zklib/constants.js' {
  type CommandName =
    | 'CMD_CONNECT'
    | 'CMD_EXIT'
    | 'CMD_ENABLEDEVICE'
    | 'CMD_DISABLEDEVICE'
    | 'CMD_RESTART'
    | 'CMD_POWEROFF'
    | 'CMD_REFRESHDATA'
    | 'CMD_REFRESHOPTION'
    | 'CMD_TESTVOICE'
    | 'CMD_GET_VERSION'
    | 'CMD_AUTH'
    | 'CMD_PREPARE_DATA'
    | 'CMD_DATA'
    | 'CMD_FREE_DATA'
    | 'CMD_DATA_WRRQ'
    | 'CMD_DATA_RDY'
    | 'CMD_DB_RRQ'
    | 'CMD_USER_WRQ'
    | 'CMD_USERTEMP_RRQ'
    | 'CMD_OPTIONS_RRQ'
    | 'CMD_OPTIONS_WRQ'
    | 'CMD_ATTLOG_RRQ'
    | 'CMD_CLEAR_ATTLOG'
    | 'CMD_CLEAR_DATA'
    | 'CMD_CLEAR_OPLOG'
    | 'CMD_CLEAR_ADMIN'
    | 'CMD_DELETE_USER'
    | 'CMD_DELETE_USERTEMP'
    | 'CMD_DEL_FPTMP'
    | 'CMD_TMP_WRITE'
    | 'CMD_CHECKSUM_BUFFER'
    | 'CMD_STARTENROLL'
    | 'CMD_OPLOG_RRQ'
    | 'CMD_GET_FREE_SIZES'
    | 'CMD_STARTVERIFY'
    | 'CMD_CANCELCAPTURE'
    | 'CMD_STATE_RRQ'
    | 'CMD_GET_PINWIDTH'
    | 'CMD_GET_TIME'
    | 'CMD_SET_TIME'
    | 'CMD_REG_EVENT'
    | 'CMD_ACK_OK'
    | 'CMD_ACK_ERROR'
    | 'CMD_ACK_DATA'
    | 'CMD_ACK_RETRY'
    | 'CMD_ACK_REPEAT'
    | 'CMD_ACK_UNAUTH'
    | 'CMD_ACK_UNKNOWN'
    | 'CMD_ACK_ERROR_CMD'
    | 'CMD_ACK_ERROR_INIT'
    | 'CMD_ACK_ERROR_DATA'
    | 'EF_ATTLOG'
    | 'EF_FINGER'
    | 'EF_ENROLLUSER'
    | 'EF_ENROLLFINGER'
    | 'EF_BUTTON'
    | 'EF_UNLOCK'
    | 'EF_VERIFY'
    | 'EF_FPFTR'
    | 'EF_ALARM'

  export const COMMANDS: Readonly<Record<CommandName, number>>
}

/** The header functions of node-zklib. They write to a Buffer; the reply id they send is the given one plus 1, mod 65535. */
declare module 'node-zklib/utils.js' {
  /** A payload with its checksum behind the TCP prefix. The length is written as u16: right up to 65535 bytes. */
  export function createTCPHeader(command: number, sessionId: number, replyId: number, data: Uint8Array): Buffer
  /** A payload with its checksum. */
  export function createUDPHeader(command: number, sessionId: number, replyId: number, data: Uint8Array): Buffer
}

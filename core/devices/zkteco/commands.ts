import { COMMANDS } from 'node-zklib/constants.js'

/**
 * Request codes. Values come from node-zklib's table where it has them (each is checked against the published
 * protocol notes in the test); the rest is our own addition.
 */
export const CMD = {
  CONNECT: COMMANDS.CMD_CONNECT,
  EXIT: COMMANDS.CMD_EXIT,
  ENABLE_DEVICE: COMMANDS.CMD_ENABLEDEVICE,
  DISABLE_DEVICE: COMMANDS.CMD_DISABLEDEVICE,
  RESTART: COMMANDS.CMD_RESTART,
  POWER_OFF: COMMANDS.CMD_POWEROFF,
  REFRESH_DATA: COMMANDS.CMD_REFRESHDATA,
  REFRESH_OPTION: COMMANDS.CMD_REFRESHOPTION,
  TEST_VOICE: COMMANDS.CMD_TESTVOICE,
  GET_VERSION: COMMANDS.CMD_GET_VERSION,
  AUTH: COMMANDS.CMD_AUTH,
  PREPARE_DATA: COMMANDS.CMD_PREPARE_DATA,
  DATA: COMMANDS.CMD_DATA,
  FREE_DATA: COMMANDS.CMD_FREE_DATA,
  /** Asks for a whole table to be made ready (also known as PREPARE_BUFFER). */
  TABLE_REQUEST: COMMANDS.CMD_DATA_WRRQ,
  /** Reads one range of the table made ready (also known as READ_BUFFER). */
  TABLE_READ: COMMANDS.CMD_DATA_RDY,
  DB_RRQ: COMMANDS.CMD_DB_RRQ,
  USER_WRQ: COMMANDS.CMD_USER_WRQ,
  /** Reads the users (data 05) or one template without its flag (uid, finger). */
  USERTEMP_RRQ: COMMANDS.CMD_USERTEMP_RRQ,
  /** Writes one template in one packet (firmware of the 9.0 days). */
  USERTEMP_WRQ: COMMANDS.CMD_USERTEMP_WRQ,
  OPTIONS_RRQ: COMMANDS.CMD_OPTIONS_RRQ,
  OPTIONS_WRQ: COMMANDS.CMD_OPTIONS_WRQ,
  ATTLOG_RRQ: COMMANDS.CMD_ATTLOG_RRQ,
  OPLOG_RRQ: COMMANDS.CMD_OPLOG_RRQ,
  /** Wipes everything unless its data names one table: never sent from here, and refused by the exchange. */
  CLEAR_DATA: COMMANDS.CMD_CLEAR_DATA,
  CLEAR_ATTLOG: COMMANDS.CMD_CLEAR_ATTLOG,
  CLEAR_OPLOG: COMMANDS.CMD_CLEAR_OPLOG,
  CLEAR_ADMIN: COMMANDS.CMD_CLEAR_ADMIN,
  DELETE_USER: COMMANDS.CMD_DELETE_USER,
  DELETE_USERTEMP: COMMANDS.CMD_DELETE_USERTEMP,
  GET_FREE_SIZES: COMMANDS.CMD_GET_FREE_SIZES,
  START_VERIFY: COMMANDS.CMD_STARTVERIFY,
  START_ENROLL: COMMANDS.CMD_STARTENROLL,
  CANCEL_CAPTURE: COMMANDS.CMD_CANCELCAPTURE,
  STATE_RRQ: COMMANDS.CMD_STATE_RRQ,
  GET_PIN_WIDTH: COMMANDS.CMD_GET_PINWIDTH,
  GET_TIME: COMMANDS.CMD_GET_TIME,
  SET_TIME: COMMANDS.CMD_SET_TIME,
  /** Registration request from the PC, and the command word of every event from the terminal. */
  REG_EVENT: COMMANDS.CMD_REG_EVENT,
  /** Keeps the uploaded buffer as one finger of a user. */
  TMP_WRITE: COMMANDS.CMD_TMP_WRITE,
  /** Reads one template and its flag (uid, finger). */
  USERTEMP_EX_RRQ: 88,
  /** Asks for a checksum of the uploaded buffer; how it is worked out is not known. */
  CHECKSUM_BUFFER: COMMANDS.CMD_CHECKSUM_BUFFER,
  /** Takes an uploaded buffer of users and fingers. The same code is known as the firmware update. */
  BULK_WRITE: 110,
  /** Deletes a user by his text id (colour-screen firmware). */
  DELETE_USER_BY_ID: 133,
  /** Deletes one finger by text id (colour-screen firmware). */
  DELETE_TEMPLATE_BY_ID: COMMANDS.CMD_DEL_FPTMP,
} as const

/** Reply codes. */
export const REPLY = {
  OK: COMMANDS.CMD_ACK_OK,
  ERROR: COMMANDS.CMD_ACK_ERROR,
  DATA: COMMANDS.CMD_ACK_DATA,
  RETRY: COMMANDS.CMD_ACK_RETRY,
  REPEAT: COMMANDS.CMD_ACK_REPEAT,
  UNAUTH: COMMANDS.CMD_ACK_UNAUTH,
  UNKNOWN: COMMANDS.CMD_ACK_UNKNOWN,
  ERROR_CMD: COMMANDS.CMD_ACK_ERROR_CMD,
  ERROR_INIT: COMMANDS.CMD_ACK_ERROR_INIT,
  ERROR_DATA: COMMANDS.CMD_ACK_ERROR_DATA,
  /** Newer firmware: too many wrong communication keys. */
  AUTH_LOCKED: 2032,
  /** Newer firmware: only its encrypted protocol is allowed. */
  SECURED: 6001,
  NO_BUFFER: 4989,
  NO_FINGER: 4993,
} as const

/** Event bits, as registered for and as found in the session field of an event. */
export const EF = {
  ATTLOG: COMMANDS.EF_ATTLOG,
  FINGER: COMMANDS.EF_FINGER,
  ENROLL_USER: COMMANDS.EF_ENROLLUSER,
  ENROLL_FINGER: COMMANDS.EF_ENROLLFINGER,
  BUTTON: COMMANDS.EF_BUTTON,
  UNLOCK: COMMANDS.EF_UNLOCK,
  STARTUP: 64,
  VERIFY: COMMANDS.EF_VERIFY,
  FINGER_SCORE: COMMANDS.EF_FPFTR,
  ALARM: COMMANDS.EF_ALARM,
  HID_NUMBER: 1024,
  WRITE_CARD: 2048,
  EMPTY_CARD: 4096,
  DELETE_TEMPLATE: 8192,
  ALL: 0xffff,
} as const

import { CMD, REPLY } from '../zkteco/commands.ts'
import { requestedTable, type TableName } from '../zkteco/tables.ts'
import { u32 } from './bytes.ts'
import { answerDone, ofLength, type Handler } from './desk.ts'
import { readFinger } from './finger-handlers.ts'
import type { ClearableTable } from './terminal.ts'

const clearLog: Handler = ({ terminal, answer, report }) => {
  report('log-cleared', { lines: terminal.log().length })
  terminal.clearLog()
  answer(REPLY.OK)
}

const CLEARABLE: ReadonlyMap<number, ClearableTable> = new Map([
  [1, 'logs'],
  [2, 'fingers'],
  [4, 'operations'],
  [5, 'users'],
])

/** u8 table, or nothing for all of them. */
const clearData: Handler = ({ terminal, answer, report }, data) => {
  const named = CLEARABLE.get(data[0] ?? 0)
  if (data.length > 0 && (data.length > 1 || !named)) {
    answer(REPLY.ERROR)
    return
  }
  for (const table of named ? [named] : CLEARABLE.values()) terminal.clear(table)
  report('data-cleared', { table: named ?? 'all' })
  answer(REPLY.OK)
}

const clearOperations: Handler = ({ terminal, answer, report }) => {
  terminal.clear('operations')
  report('data-cleared', { table: 'operations' })
  answer(REPLY.OK)
}

const clearAdmins: Handler = ({ terminal, answer, report }) => {
  terminal.clearAdmins()
  report('admins-cleared')
  answer(REPLY.OK)
}

const requestTable: Handler = ({ tables, answer, report, knowsTableRequests }, data) => {
  const table = requestedTable(data)
  if (!knowsTableRequests) {
    answer(REPLY.UNKNOWN)
  } else if (table === null) {
    answer(REPLY.ERROR)
  } else {
    report('table-read', { table })
    tables.prepare(table)
  }
}

const readRange: Handler = ({ tables, answer, knowsTableRequests }, data) => {
  if (knowsTableRequests) tables.read(u32(data, 0), u32(data, 4))
  else answer(REPLY.UNKNOWN)
}

const freeData: Handler = ({ tables, upload, answer }) => {
  tables.free()
  upload.free()
  answer(REPLY.OK)
}

function stream(table: TableName): Handler {
  return ({ tables, report }) => {
    report('table-read', { table })
    tables.stream(table)
  }
}

/** The whole table when the data is its one-byte selector, else what `otherwise` does. */
function streamSelected(table: TableName, selector: number, otherwise: Handler): Handler {
  return (desk, data) => {
    const handler = data.length === 1 && data[0] === selector ? stream(table) : otherwise
    handler(desk, data)
  }
}

const refuse: Handler = desk => answerDone(desk, false)

/** Requests about whole tables. */
export const TABLE_HANDLERS: readonly (readonly [number, Handler])[] = [
  [CMD.CLEAR_ATTLOG, clearLog],
  [CMD.CLEAR_OPLOG, clearOperations],
  [CMD.CLEAR_ADMIN, clearAdmins],
  [CMD.CLEAR_DATA, clearData],
  [CMD.TABLE_REQUEST, requestTable],
  [CMD.TABLE_READ, ofLength([8], readRange)],
  [CMD.FREE_DATA, freeData],
  [CMD.ATTLOG_RRQ, stream('logs')],
  [CMD.OPLOG_RRQ, stream('opLogs')],
  [CMD.USERTEMP_RRQ, streamSelected('users', 5, ofLength([3], readFinger))],
  [CMD.DB_RRQ, streamSelected('fingers', 2, refuse)],
]

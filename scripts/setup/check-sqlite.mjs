// Run inside the Electron that a SQLite binding was compiled for: check-sqlite.mjs PACKAGE BINDING.
// Uses what the app relies on: strings kept across calls (named parameters, column names, error codes) and encryption.
import { strict as assert } from 'node:assert'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'

const [packageFolder = '', nativeBinding = ''] = process.argv.slice(2)
const Database = createRequire(import.meta.url)(packageFolder)
const folder = mkdtempSync(path.join(tmpdir(), 'rollcall-sqlite-check-'))
const file = path.join(folder, 'check.db')

/** @param {string} key */
function open(key) {
  const database = new Database(file, { nativeBinding })
  database.pragma(`key = '${key}'`)
  return database
}

try {
  const written = open('right')
  written.pragma('journal_mode = WAL')
  written.exec('create table child (pin integer primary key, name text not null)')
  const insert = written.prepare('insert into child values (:pin, :name)')
  written.transaction(() => {
    for (let pin = 1; pin <= 1000; pin++) insert.run({ pin, name: `Akinyi ${pin}` })
  })()
  assert.throws(() => insert.run({ pin: 1, name: 'twice' }), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
  written.close()
  assert.ok(!readFileSync(file).includes('Akinyi'), 'the file is not encrypted')

  const read = open('right')
  assert.deepEqual(read.prepare('select * from child where pin = ?').get(7), { pin: 7, name: 'Akinyi 7' })
  read.close()
  const locked = open('wrong')
  assert.throws(() => locked.prepare('select * from child').all(), { code: 'SQLITE_NOTADB' })
  locked.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scanForLeaks } from './leak-scan.ts'

const apiKey = 'atsk_0b9f4c2d17e8'
const phone = '+254700000123'
const text = "Mwangaza Sch: Brian Ng'ang'a (Grade 7 East) came late today, 12/05; arrived at 08:47."
const secrets = { apiKey, phones: [phone], texts: [text] }

let folder = ''
let db: Database.Database
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-leaks-'))
  db = new Database(join(folder, 'school.db'))
  db.pragma('journal_mode = WAL')
  db.exec(`
    create table guardian (full_name text, phone text);
    create table message (phone text, body text, note text);
    create table secret (sealed blob);
    create table audit (why text)`)
  db.prepare('insert into guardian values (?, ?)').run("Jane Ng'ang'a", phone)
  db.prepare('insert into message values (?, ?, ?)').run(phone, text, 'unreadable_answer')
  db.prepare('insert into secret values (?)').run(Buffer.from('nothing that can be read'))
  writeFileSync(
    join(folder, 'rollcall.log'),
    '{"at":"2026-05-12T05:47:00.123Z","what":"messages were being sent when the app ended","messages":2,"at2":1778562420123}\n',
  )
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

const scan = () => scanForLeaks(folder, secrets)
const log = (line: string) => appendFileSync(join(folder, 'rollcall.log'), `${line}\n`)
const inLog = (what: string) => [{ where: 'rollcall.log', what, times: 1 }]

describe('the search for what must not be left behind', () => {
  it('finds nothing where phones and texts are only where they belong', () => {
    expect(scan()).toEqual([])
  })

  it.each([
    ['as it is', apiKey],
    ['in hex', Buffer.from(apiKey).toString('hex')],
    ['in base64', Buffer.from(apiKey).toString('base64')],
    ['in base64 with something before it', Buffer.from(`k:${apiKey}:x`).toString('base64')],
    ['in an address', `http://127.0.0.1/?key=${apiKey}&x=1`],
  ])('finds the key %s', (_how, written) => {
    log(written)
    expect(scan()).toEqual(inLog('key'))
  })

  it('finds the key in two bytes a letter, as a memory dump has it', () => {
    mkdirSync(join(folder, 'crashes'))
    writeFileSync(join(folder, 'crashes/core'), Buffer.from(`\0\0${apiKey}\0`, 'utf16le'))
    expect(scan()).toEqual([{ where: 'crashes/core', what: 'key', times: 1 }])
  })

  it.each([
    '+254700000123',
    '254700000123',
    '0700000123',
    '0700 000 123',
    '+254 (700) 000-123',
    'to=%2B254700000123&x',
    '700000123',
    '00254700000123',
    '{"phone":"+254700000123","at":1778562420123}',
  ])('finds a phone written %s', written => {
    log(written)
    expect(scan()).toEqual(inLog('phone'))
  })

  it('takes no phone that is nobody’s, and no time, for one', () => {
    log('+254700000999 1778562420123 0197c3de-7000-8000-9123-0700abc00123')
    expect(scan()).toEqual([])
  })

  it.each(["Brian Ng'ang'a (Grade", 'CAME LATE TODAY', 'message=came+late+today%2C+'])(
    'finds three words of a text in %s',
    written => {
      log(written)
      expect(scan().map(({ where, what }) => `${where} ${what}`)).toEqual(['rollcall.log text'])
    },
  )

  it('finds all of them in columns that are not for them', () => {
    db.prepare('update message set note = ?').run(`could not send to ${phone}`)
    db.prepare('insert into audit values (?)').run('he came late today')
    db.prepare('insert into secret values (?)').run(Buffer.from(`key=${apiKey}`))
    db.pragma('wal_checkpoint(truncate)')
    expect(scan()).toEqual([
      // Once more as the file it is in.
      { where: 'school.db', what: 'key', times: 1 },
      { where: 'school.db: audit.why', what: 'text', times: 1 },
      { where: 'school.db: message.note', what: 'phone', times: 1 },
      { where: 'school.db: secret.sealed', what: 'key', times: 1 },
    ])
  })

  it('finds the key where a phone or a text may be', () => {
    db.prepare('update message set body = ?').run(`${text} ${apiKey}`)
    expect(scan().map(({ where, what }) => `${where} ${what}`)).toContain('school.db: message.body key')
  })

  it('finds the key in what was deleted and in the journal beside the database', () => {
    db.prepare('insert into audit values (?)').run(apiKey)
    db.prepare('delete from audit').run()
    const where = scan().map(leak => leak.where)
    expect(where).toEqual(['school.db-wal'])
  })

  it('looks into copies of the database too', () => {
    db.prepare('update message set note = ?').run(phone)
    mkdirSync(join(folder, 'backups'))
    db.prepare('vacuum into ?').run(join(folder, 'backups/before-2.db'))
    db.prepare('update message set note = null').run()
    expect(scan()).toEqual([{ where: 'backups/before-2.db: message.note', what: 'phone', times: 1 }])
  })
})

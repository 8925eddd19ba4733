import { describe, expect, it } from 'vitest'
import { parseRequest, UsageError } from './usage.ts'

describe('the command line', () => {
  it('needs no more than a command and an address', () => {
    expect(parseRequest(['info', '--host', '192.168.1.201'])).toMatchObject({
      command: 'info',
      address: { host: '192.168.1.201', port: 4370, commKey: 0, transport: 'auto' },
      json: false,
      out: null,
    })
  })

  it('takes options before and after the command', () => {
    const args = ['--host', 'gate1', 'enroll', '--pin', '1001', '--finger', '4', '--key', '42', '--udp', '--json']
    expect(parseRequest(args)).toMatchObject({
      command: 'enroll',
      address: { host: 'gate1', commKey: 42, transport: 'udp' },
      pin: '1001',
      finger: 4,
      json: true,
    })
  })

  it.each([
    ['nothing at all', '', /command is missing/],
    ['a command that does not exist', 'wipe --host h', /no command "wipe"/],
    ['two commands', 'info users --host h', /"users" is too much/],
    ['no address', 'info', /--host is missing/],
    ['an option that does not exist', 'info --host h --force', /--force/],
    ['an option without its value', 'info --host', /host/],
    ['a port that is none', 'info --host h --port 70000', /--port 70000/],
    ['port 0', 'info --host h --port 0', /--port 0/],
    ['a key that no menu takes', 'info --host h --key 1000000', /--key 1000000/],
    ['a key in letters', 'info --host h --key abc', /--key abc/],
    ['an eleventh finger', 'enroll --host h --pin 1 --finger 10', /--finger 10/],
    ['an enrollment of nobody', 'enroll --host h --finger 1', /--pin/],
    ['an enrollment of no finger', 'enroll --host h --pin 1', /--finger/],
    ['a PIN that is too long', `enroll --host h --finger 1 --pin ${'1'.repeat(25)}`, /cannot be an id/],
    ['an option of another command', 'users --host h --out /tmp', /users does not know --out/],
    ['a zone that does not exist', 'info --host h --zone Mars/Base', /no such time zone/],
  ])('does not understand %s', (_, line, message) => {
    const args = line === '' ? [] : line.split(' ')
    expect(() => parseRequest(args)).toThrow(UsageError)
    expect(() => parseRequest(args)).toThrow(message)
  })
})

import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const development = { packaged: false }

describe('readConfig', () => {
  it('leaves open whether the demo school starts when nothing is set', () => {
    expect(readConfig({}, development)).toEqual({
      simulation: null,
      successRate: 0.95,
      delayMs: { min: 1000, max: 3000 },
      dataFolder: null,
      world: null,
      trace: null,
      smsOrigin: null,
      sqliteBinding: null,
    })
  })

  it('takes every setting from its own variable', () => {
    expect(
      readConfig(
        {
          SIMULATION_MODE: 'false',
          SIMULATION_SUCCESS_RATE: '0.5',
          SIMULATION_DELAY_MIN: '0.2',
          SIMULATION_DELAY_MAX: '0.4',
          ROLLCALL_DATA: '/data',
          ROLLCALL_WORLD: '/world.json',
          ROLLCALL_TRACE: '/trace.jsonl',
          ROLLCALL_SMS_ORIGIN: ' http://127.0.0.1:18090/ ',
          ROLLCALL_SQLITE_BINDING: '/sqlite.node',
        },
        development,
      ),
    ).toEqual({
      simulation: false,
      successRate: 0.5,
      delayMs: { min: 200, max: 400 },
      dataFolder: '/data',
      world: '/world.json',
      trace: '/trace.jsonl',
      smsOrigin: 'http://127.0.0.1:18090',
      sqliteBinding: '/sqlite.node',
    })
  })

  it('names the variable that holds nonsense', () => {
    expect(() => readConfig({ SIMULATION_MODE: 'perhaps' }, development)).toThrow(
      'SIMULATION_MODE must be true or false.',
    )
    expect(() => readConfig({ SIMULATION_SUCCESS_RATE: '95' }, development)).toThrow(
      'SIMULATION_SUCCESS_RATE must be a number from 0 to 1.',
    )
    expect(() => readConfig({ SIMULATION_DELAY_MIN: '2', SIMULATION_DELAY_MAX: '1' }, development)).toThrow(
      'SIMULATION_DELAY_MAX must not be smaller than SIMULATION_DELAY_MIN.',
    )
  })

  it('sends messages elsewhere only to this computer, and never in an installed program', () => {
    const elsewhere = { ROLLCALL_SMS_ORIGIN: 'https://api.example.com' }
    expect(() => readConfig(elsewhere, development)).toThrow(
      'ROLLCALL_SMS_ORIGIN: A stand-in for the provider must be http on 127.0.0.1 or [::1].',
    )
    const here = { ROLLCALL_SMS_ORIGIN: 'http://127.0.0.1:18090' }
    expect(() => readConfig(here, { packaged: true })).toThrow(
      'ROLLCALL_SMS_ORIGIN: An installed program speaks to the real provider only.',
    )
    expect(readConfig({}, { packaged: true }).smsOrigin).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import type { SetupStep } from '../contract/setup.ts'
import { createTestApp } from '../testing/test-app.ts'
import type { TestWindow } from '../testing/test-app.ts'

async function stateOf(window: TestWindow, step: SetupStep) {
  const { steps } = await window.call('setup.progress', {})
  return steps.find(one => one.step === step)?.state
}

describe('the first run', () => {
  it('has eight steps, all open in an empty school', async () => {
    const admin = await createTestApp().as('school_admin')
    const { steps, finished } = await admin.call('setup.progress', {})
    expect(steps.map(({ state }) => state)).toEqual(Array.from({ length: 8 }, () => 'open'))
    expect(finished).toBe(false)
  })

  it('reads from the data what is done', async () => {
    const admin = await createTestApp().as('school_admin')
    const school = { name: 'Mwangaza', code: 'TEST', type: 'mixed' as const }
    await admin.call('school.save', school)
    await admin.call('classes.preset', { presets: ['primary'], streams: ['East'] })
    await admin.call('calendar.check', { checkedWithCircular: true })
    for (const step of ['school', 'classes', 'calendar'] as const) expect(await stateOf(admin, step)).toBe('done')
    expect(await stateOf(admin, 'users')).toBe('open')
  })

  it('remembers what was passed over, and what was seen to be right, and that it was put away', async () => {
    const admin = await createTestApp().as('school_admin')
    await admin.call('setup.skip', { step: 'terminals' })
    await admin.call('setup.skip', { step: 'terminals' })
    await admin.call('setup.done', { step: 'day_sheet' })
    expect(await stateOf(admin, 'terminals')).toBe('skipped')
    expect(await stateOf(admin, 'day_sheet')).toBe('done')
    await admin.call('setup.finish', {})
    expect((await admin.call('setup.progress', {})).finished).toBe(true)
  })

  it('counts as done what was passed over and done later', async () => {
    const admin = await createTestApp().as('school_admin')
    await admin.call('setup.skip', { step: 'classes' })
    await admin.call('classes.preset', { presets: ['primary'], streams: ['East'] })
    expect(await stateOf(admin, 'classes')).toBe('done')
  })
})

describe('the test message', () => {
  it('goes to the phone that was typed, and stands in the queue without a student', async () => {
    const test = createTestApp()
    await test.openAccount()
    const admin = await test.as('school_admin')
    const { messageId } = await admin.call('setup.testMessage', { phone: '0712 345 678' })
    const { rows, total } = await admin.call('messages.list', { limit: 10, offset: 0 })
    expect(total).toBe(1)
    expect(rows[0]).toMatchObject({ id: messageId, kind: 'test', studentId: null, studentName: '', state: 'queued' })
    expect(await stateOf(admin, 'messages')).toBe('done')
    test.app.start()
    await expect.poll(() => test.sent.length).toBe(1)
    expect(test.sent[0]).toMatchObject({ id: messageId, phone: '+254712345678' })
    await test.app.stop()
  })

  it('is refused for a phone that cannot get one', async () => {
    const test = createTestApp()
    await test.openAccount()
    const admin = await test.as('school_admin')
    await expect(admin.call('setup.testMessage', { phone: '020 2345678' })).rejects.toMatchObject({
      code: 'phone_invalid',
      details: { reason: 'landline' },
    })
  })

  it('is refused where no message service is set up', async () => {
    const admin = await createTestApp().as('school_admin')
    await expect(admin.call('setup.testMessage', { phone: '0712345678' })).rejects.toMatchObject({
      code: 'gateway_missing',
    })
    expect(await stateOf(admin, 'messages')).toBe('open')
  })
})

describe('leaving the demo', () => {
  it('is refused in a real school', async () => {
    const admin = await createTestApp().as('super_admin')
    await expect(admin.call('setup.leaveDemo', {})).rejects.toMatchObject({ code: 'simulation_off' })
  })
})

import { describe, expect, it } from 'vitest'
import { AppError } from '../contract/errors.ts'
import { deliveryReport, guardian, message } from '../db/schema.ts'
import type { DeliveryReport, DeliveryReports, SendOutcome } from '../ports.ts'
import { readSettings } from '../settings/settings.repo.ts'
import { at, createDispatcher, createMessageOffice } from '../testing/message-office.ts'
import type { MessageOffice } from '../testing/message-office.ts'
import { queueMessages } from './queue-messages.ts'
import type { MessageCause } from './queue-messages.ts'
import { createReportsJob, settleByReports } from './reports.job.ts'

const minuteMs = 60_000
const timeout: SendOutcome = { kind: 'ambiguous', reason: 'timeout', providerId: null }
let made = 0

function report(office: MessageOffice, facts: Partial<DeliveryReport>): DeliveryReport {
  made += 1
  const usual = { providerId: 'P1', phone: office.phone(0), status: 'Success', reason: null }
  return { ...usual, id: `r${made}`, receivedAt: office.now.at + 1000, ...facts }
}

/** Fetches these reports, in pages of two. */
async function fetch(office: MessageOffice, reports: readonly DeliveryReport[]): Promise<void> {
  const source: DeliveryReports = {
    pull(after) {
      const from = Number(after ?? 0)
      const page = reports.slice(from, from + 2)
      return Promise.resolve({ reports: page, cursor: String(from + page.length) })
    },
  }
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const { db, clock } = office
  await createReportsJob({ db, clock, log, emit: () => undefined }, source).run(new AbortController().signal)
}

function states(office: MessageOffice) {
  return office.db
    .select({ state: message.state, note: message.note, providerId: message.providerId })
    .from(message)
    .orderBy(message.id)
    .all()
}

async function sentOne(outcomes: readonly SendOutcome[] = []): Promise<MessageOffice> {
  const office = createMessageOffice()
  queueMessages(office.db, office, office.settings, [office.late()])
  const { run } = await createDispatcher(office, outcomes)
  await run()
  return office
}

async function sentTwo(outcomes: readonly SendOutcome[]): Promise<MessageOffice> {
  const office = createMessageOffice()
  const { run } = await createDispatcher(office, outcomes)
  for (const when of [at(16, 0), at(16, 5)]) {
    office.now.at = when
    const cause: MessageCause = { ...office.late(0, when), kind: 'departure' }
    queueMessages(office.db, office, office.settings, [cause])
    await run()
  }
  return office
}

describe('a delivery report', () => {
  it.each([
    ['Success', null, 'delivered', null],
    ['Failed', 'DeliveryFailure', 'undelivered', 'DeliveryFailure'],
    ['Rejected', null, 'undelivered', 'Rejected'],
    ['Buffered', null, 'submitted', null],
    ['AbsentSubscriber', null, 'submitted', null],
    ['SomethingNew', null, 'submitted', null],
  ])('%s %s makes a message %s', async (status, reason, state, note) => {
    const office = await sentOne()
    await fetch(office, [report(office, { status, reason })])
    expect(states(office)).toMatchObject([{ state, note }])
  })

  it('is kept as it came, once, and so is where to go on', async () => {
    const office = await sentOne()
    const one = report(office, { status: 'Sent' })
    await fetch(office, [one, one, report(office, { status: 'Success' })])
    expect(office.db.select().from(deliveryReport).all()).toHaveLength(2)
    expect(readSettings(office.db).deliveryCursor).toBe('3')
    expect(states(office)).toMatchObject([{ state: 'delivered' }])
  })

  it('changes nothing any more after a final one', async () => {
    const office = await sentOne()
    await fetch(office, [
      report(office, { status: 'Success' }),
      report(office, { status: 'Sent', receivedAt: office.now.at + 2000 }),
      report(office, { status: 'Failed', receivedAt: office.now.at + 3000 }),
    ])
    expect(states(office)).toMatchObject([{ state: 'delivered' }])
  })

  it('that came before the answer was stored is used once it is', async () => {
    const office = createMessageOffice()
    queueMessages(office.db, office, office.settings, [office.late()])
    await fetch(office, [report(office, {})])
    expect(states(office)).toMatchObject([{ state: 'queued' }])
    const { run } = await createDispatcher(office)
    await run()
    settleByReports(office.db, office.now.at)
    expect(states(office)).toMatchObject([{ state: 'delivered', providerId: 'P1' }])
  })

  it('says that a phone is dead, and nothing more is written to it', async () => {
    const office = await sentOne()
    await fetch(office, [report(office, { status: 'Failed', reason: 'UserInBlackList' })])
    expect(office.db.select({ blocked: guardian.blocked }).from(guardian).all()).toEqual([{ blocked: 'opted_out' }])
  })

  it('that a phone is not found counts as failed after two days', async () => {
    const office = await sentOne()
    await fetch(office, [report(office, { status: 'AbsentSubscriber' })])
    settleByReports(office.db, office.now.at + 47 * 60 * minuteMs)
    expect(states(office)).toMatchObject([{ state: 'submitted' }])
    settleByReports(office.db, office.now.at + 48 * 60 * minuteMs)
    expect(states(office)).toMatchObject([{ state: 'undelivered' }])
  })
})

describe('a report of an unknown id', () => {
  it('tells that the uncertain text to this phone was sent', async () => {
    const office = await sentOne([timeout])
    await fetch(office, [report(office, { providerId: 'X9', status: 'Sent' })])
    expect(states(office)).toEqual([{ state: 'submitted', note: null, providerId: 'X9' }])
    await fetch(office, [
      report(office, { providerId: 'X9', status: 'Sent' }),
      report(office, { providerId: 'X9', status: 'Success' }),
    ])
    expect(states(office)).toMatchObject([{ state: 'delivered' }])
    expect(office.db.select({ adopted: deliveryReport.adopted }).from(deliveryReport).all()).toContainEqual({
      adopted: true,
    })
  })

  it('is of nobody for certain where several are uncertain, until there is one for each', async () => {
    const office = await sentTwo([timeout, timeout])
    const first = report(office, { providerId: 'X1', status: 'Sent' })
    await fetch(office, [first, report(office, { providerId: 'X1' })])
    // The one that never left must not be called delivered.
    expect(states(office)).toMatchObject([{ state: 'uncertain' }, { state: 'uncertain' }])
    await fetch(office, [first, first, report(office, { providerId: 'X2', receivedAt: office.now.at + 9000 })])
    expect(states(office)).toMatchObject([
      { state: 'delivered', providerId: 'X1' },
      { state: 'delivered', providerId: 'X2' },
    ])
  })

  it('is of the one that was claimed before it came, whatever became of later ones', async () => {
    const office = await sentTwo([timeout, timeout])
    await fetch(office, [report(office, { providerId: 'X1', receivedAt: at(16, 1) })])
    expect(states(office)).toMatchObject([{ state: 'delivered', providerId: 'X1' }, { state: 'uncertain' }])
  })

  it('is also of one that a person has called sent', async () => {
    const office = await sentTwo([timeout, timeout])
    const [, second] = office.db.select({ id: message.id }).from(message).orderBy(message.id).all()
    if (second === undefined) throw new Error('no second message')
    office.db.$client.prepare("update message set state = 'submitted' where id = ?").run(second.id)
    await fetch(office, [report(office, { providerId: 'X2' })])
    expect(states(office)).toMatchObject([{ state: 'uncertain' }, { state: 'submitted', providerId: null }])
    await fetch(office, [report(office, { providerId: 'X2' }), report(office, { providerId: 'X3' })])
    expect(states(office)).toMatchObject([{ state: 'delivered' }, { state: 'delivered' }])
  })

  it.each([
    ['another phone', { phone: '+254799999999' }],
    ['a minute and more before the attempt', { receivedAt: at(8, 46) }],
    ['more than a day after it', { receivedAt: at(8, 49) + 24 * 60 * minuteMs }],
  ])('of %s settles nothing', async (_, facts) => {
    const office = await sentOne([timeout])
    await fetch(office, [report(office, { providerId: 'X1', ...facts })])
    expect(states(office)).toMatchObject([{ state: 'uncertain' }])
  })

  it('waits while a text to this phone is being sent, since it may be of that one', async () => {
    const office = await sentTwo([timeout])
    const [, second] = office.db.select({ id: message.id }).from(message).orderBy(message.id).all()
    if (second === undefined) throw new Error('no second message')
    office.db.$client.prepare("update message set state = 'sending', provider_id = null where id = ?").run(second.id)
    await fetch(office, [report(office, { providerId: 'X1' })])
    expect(states(office)).toMatchObject([{ state: 'uncertain' }, { state: 'sending' }])
    office.db.$client.prepare("update message set state = 'submitted', provider_id = 'X1' where id = ?").run(second.id)
    settleByReports(office.db, office.now.at)
    expect(states(office)).toMatchObject([{ state: 'uncertain' }, { state: 'delivered' }])
  })

  it('is of nobody where nothing is uncertain', async () => {
    const office = await sentOne()
    await fetch(office, [report(office, { providerId: 'stranger' })])
    expect(states(office)).toMatchObject([{ state: 'submitted', providerId: 'P1' }])
  })
})

describe('without a line to the reports', () => {
  it('the job goes on, and what was kept before is still used', async () => {
    const office = await sentOne()
    const { db, clock } = office
    const warned: string[] = []
    const log = { info: () => undefined, warn: (what: string) => warned.push(what), error: () => undefined }
    const source: DeliveryReports = { pull: () => Promise.reject(new AppError('gateway_unreachable')) }
    const job = createReportsJob({ db, clock, log, emit: () => undefined }, source)
    await job.run(new AbortController().signal)
    await job.run(new AbortController().signal)
    expect(warned).toHaveLength(1)
  })
})

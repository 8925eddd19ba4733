import { describe, expect, it } from 'vitest'
import { createRandom } from '../../core/simulation/random.ts'
import type { SmsRow } from './sms-facts.ts'
import { planKills, underWayAt } from './sms-kills.ts'
import { createWatch } from './sms-watch.ts'

function sending(body: string, claimedAt: number): SmsRow {
  const known = { id: body, kind: 'arrival', state: 'sending', note: null, providerId: null, attempts: 1 }
  return { ...known, claimedAt, phone: 'p', body }
}

describe('the kills of a messages campaign', () => {
  it('are spread over the campaign, in order, the same for the same seed', () => {
    const kills = planKills(100, 2000, createRandom(1))
    const moments = kills.map(({ afterArrivals }) => afterArrivals)
    expect(kills).toHaveLength(100)
    expect(moments).toEqual([...moments].sort((a, b) => a - b))
    expect(moments.filter(moment => moment < 1000).length).toBeGreaterThan(30)
    expect(moments.filter(moment => moment >= 1000).length).toBeGreaterThan(30)
    expect(planKills(100, 2000, createRandom(1))).toEqual(kills)
    expect(planKills(100, 2000, createRandom(2))).not.toEqual(kills)
  })

  it('tell how far each message was', () => {
    let now = 10
    const watch = createWatch(() => now)
    for (const text of ['p open', 'p answered', 'p late', 'p again']) watch.arrived(text)
    now = 12
    watch.answered('p answered')
    watch.answered('p again')
    now = 20
    watch.answered('p late')
    const rows = [
      sending('open', 10),
      sending('answered', 10),
      // Answered when the program was gone.
      sending('late', 10),
      // An earlier try came and was answered; of this one nothing has come.
      sending('again', 11),
      sending('never', 11),
    ]
    const life = { begunAt: 5, killedAt: 15 }
    expect(underWayAt(life, rows, watch)).toEqual({ claimed: 2, withProvider: 2, answeredNotStored: 1 })
    // Left behind by an earlier program.
    const next = { begunAt: 13, killedAt: 15 }
    expect(underWayAt(next, rows, watch)).toEqual({ claimed: 0, withProvider: 0, answeredNotStored: 0 })
  })

  it('wait for what the provider sees, and not for ever', async () => {
    const watch = createWatch(() => 0)
    const arrival = watch.next('arrival', 1000)
    const answer = watch.next('answer', 20)
    watch.arrived('p text')
    expect([await arrival, await answer]).toEqual([true, false])
    expect([watch.total(), watch.arrivals.get('p text')]).toEqual([1, 1])
  })
})

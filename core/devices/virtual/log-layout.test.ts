import { describe, expect, it } from 'vitest'
import { decodeLogs, type LogLayoutName } from '../zkteco/log-records.ts'
import { decodeFreeSizes } from '../zkteco/records.ts'
import { splitTable } from '../zkteco/tables.ts'
import { CMD } from '../zkteco/commands.ts'
import { encodeLogLine } from './log-layout.ts'
import { logIn, readTable, startTerminal } from '../../testing/test-terminal.ts'

// 2018-06-25 17:41:05
const line = { uid: 0x0102, userId: '1003', verify: 1, state: 2, rawTime: 0x2368b131, workCode: 0x0a0b0c0d }
const ID_40 = `0201${Buffer.from('1003').toString('hex')}00${'a5'.repeat(19)}`

describe('log lines', () => {
  it.each<readonly [LogLayoutName, string]>([
    ['tft40', `${ID_40}0131b16823020d0c0b0aa5a5a5a5`],
    ['tft49', `${ID_40}0131b16823020d0c0b0aa5a5a5a5${'a5'.repeat(9)}`],
    ['bw16', 'eb03000031b168230201a5a50d0c0b0a'],
    ['bw16swapped', 'eb03000031b168230102a5a50d0c0b0a'],
    ['bw8', '02010131b1682302'],
    ['zem8', '02012a0031b16823'],
    ['wl22', '0201313030330000000000000131b168230200000000'],
  ])('of the form %s have the bytes of the protocol notes, poisoned where they mean nothing', (layout, hex) => {
    expect(Buffer.from(encodeLogLine(line, layout, 0xa5)).toString('hex')).toBe(hex)
  })

  it('of ZEM500 boards have no place for "no key pressed"', () => {
    expect(encodeLogLine({ ...line, state: 255 }, 'zem8')[2]).toBe(0x28)
  })

  it.each<readonly [LogLayoutName, number]>([
    ['tft40', 40],
    ['tft49', 49],
    ['bw16', 16],
    ['bw16swapped', 16],
    ['bw8', 8],
    ['zem8', 8],
    ['wl22', 22],
  ])('of the form %s are given as the log table', async (logLayout, width) => {
    const { served, terminal } = await startTerminal({ logLayout })
    const body = await readTable(await logIn(served), 'logs')
    expect(splitTable(body, width)).toHaveLength(200)
    expect(decodeLogs(body, logLayout).map(log => log.rawTime)).toEqual(terminal.log().map(log => log.rawTime))
  })
})

describe('a family', () => {
  it.each([
    ['tft', 72, 40, 32, '10'],
    ['bw', 28, 16, 12, '9'],
  ] as const)('%s says how users, lines and events look', async (family, userWidth, logWidth, eventLength, version) => {
    const { served, terminal } = await startTerminal({ family })
    const client = await logIn(served)
    expect(splitTable(await readTable(client, 'users'), userWidth)).toHaveLength(40)
    expect(splitTable(await readTable(client, 'logs'), logWidth)).toHaveLength(200)
    expect(terminal.eventLength).toBe(eventLength)
    expect(Buffer.from((await client.ask(CMD.OPTIONS_RRQ, Buffer.from('~ZKFPVersion'))).data).toString()).toBe(
      `~ZKFPVersion=${version}\0`,
    )
  })

  it.each([92, 80, 72, 36] as const)('gives its sizes in %i bytes', async sizesLength => {
    const { served } = await startTerminal({ sizesLength })
    const { data } = await (await logIn(served)).ask(CMD.GET_FREE_SIZES)
    expect(data).toHaveLength(sizesLength)
    expect(decodeFreeSizes(data)).toMatchObject({ users: 40, fingers: 12, logs: 200 })
  })
})

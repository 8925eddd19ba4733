import { describe, expect, it } from 'vitest'
import { isOwnGround, nearby, neighbours } from './subnet-rules.ts'

describe('where terminals may be looked for', () => {
  it.each([
    ['192.168.1.20', true],
    ['10.4.5.6', true],
    ['172.16.0.9', true],
    ['172.31.255.1', true],
    ['127.0.0.1', true],
    ['169.254.10.10', true],
    ['172.32.0.1', false],
    ['192.169.1.1', false],
    ['8.8.8.8', false],
    ['41.90.64.1', false],
    ['gate.school.example', false],
    ['192.168.1', false],
    ['192.168.1.256', false],
    ['::1', false],
  ])('%s: %s', (ip, own) => {
    expect(isOwnGround(ip)).toBe(own)
    if (!own) expect([neighbours(ip, 24).hosts, nearby(ip)]).toEqual([[], []])
  })

  it('is the rest of the own network, without its first and last address', () => {
    const { subnet, hosts } = neighbours('192.168.1.20', 24)
    expect([subnet, hosts.length, hosts[0], hosts.at(-1)]).toEqual([
      '192.168.1.0/24',
      253,
      '192.168.1.1',
      '192.168.1.254',
    ])
    expect(hosts).not.toContain('192.168.1.20')
    expect(neighbours('192.168.1.20', 30).hosts).toEqual(['192.168.1.21', '192.168.1.22'])
  })

  it('is at most a thousand addresses of a wide network: those around the own one', () => {
    const { subnet, hosts } = neighbours('10.20.30.40', 8)
    expect([subnet, hosts.length]).toEqual(['10.20.28.0/22', 1021])
  })

  it('begins next to where a terminal was', () => {
    const around = nearby('192.168.1.20')
    expect(around.slice(0, 4).sort()).toEqual(['192.168.1.18', '192.168.1.19', '192.168.1.21', '192.168.1.22'])
    expect(around).toHaveLength(253)
  })
})

import { networkInterfaces } from 'node:os'
import { isOwnGround, nearby, neighbours } from './subnet-rules.ts'

export type Place = { readonly host: string; readonly port: number }

/** Where terminals may be asked for: never further than the office's own private networks. */
export type OfficeNetwork = {
  /** The networks this computer is in. */
  subnets(): readonly { readonly name: string; readonly places: readonly Place[] }[]
  /** Around the address that a terminal had. */
  near(place: Place): readonly Place[]
}

const usualPort = 4370

/** As this computer's network interfaces say it now. */
export function officeNetwork(): OfficeNetwork {
  return {
    subnets() {
      const found = new Map<string, Place[]>()
      for (const one of Object.values(networkInterfaces()).flatMap(list => list ?? [])) {
        if (one.internal || one.family !== 'IPv4' || !isOwnGround(one.address)) continue
        const { subnet, hosts } = neighbours(one.address, Number(one.cidr?.split('/')[1] ?? 24))
        found.set(
          subnet,
          hosts.map(host => ({ host, port: usualPort })),
        )
      }
      return [...found].map(([name, places]) => ({ name, places }))
    },
    near: ({ host, port }) => nearby(host).map(other => ({ host: other, port })),
  }
}

import { AppError } from '../contract/errors.ts'
import type {
  DeviceDriver,
  DeviceSession,
  DeviceUser,
  DeviceUserDraft,
  EnrollStep,
  FingerTemplate,
  TemplateUpload,
} from '../ports.ts'

type Enrolling = (
  request: { readonly userId: string; readonly finger: number },
  onStep: (step: EnrollStep) => void,
  signal: AbortSignal,
) => Promise<Uint8Array>

/** A terminal at the driver's port, for tests of what is done with fingers; its bytes are tested elsewhere. */
export type FingerTerminal = {
  readonly driver: DeviceDriver
  readonly users: Map<string, DeviceUser>
  /** By `userId/finger`. */
  readonly fingers: Map<string, { readonly flag: number; readonly template: Uint8Array }>
  /** Every call that changes something, in order. */
  readonly changes: string[]
  /** What becomes of an enrollment; the template it answers is what the terminal then holds. */
  enrolling: Enrolling
  /** The log is not read before this; the line is taken up as long. */
  reading: Promise<void>
  /** Pulls the cable, or plugs it in. */
  plug(plugged: boolean): void
}

/** Three good presses. */
export const threePresses: Enrolling = ({ userId, finger }, onStep, signal) => {
  for (const press of [1, 2, 3]) {
    if (signal.aborted) throw new AppError('enroll_cancelled')
    onStep({ kind: 'place', press, of: 3 })
    onStep({ kind: 'lift', press, of: 3 })
  }
  return Promise.resolve(Uint8Array.from({ length: 500 }, (_, i) => (i * 7 + Number(userId) + finger) % 256))
}

/** Nobody presses; ends when it is cancelled. */
export const nobodyPresses: Enrolling = (_, onStep, signal) => {
  onStep({ kind: 'place', press: 1, of: 3 })
  return new Promise((_resolve, reject) => {
    const end = () => {
      reject(new AppError('enroll_cancelled'))
    }
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
  })
}

export function createFingerTerminal(serial = 'FT0001'): FingerTerminal {
  let plugged = true
  const lines = new Set<() => void>()
  const terminal: FingerTerminal = {
    users: new Map(),
    fingers: new Map(),
    changes: [],
    enrolling: threePresses,
    reading: Promise.resolve(),
    plug(next) {
      plugged = next
      if (!next) for (const cut of [...lines]) cut()
    },
    driver: {
      connect: () => (plugged ? Promise.resolve(openLine()) : Promise.reject(new AppError('device_offline'))),
    },
  }

  function openLine(): DeviceSession {
    const line = { open: true }
    const ends: ((reason: Error | null) => void)[] = []
    const ended = new Promise<Error | null>(resolve => void ends.push(resolve))
    const hangUps = new Set<(error: AppError) => void>()
    const close = (reason: AppError | null) => {
      line.open = false
      lines.delete(cut)
      for (const hangUp of hangUps) hangUp(reason ?? new AppError('device_offline', { reason: 'closed' }))
      for (const end of ends) end(reason)
    }
    const cut = () => {
      close(new AppError('device_offline', { reason: 'cut' }))
    }
    lines.add(cut)

    /** What the terminal does, unless its line is lost before it answers. */
    function ask<T>(work: () => T | Promise<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        if (!line.open) {
          reject(new AppError('device_offline'))
          return
        }
        hangUps.add(reject)
        void Promise.resolve()
          .then(work)
          .then(resolve, reject)
          .finally(() => hangUps.delete(reject))
      })
    }

    return {
      info: { serial, name: 'Finger Terminal', platform: 'TEST_TFT', firmware: 'Ver 6.60' },
      protocol: { transport: 'tcp', family: 'tft', templateVersion: '10' },
      ended,
      getTime: () => ask(() => 0),
      setTime: () => ask(() => undefined),
      options: () => ask(() => ({})),
      sizes: () =>
        ask(() => ({
          users: terminal.users.size,
          fingers: terminal.fingers.size,
          logs: 0,
          userCapacity: 1000,
          fingerCapacity: 3000,
          logCapacity: 100_000,
        })),
      users: () => ask(() => [...terminal.users.values()]),
      putUser: draft => ask(() => putUser(draft)),
      removeUser: userId => ask(() => removeUser(userId)),
      templates: () => ask(() => [...terminal.fingers.keys()].flatMap(key => held(key) ?? [])),
      template: (userId, finger) => ask(() => held(`${userId}/${finger}`)),
      putTemplates: items => ask(() => putTemplates(items)),
      removeTemplate: (userId, finger) =>
        ask(() => changed(`remove ${userId}/${finger}`, terminal.fingers.delete(`${userId}/${finger}`))),
      enroll: (request, onStep, signal) =>
        ask(async () => {
          const template = await terminal.enrolling(
            request,
            step => {
              if (line.open) onStep(step)
            },
            signal,
          )
          if (!line.open) throw new AppError('device_offline')
          terminal.fingers.set(`${request.userId}/${request.finger}`, { flag: 1, template: Uint8Array.from(template) })
          onStep({ kind: 'reading_back' })
          return { userId: request.userId, uid: 1, finger: request.finger, flag: 1, template }
        }),
      endEnrollment: () => ask(() => undefined),
      readLogs: () =>
        ask(async () => {
          await terminal.reading
          return []
        }),
      clearLogs: () => ask(() => undefined),
      operationLog: () => ask(() => new Uint8Array(0)),
      listen: () => ask(() => undefined),
      ping: () => ask(() => undefined),
      refresh: () => ask(() => undefined),
      restart: () => ask(() => undefined),
      close: () => {
        if (line.open) close(null)
        return Promise.resolve()
      },
    }
  }

  function changed<T>(what: string, result: T): T {
    terminal.changes.push(what)
    return result
  }

  function putUser(draft: DeviceUserDraft): DeviceUser {
    const uid = draft.uid ?? terminal.users.get(draft.userId)?.uid ?? terminal.users.size + 1
    const user = { uid, userId: draft.userId, name: draft.name, privilege: draft.privilege ?? 0, card: draft.card ?? 0 }
    terminal.users.set(draft.userId, user)
    return changed(`user ${draft.userId}`, user)
  }

  function removeUser(userId: string): boolean {
    for (const key of [...terminal.fingers.keys()]) if (key.startsWith(`${userId}/`)) terminal.fingers.delete(key)
    return changed(`remove ${userId}`, terminal.users.delete(userId))
  }

  function putTemplates(items: readonly TemplateUpload[]) {
    for (const { user, fingers } of items) {
      putUser(user)
      for (const { finger, flag, template } of fingers) {
        terminal.fingers.set(`${user.userId}/${finger}`, { flag, template: Uint8Array.from(template) })
        terminal.changes.push(`finger ${user.userId}/${finger}`)
      }
    }
    const fingers = items.reduce((sum, item) => sum + item.fingers.length, 0)
    return { mode: 'single' as const, users: items.length, fingers }
  }

  function held(key: string): FingerTemplate | null {
    const found = terminal.fingers.get(key)
    const [userId = '', finger] = key.split('/')
    if (found === undefined) return null
    return { userId, uid: 1, finger: Number(finger), flag: found.flag, template: Uint8Array.from(found.template) }
  }

  return terminal
}

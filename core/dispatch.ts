import { addAudit } from './audit/audit.repo.ts'
import type { CallLimit } from './call-limit.ts'
import { api } from './contract/api.ts'
import type { ChannelName } from './contract/api.ts'
import type { Channel } from './contract/define.ts'
import { AppError } from './contract/errors.ts'
import type { ErrorCode, Result } from './contract/errors.ts'
import { allows } from './contract/permissions.ts'
import type { SessionUser } from './contract/session.ts'
import type { Db, Tx } from './db/open.ts'
import { storageError } from './db/storage-error.ts'
import { transact } from './db/transact.ts'
import { newId } from './ids.ts'
import type { Clock, Log } from './ports.ts'
import type { AuditFacts, Caller, UseCases } from './use-case.ts'

export type Dispatch = (windowId: number, channel: unknown, input: unknown) => Promise<Result>

type Parts = {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly userOf: (windowId: number) => SessionUser | null
  readonly limit: CallLimit
  readonly useCases: UseCases
  /** Hears the code of every call that failed. */
  readonly onFailure: (code: ErrorCode) => void
}

type AnyUseCase = (input: unknown, caller: Caller) => unknown

/** A call that keeps the main process from anything else for longer is written down. */
const slowMs = 50

/**
 * The only door of the core: is the channel known, the person allowed, the input right? Then the use case, and the
 * audit row. Never throws: a failure comes back as its code, and an unexpected one as a reference to the log alone.
 */
export function createDispatch({ db, clock, log, userOf, limit, useCases, onFailure }: Parts): Dispatch {
  return async (windowId, channel, input) => {
    if (!limit.take(windowId)) return failed(new AppError('too_many_calls'), 'any')
    if (!isChannel(channel)) return failed(new AppError('unknown_channel'), 'unknown')

    const spec: Channel = api[channel]
    const entry = auditEntry(spec, channel, userOf(windowId))
    const result = await attempt(spec, channel, input, windowId, entry)
    if (entry.writtenWithWork && result.ok) return result
    try {
      // Nobody gets an answer, not even the personal data a query opens, unless it is written down who asked.
      entry.write(db, result.ok ? 'ok' : result.error.code)
      return result
    } catch (error) {
      return failed(error, channel)
    }
  }

  async function attempt(
    spec: Channel,
    channel: ChannelName,
    input: unknown,
    windowId: number,
    entry: AuditNote,
  ): Promise<Result> {
    try {
      const user = userOf(windowId)
      if (!allows(user?.role ?? null, spec.access)) throw new AppError(user === null ? 'not_signed_in' : 'forbidden')
      const parsed = spec.input.safeParse(input)
      if (!parsed.success) throw new AppError('invalid_input', fieldOf(parsed.error.issues[0]?.path ?? []))
      entry.setInput(parsed.data)
      return { ok: true, value: await timed(channel, parsed.data, { windowId, user, audit: entry.writeWithWork }) }
    } catch (error) {
      return failed(error, channel)
    }
  }

  /** Times the part that occupies the main process; waiting for a disk or a person does not. */
  function timed(channel: ChannelName, input: unknown, caller: Caller): unknown {
    const useCase = useCases[channel] as AnyUseCase
    const startedAt = performance.now()
    try {
      return useCase(input, caller)
    } finally {
      const ms = Math.round(performance.now() - startedAt)
      if (ms > slowMs) log.warn('a slow call', { channel, ms })
    }
  }

  function failed(thrown: unknown, channel: string): Result {
    const error = storageError(thrown)
    if (error instanceof AppError) {
      onFailure(error.code)
      return { ok: false, error: { code: error.code, details: error.details } }
    }
    const reference = newId()
    log.error('a call failed', error, { channel, reference })
    onFailure('internal')
    return { ok: false, error: { code: 'internal', details: { reference } } }
  }

  type AuditNote = ReturnType<typeof auditEntry>

  function auditEntry(spec: Channel, channel: ChannelName, user: SessionUser | null) {
    const { audit } = spec
    let entityId: string | null = null

    function add(tx: Tx, outcome: 'ok' | ErrorCode, facts: AuditFacts = {}): void {
      if (audit === undefined) return
      const { action, entity } = audit
      const who = facts.user ?? user
      addAudit(tx, {
        at: clock.now(),
        userId: who?.id ?? null,
        username: who?.username ?? null,
        action,
        channel,
        entity,
        entityId: facts.entityId ?? entityId,
        outcome,
        why: facts.why ?? null,
      })
    }

    const note = {
      writtenWithWork: audit === undefined,
      setInput(parsed: unknown) {
        if (audit?.idField !== undefined) entityId = textField(parsed, audit.idField)
      },
      writeWithWork: (tx: Tx, facts?: AuditFacts) => {
        add(tx, 'ok', facts)
        note.writtenWithWork = true
      },
      write(tx: Tx, outcome: 'ok' | ErrorCode) {
        if (audit !== undefined) transact(tx, inner => add(inner, outcome))
      },
    }
    return note
  }
}

function isChannel(channel: unknown): channel is ChannelName {
  return typeof channel === 'string' && Object.hasOwn(api, channel)
}

function textField(parsed: unknown, field: string): string | null {
  if (typeof parsed !== 'object' || parsed === null) return null
  const value: unknown = Object.getOwnPropertyDescriptor(parsed, field)?.value
  return typeof value === 'string' ? value : null
}

/** Where in the input the first fault is; never what was there. */
function fieldOf(path: readonly PropertyKey[]): { field?: string } {
  return path.length === 0 ? {} : { field: path.map(String).join('.') }
}

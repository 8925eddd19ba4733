import type { ChannelName, Output, Parsed } from './contract/api.ts'
import type { AnyEvent } from './contract/events.ts'
import type { SessionUser } from './contract/session.ts'
import type { Db, Tx } from './db/open.ts'
import type { Ports } from './ports.ts'

/** Who asks: a window by its id, and the person signed in there. Never taken from the message. */
export type Caller = {
  readonly windowId: number
  readonly user: SessionUser | null
  /**
   * Writes the call's audit row in the transaction that does the work, so that neither is there without the other.
   * A command that does not use it is written down after it has ended.
   */
  readonly audit: (tx: Tx, facts?: AuditFacts) => void
}

/** What only the use case knows: the id of what it made, the person who has just signed in, the reason given. */
export type AuditFacts = { readonly entityId?: string; readonly user?: SessionUser; readonly why?: string }

/** What every area gets. `emit` announces to the windows and is called only after a commit. */
export type Deps = Ports & { readonly db: Db; readonly emit: (event: AnyEvent) => void }

export type UseCase<C extends ChannelName> = (input: Parsed<C>, caller: Caller) => Output<C> | Promise<Output<C>>
export type UseCases = { [C in ChannelName]: UseCase<C> }
/** One handler for each row of an area, or it does not compile. */
export type UseCasesFor<Area extends string> = {
  [C in Extract<ChannelName, `${Area}.${string}`>]: UseCase<C>
}

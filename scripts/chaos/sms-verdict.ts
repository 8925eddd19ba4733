import type { DeliveryReport } from '../../core/ports.ts'
import { digest } from '../../core/simulation/sms-provider/desk.ts'
import type { Fault } from '../../core/simulation/sms-provider/faults.ts'
import { faults } from '../../core/simulation/sms-provider/faults.ts'
import { duplicatesIn, textOf } from '../demo/gateway-journal.ts'
import type { Accepted } from '../demo/gateway-journal.ts'
import { countEach } from '../demo/verdict.ts'
import type { SmsFacts, SmsRow } from './sms-facts.ts'
import type { UnderWay } from './sms-kills.ts'
import type { SmsPlan } from './sms-plan.ts'

export type SmsEvidence = {
  readonly plan: SmsPlan
  readonly facts: SmsFacts
  /** What the provider took. */
  readonly journal: readonly Accepted[]
  /** What it has reported of it. */
  readonly reports: readonly Pick<DeliveryReport, 'providerId' | 'status'>[]
  /** How often each text came to the provider, by `textOf`. */
  readonly arrivals: ReadonlyMap<string, number>
  readonly injected: ReadonlyMap<Fault, number>
  readonly kills: readonly UnderWay[]
}

const finalStates = ['delivered', 'undelivered']
/** The provider has said that it took it, or a report has. */
const sentStates = ['submitted', ...finalStates]
/** Nothing went out, and nothing will. */
const unsentStates = ['rejected', 'expired', 'cancelled']
/** Not final, and shown to the office as what it is. */
const openToOffice = ['uncertain', 'held_provider']
const finalReports = ['Success', 'Failed', 'Rejected']
/** Outcomes after which a message may have gone out. */
const mayBeOut = [null, 'ambiguous', 'held', 'accepted']

/** Everything that does not add up, in words. Empty when all is well. */
export function smsFaults(evidence: SmsEvidence): string[] {
  return [...doubled(evidence), ...lost(evidence), ...untrue(evidence), ...unsettled(evidence), ...unproven(evidence)]
}

function doubled({ journal, facts, arrivals }: SmsEvidence): string[] {
  const attempts = countEach(facts.attempts.map(({ messageId }) => messageId))
  const again = facts.attempts.filter(
    ({ messageId, attempt, outcome }) => mayBeOut.includes(outcome) && attempt < (attempts.get(messageId) ?? 0),
  )
  const unclaimed = facts.messages.filter(message => (arrivals.get(textOf(message)) ?? 0) > message.attempts)
  const miscounted = facts.messages.filter(message => message.attempts !== (attempts.get(message.id) ?? 0))
  const pairs = facts.causes.map(({ pin, phone }) => `${pin} ${phone}`)
  return [
    ...fault(duplicatesIn(journal), 'messages reached somebody twice'),
    ...fault(pairs.length - new Set(pairs).size, 'children have a second cause for the same guardian'),
    ...fault(again.length, 'messages were tried again after a try that may have gone out'),
    ...fault(unclaimed.length, 'messages came to the provider more often than they were claimed'),
    ...fault(miscounted.length, 'messages have more or fewer attempts than evidence of attempts'),
  ]
}

function lost({ plan, facts }: SmsEvidence): string[] {
  const told = new Set(facts.causes.map(({ pin, phone }) => `${pin} ${phone}`))
  const known = new Set(facts.causes.map(({ pin }) => pin))
  const missing = plan.children.flatMap(({ pin, guardians }) =>
    guardians.filter(index => {
      const phone = digest(plan.guardians[index]?.phone ?? '')
      // A phone that gets nothing any more is passed over; of the child there is a row all the same.
      return !told.has(`${pin} ${phone}`) && !(facts.blocked.has(phone) && known.has(pin))
    }),
  )
  const final = [...sentStates, ...unsentStates, ...openToOffice]
  const stuck = facts.messages.filter(({ state }) => !final.includes(state))
  return [
    ...fault(missing.length, 'messages are missing from the outbox'),
    ...fault(stuck.length, 'messages are neither final nor shown as uncertain'),
  ]
}

/** States that say something else than what happened at the provider. */
function untrue({ journal, facts }: SmsEvidence): string[] {
  const taken = new Set(journal.map(textOf))
  const takenIds = new Set(journal.map(({ providerId }) => providerId))
  const written = new Set(facts.messages.map(textOf))
  const invented = facts.messages.filter(
    message =>
      sentStates.includes(message.state) && !(takenIds.has(message.providerId ?? '') && taken.has(textOf(message))),
  )
  const ids = facts.messages.flatMap(({ state, providerId }) => (sentStates.includes(state) ? [providerId] : []))
  const denied = facts.messages.filter(message => unsentStates.includes(message.state) && taken.has(textOf(message)))
  const strange = journal.filter(one => !written.has(textOf(one)))
  return [
    ...fault(invented.length, 'messages are called sent, and the provider never took them'),
    ...fault(ids.length - new Set(ids).size, 'messages stand for the same one of the provider'),
    ...fault(denied.length, 'messages are called not sent, and the provider took them'),
    ...fault(strange.length, 'messages were taken that are not in the outbox'),
  ]
}

/**
 * A report names the phone and no text: an uncertain message can be settled where each one to its phone that may have
 * gone out has a report, and must not be otherwise.
 */
function unsettled(evidence: SmsEvidence): string[] {
  const { messages } = evidence.facts
  const { any, final } = reportedIds(evidence)
  const known = (ids: ReadonlySet<string>, { providerId }: SmsRow) => providerId !== null && ids.has(providerId)
  const short = messages.filter(message => known(final, message) && !finalStates.includes(message.state))
  const over = messages.filter(message => !known(final, message) && finalStates.includes(message.state))
  const open = messages.filter(message => known(any, message) && message.state === 'uncertain')
  const findable = unfound(evidence).filter(({ uncertain, reports }) => reports >= uncertain)
  return [
    ...fault(short.length, 'messages are not final, and a final report has come'),
    ...fault(over.length, 'messages are called final without a final report'),
    ...fault(open.length, 'messages are uncertain, and a report has come of them'),
    ...fault(findable.length, 'phones have uncertain messages and as many reports'),
  ]
}

function reportedIds({ reports }: Pick<SmsEvidence, 'reports'>) {
  const ended = reports.filter(({ status }) => finalReports.includes(status))
  return {
    any: new Set(reports.map(({ providerId }) => providerId)),
    final: new Set(ended.map(({ providerId }) => providerId)),
  }
}

/** Phones to which something was taken and reported that no message is known by. */
function unfound({ facts, journal, reports }: SmsEvidence) {
  const { any } = reportedIds({ reports })
  const known = new Set(facts.messages.map(({ providerId }) => providerId))
  const unknown = countEach(
    journal.filter(({ providerId }) => any.has(providerId) && !known.has(providerId)).map(({ phone }) => phone),
  )
  const uncertain = countEach(
    facts.messages
      .filter(({ state, providerId }) => state === 'uncertain' && providerId === null)
      .map(({ phone }) => phone),
  )
  return [...unknown].map(([phone, times]) => ({ reports: times, uncertain: uncertain.get(phone) ?? 0 }))
}

/** What the run did not try, and therefore does not show. */
function unproven({ injected, facts, kills }: SmsEvidence): string[] {
  const never = (Object.keys(faults) as Fault[]).filter(name => (injected.get(name) ?? 0) === 0)
  const seen = (reason: string) => facts.attempts.some(attempt => attempt.reason === reason)
  const unseen = ['ECONNREFUSED', 'reply_timeout', 'ECONNRESET', 'not_e164', 'invalid_for_package'].filter(
    reason => !seen(reason),
  )
  const { before_claim, with_provider, answered_not_stored } = killsByPhase(kills)
  const spared = Object.entries({ before_claim, with_provider, answered_not_stored }).flatMap(([phase, times]) =>
    kills.length > 0 && times === 0 ? [phase] : [],
  )
  return [
    ...(never.length === 0 ? [] : [`never went wrong in this way: ${never.join(', ')}`]),
    ...(unseen.length === 0 ? [] : [`never seen by the program: ${unseen.join(', ')}`]),
    ...(spared.length === 0 ? [] : [`no kill in the phase: ${spared.join(', ')}`]),
  ]
}

/** The campaign in figures. */
export function countSms(evidence: SmsEvidence) {
  const { facts, journal, arrivals, injected, kills } = evidence
  const uncertain = facts.messages.filter(({ state }) => state === 'uncertain')
  const taken = new Map(journal.map(one => [textOf(one), one.providerId]))
  const { any } = reportedIds(evidence)
  return {
    messages: facts.messages.length,
    punches: facts.punches,
    requests: sum([...arrivals.values()]),
    attempts: facts.attempts.length,
    provider_accepted: journal.length,
    duplicates: duplicatesIn(journal),
    states: sorted(countEach(facts.messages.map(({ state }) => state))),
    uncertain_and_accepted: uncertain.filter(message => taken.has(textOf(message))).length,
    uncertain_and_accepted_but_never_reported: uncertain.filter(message => {
      const id = taken.get(textOf(message))
      return id !== undefined && !any.has(id)
    }).length,
    reports_that_fit_more_than_one: sum(unfound(evidence).map(({ reports }) => reports)),
    settled_by_reports: facts.adopted,
    interrupted: facts.attempts.filter(({ outcome }) => outcome === null).length,
    outcomes: sorted(countEach(facts.attempts.map(({ outcome, reason }) => outcomeName(outcome, reason)))),
    injected_total: sum([...injected.values()]),
    injected: sorted(injected),
    kills: kills.length,
    kills_by_phase: killsByPhase(kills),
    killed_messages: {
      claimed: sum(kills.map(({ claimed }) => claimed)),
      with_provider: sum(kills.map(({ withProvider }) => withProvider)),
      answered_not_stored: sum(kills.map(({ answeredNotStored }) => answeredNotStored)),
    },
  }
}

/** A kill counts for each phase in which it found a message, and so for more than one. */
function killsByPhase(kills: readonly UnderWay[]) {
  const found = (is: (kill: UnderWay) => boolean) => kills.filter(is).length
  return {
    before_claim: found(
      ({ claimed, withProvider, answeredNotStored }) => claimed + withProvider + answeredNotStored === 0,
    ),
    claimed: found(({ claimed }) => claimed > 0),
    with_provider: found(({ withProvider }) => withProvider > 0),
    answered_not_stored: found(({ answeredNotStored }) => answeredNotStored > 0),
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}

function outcomeName(outcome: string | null, reason: string | null): string {
  return [outcome ?? 'interrupted', reason].filter(word => word !== null).join(' ')
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function fault(count: number, text: string): string[] {
  return count === 0 ? [] : [`${Math.abs(count)} ${text}`]
}

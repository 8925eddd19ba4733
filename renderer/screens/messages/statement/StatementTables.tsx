import type { ReactNode } from 'react'
import type { Statement, StatementLine } from '../../../../core/contract/messages.ts'
import { moneyText } from '../../../money.ts'
import { t } from '../../../strings/t.ts'

const words = t.statement

/** Texts by kind with what they cost, and those that did not arrive by reason. */
export function StatementTables({ facts: { lines, failures } }: { facts: Statement }) {
  const { columns } = words
  return (
    <div className="min-w-0 flex-1">
      <table className="w-full max-w-200">
        <thead className="text-xs text-ink-2">
          <tr className="border-b border-line">
            <Head first>{columns.kind}</Head>
            <Head>{columns.messages}</Head>
            <Head>{columns.parts}</Head>
            <Head>{columns.cost}</Head>
            <Head>{columns.delivered}</Head>
            <Head>{columns.failed}</Head>
          </tr>
        </thead>
        <tbody>
          {lines.map(line => (
            <Line key={line.kind} name={t.messageKinds[line.kind]} line={line} />
          ))}
          <Line name={words.together} line={together(lines)} strong />
        </tbody>
      </table>
      <h2 className="mt-5 mb-1 font-semibold">{words.failures}</h2>
      {failures.length === 0 ? (
        <p className="text-ink-2">{words.noFailures}</p>
      ) : (
        <table className="w-full max-w-200">
          <thead className="text-xs text-ink-2">
            <tr className="border-b border-line">
              <Head first>{words.reason}</Head>
              <Head>{words.messages}</Head>
            </tr>
          </thead>
          <tbody>
            {failures.map(({ reason, messages }) => (
              <tr key={reason} className="border-b border-line">
                <td className="py-1.5">{reasonText(reason)}</td>
                <td className="py-1.5 text-right">{t.common.n(messages)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

/** Where no reason is known, the state stands for it. */
function reasonText(reason: string): string {
  const states: Readonly<Record<string, string>> = words.states
  return states[reason] ?? t.noteText(reason)
}

function Head({ first = false, children }: { first?: boolean; children: ReactNode }) {
  return <th className={first ? 'py-1.5 text-left font-medium' : 'py-1.5 text-right font-medium'}>{children}</th>
}

type LineProps = { name: string; line: Omit<StatementLine, 'kind'>; strong?: boolean }

function Line({ name, line, strong = false }: LineProps) {
  const { messages, parts, costMinor, delivered, failed } = line
  const cells = [
    t.common.n(messages),
    t.common.n(parts),
    moneyText(costMinor),
    t.common.n(delivered),
    t.common.n(failed),
  ]
  return (
    <tr className={strong ? 'border-b-2 border-line-strong font-semibold' : 'border-b border-line'}>
      <td className="py-1.5">{name}</td>
      {cells.map((cell, n) => (
        <td key={n} className="py-1.5 text-right">
          {cell}
        </td>
      ))}
    </tr>
  )
}

function together(lines: readonly StatementLine[]): Omit<StatementLine, 'kind'> {
  const sum = (of: (line: StatementLine) => number) => lines.reduce((total, line) => total + of(line), 0)
  return {
    messages: sum(line => line.messages),
    parts: sum(line => line.parts),
    costMinor: sum(line => line.costMinor),
    delivered: sum(line => line.delivered),
    failed: sum(line => line.failed),
  }
}

import { Check, Minus } from 'lucide-react'
import { permissions, rolePermissions, roles } from '../../../core/contract/permissions.ts'
import { t } from '../../strings/t.ts'

/** What each role may do, in plain words, from the same table that the program goes by. */
export function RolesTable() {
  return (
    <details className="p-4">
      <summary className="w-fit rounded-sm font-medium text-accent">{t.users.rolesTitle}</summary>
      <div tabIndex={0} role="region" aria-label={t.users.rolesTitle} className="mt-2 overflow-x-auto">
        <table className="w-full min-w-160 border-collapse">
          <thead>
            <tr className="border-b border-line text-xs text-ink-2">
              <th scope="col" className="min-w-60 py-1.5 pr-3 text-left font-medium">
                {t.users.permission}
              </th>
              {roles.map(role => (
                <th key={role} scope="col" className="w-28 px-1 py-1.5 font-medium">
                  {t.roles[role]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {permissions.map(permission => (
              <tr key={permission} className="border-b border-line">
                <th scope="row" className="py-1.5 pr-3 text-left font-normal">
                  {t.users.permissions[permission]}
                </th>
                {roles.map(role => (
                  <td key={role} className="px-1 text-center">
                    <Mark allowed={rolePermissions[role].includes(permission)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function Mark({ allowed }: { allowed: boolean }) {
  const Icon = allowed ? Check : Minus
  return (
    <span className={allowed ? 'text-present' : 'text-ink-3'}>
      <Icon aria-hidden size={16} className="mx-auto" />
      <span className="sr-only">{allowed ? t.users.yes : t.users.no}</span>
    </span>
  )
}

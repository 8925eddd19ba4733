import type { DeviceSession } from '../../../core/ports.ts'
import { roleOf } from '../roles.ts'
import type { Task } from '../task.ts'

/** Everyone on the terminal. */
export async function users(session: DeviceSession, { output }: Task): Promise<void> {
  const all = await session.users()
  await output.records(
    all.map(user => ({ ...user, role: roleOf(user.privilege) })),
    [
      { title: 'PIN', of: user => user.userId },
      { title: 'Name', of: user => user.name },
      { title: 'Role', of: user => user.role },
      { title: 'Card', of: user => (user.card === 0 ? '' : user.card) },
      { title: 'uid', of: user => user.uid },
    ],
    'There is nobody on this terminal.',
  )
  await output.say(`\n${all.length} ${all.length === 1 ? 'person' : 'people'}`)
}

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeviceSession, FingerTemplate } from '../../../core/ports.ts'
import { fingerName } from '../finger-names.ts'
import type { Task } from '../task.ts'

const FLAGS = new Map([
  [0, 'invalid'],
  [1, 'valid'],
  [3, 'duress'],
])

/** Which fingers the terminal holds. Their bytes are never printed, and written only where a person says. */
export async function templates(session: DeviceSession, { request, output }: Task): Promise<void> {
  const { templateVersion: version } = session.protocol
  const all = await session.templates(output.progress('Reading fingers'))
  const records = []
  for (const one of all) {
    const { userId, uid, finger, flag, template } = one
    const file = request.out === null ? null : await save(request.out, one, version)
    records.push({ userId, uid, finger, flag, version, bytes: template.length, ...(file !== null && { file }) })
  }
  await output.records(
    records,
    [
      { title: 'PIN', of: one => one.userId },
      { title: 'Finger', of: one => `${one.finger} ${fingerName(one.finger)}` },
      { title: 'State', of: one => FLAGS.get(one.flag) ?? `#${one.flag}` },
      { title: 'Version', of: one => one.version },
      { title: 'Bytes', of: one => one.bytes },
      ...(request.out === null ? [] : [{ title: 'File', of: (one: { file?: string }) => one.file ?? '' }]),
    ],
    'There are no fingers on this terminal.',
  )
  await output.say(`\n${all.length} ${all.length === 1 ? 'finger' : 'fingers'}, templates of version ${version}`)
  if (request.out !== null && all.length > 0) {
    output.note('The files hold fingerprints of people: keep them no longer than needed.')
  }
}

/** @throws the system's error; a file that exists is not written over */
async function save(
  folder: string,
  { userId, uid, finger, template }: FingerTemplate,
  version: string,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // An id is text that somebody typed: it could lead out of the folder.
  const pin = /^[A-Za-z0-9]{1,24}$/.test(userId) ? userId : `uid${uid}`
  const file = join(folder, `${pin}-finger${finger}.v${version.replace(/\W/g, '')}.template`)
  await writeFile(file, template, { mode: 0o600, flag: 'wx' })
  return file
}

import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { AppError } from '../contract/errors.ts'

const inflate = promisify(inflateRaw)

const localHeader = 0x04034b50
const centralHeader = 0x02014b50
const endOfDirectory = 0x06054b50
const localBytes = 30
const centralBytes = 46
const endBytes = 22
const longestComment = 0xffff

type Entry = {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

export type ZipFile = { readonly bytes: Buffer; readonly crc: number }

/**
 * Unpacks the files of a ZIP archive that are wanted. What they say of their size is added up before anything is
 * unpacked, and none may be larger than it says: an archive made to fill the memory is refused.
 * @param mostBytes of all wanted files together, unpacked
 * @throws AppError `file_unreadable`, `file_too_big`
 */
export async function unzip(
  archive: Buffer,
  wanted: (name: string) => boolean,
  mostBytes: number,
): Promise<Map<string, ZipFile>> {
  const entries = directoryOf(archive).filter(({ name }) => wanted(name))
  const total = entries.reduce((sum, { size }) => sum + size, 0)
  if (total > mostBytes) throw new AppError('file_too_big', { reason: 'unpacked' })
  const files = new Map<string, ZipFile>()
  for (const entry of entries) files.set(entry.name, { bytes: await contentOf(archive, entry), crc: entry.crc })
  return files
}

/** An archive of these files as they are, without compression. */
export function zipStored(files: ReadonlyMap<string, ZipFile>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, { bytes, crc }] of files) {
    const path = Buffer.from(name, 'utf8')
    const local = Buffer.alloc(localBytes)
    local.writeUInt32LE(localHeader, 0)
    local.writeUInt16LE(10, 4)
    local.writeUInt32LE(crc, 14)
    local.writeUInt32LE(bytes.length, 18)
    local.writeUInt32LE(bytes.length, 22)
    local.writeUInt16LE(path.length, 26)
    const central = Buffer.alloc(centralBytes)
    central.writeUInt32LE(centralHeader, 0)
    local.copy(central, 6, 4, 28)
    central.writeUInt32LE(offset, 42)
    parts.push(local, path, bytes)
    directory.push(central, path)
    offset += localBytes + path.length + bytes.length
  }
  const end = Buffer.alloc(endBytes)
  end.writeUInt32LE(endOfDirectory, 0)
  end.writeUInt16LE(files.size, 8)
  end.writeUInt16LE(files.size, 10)
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  )
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}

function directoryOf(archive: Buffer): Entry[] {
  const end = endOf(archive)
  const entries: Entry[] = []
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (at + centralBytes > archive.length || archive.readUInt32LE(at) !== centralHeader) throw unreadable('zip')
    const nameEnd = at + centralBytes + archive.readUInt16LE(at + 28)
    const encrypted = (archive.readUInt16LE(at + 8) & 1) !== 0
    if (encrypted) throw unreadable('password')
    entries.push({
      name: archive.toString('utf8', at + centralBytes, nameEnd),
      method: archive.readUInt16LE(at + 10),
      crc: archive.readUInt32LE(at + 16),
      packed: archive.readUInt32LE(at + 20),
      size: archive.readUInt32LE(at + 24),
      offset: archive.readUInt32LE(at + 42),
    })
    at = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return entries
}

/** The end of the directory stands at the end of the file, but for a comment. */
function endOf(archive: Buffer): number {
  const earliest = Math.max(0, archive.length - endBytes - longestComment)
  for (let at = archive.length - endBytes; at >= earliest; at--) {
    if (archive.readUInt32LE(at) === endOfDirectory) return at
  }
  throw unreadable('zip')
}

async function contentOf(archive: Buffer, { method, packed, size, offset }: Entry): Promise<Buffer> {
  if (offset + localBytes > archive.length || archive.readUInt32LE(offset) !== localHeader) throw unreadable('zip')
  const start = offset + localBytes + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28)
  const raw = archive.subarray(start, start + packed)
  if (raw.length !== packed || (method !== 0 && method !== 8)) throw unreadable('zip')
  try {
    // At least one, because Node takes no limit of nothing.
    const bytes = method === 0 ? Buffer.from(raw) : await inflate(raw, { maxOutputLength: Math.max(1, size) })
    if (bytes.length === size) return bytes
  } catch (cause) {
    throw new AppError('file_unreadable', { reason: 'zip' }, { cause })
  }
  throw unreadable('zip')
}

function unreadable(reason: string): AppError {
  return new AppError('file_unreadable', { reason })
}

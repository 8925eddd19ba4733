/**
 * What is to be done about a value of the file, by what the database has and what the last import brought. The file is
 * followed only where the office has not written something else meanwhile. Empty text: nothing there.
 * @param unset what the database has when nobody has said anything
 */
export function judge(
  file: string,
  database: string,
  last: string | undefined,
  unset = '',
): 'same' | 'change' | 'conflict' {
  if (file === '' || file === database) return 'same'
  if (last === undefined) return database === unset ? 'change' : 'conflict'
  if (file === last) return 'same'
  return database === last ? 'change' : 'conflict'
}

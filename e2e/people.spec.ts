import type { Page } from 'playwright'
import type { StudentId } from '../core/contract/common.ts'
import type {
  ClassNode,
  SchoolRecord,
  SearchHit,
  StudentDetail,
  StudentPage,
  StudentPrivate,
} from '../core/contract/school.ts'
import { administrator, codeOf, expect, reload, setUpSchool, signInAs, test, valueOf } from './fixtures.ts'
import type { Rollcall } from './fixtures.ts'
import { openGates } from './gates.ts'

// The secretary's work with people, by keyboard: every press is one that a person would make.

/** A real school with Grade 1 and 2, East and West each, and its administrator at the list of students. */
async function openSchool(rollcall: Rollcall): Promise<void> {
  await setUpSchool(rollcall)
  valueOf(await rollcall.ask('classes.preset', { presets: ['primary'], streams: ['East', 'West'] }))
  await reload(rollcall.page)
  await rollcall.page.keyboard.press('Alt+2')
  await expect(rollcall.page.getByRole('heading', { level: 1, name: 'Students' })).toBeVisible()
  await leaveField(rollcall.page)
}

/** Single keys work outside of fields only. */
async function leaveField(page: Page): Promise<void> {
  await page.locator('#main').focus()
}

/** Opens a part of the settings by the list at the side. */
async function openSettings(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Alt+0')
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

type Child = { first: string; last: string; sex: 'Girl' | 'Boy'; stream: string }
const amina: Child = { first: 'Amina', last: 'Otieno', sex: 'Girl', stream: 'Grade 1 East' }

/** Fills in the form as it is walked through with Tab, and sends it with Enter. */
async function addStudent(page: Page, { first, last, sex, stream }: Child): Promise<void> {
  const { keyboard } = page
  await keyboard.press('n')
  await expect(page.getByLabel('First name')).toBeFocused()
  await expect(page.getByLabel('Admission number', { exact: true })).not.toHaveValue('')
  await expect(page.getByLabel('Class', { exact: true })).toContainText(stream)
  await keyboard.type(first)
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await keyboard.type(last)
  await keyboard.press('Tab')
  await keyboard.type(sex)
  await keyboard.press('Tab')
  await keyboard.type(stream)
  await page.getByLabel('Surname').focus()
  await keyboard.press('Enter')
  await expect(panelOf(page, `${first} ${last}`)).toBeVisible()
}

/** Opens the choice of a file by a key and answers it with a PNG. */
async function chooseFile(page: Page, open: string, buffer: Buffer): Promise<void> {
  const chosen = page.waitForEvent('filechooser')
  // The driver answers in order: from here on it catches what opens.
  await page.title()
  await page.keyboard.press(open)
  await (await chosen).setFiles({ name: 'picture.png', mimeType: 'image/png', buffer })
}

/** A black picture of this size. */
async function pngOf(page: Page, width: number, height: number): Promise<Buffer> {
  const base64 = await page.evaluate(
    ([w, h]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h })
      canvas.getContext('2d')?.fillRect(0, 0, w, h)
      return canvas.toDataURL('image/png').split(',')[1] ?? ''
    },
    [width, height] as const,
  )
  return Buffer.from(base64, 'base64')
}

const panelOf = (page: Page, name: string) => page.getByRole('complementary', { name: `Details of ${name}` })
const toast = (page: Page, text: string) => page.getByRole('status').getByText(text)

async function listed(rollcall: Rollcall, status = 'active'): Promise<StudentPage['rows']> {
  return (valueOf(await rollcall.ask('students.list', { status })) as StudentPage).rows
}

async function studentOf(rollcall: Rollcall, studentId: StudentId): Promise<StudentDetail> {
  return valueOf(await rollcall.ask('students.get', { studentId })) as StudentDetail
}

async function onlyStudent(rollcall: Rollcall): Promise<StudentDetail> {
  const [row] = await listed(rollcall, 'all')
  if (row === undefined) throw new Error('There is no student.')
  return studentOf(rollcall, row.id)
}

/** Takes back what was done last, and waits until the window says so. */
async function undo(page: Page, what: string): Promise<void> {
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('status').locator('div').filter({ hasText: 'Taken back' }).getByText(what)).toBeVisible()
}

test('a student is added, changed, moved, marked as left and taken back in, and each step is taken back', async ({
  rollcall,
}) => {
  const { page } = rollcall
  const { keyboard } = page
  await openSchool(rollcall)
  await expect(page.getByText('No students yet')).toBeVisible()
  await addStudent(page, amina)
  await expect(toast(page, 'Amina Otieno added')).toBeVisible()

  await keyboard.press('e')
  await expect(page.getByLabel('First name')).toBeFocused()
  await page.getByLabel('Surname').focus()
  await keyboard.press('Control+a')
  await keyboard.type('Okello')
  await keyboard.press('Enter')
  await expect(panelOf(page, 'Amina Okello')).toBeVisible()
  await undo(page, 'Amina Okello changed')
  await expect(panelOf(page, 'Amina Otieno')).toBeVisible()

  await keyboard.press('m')
  await expect(page.getByLabel('New class')).toBeFocused()
  await keyboard.type('Grade 2 West')
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await expect(toast(page, 'Amina Otieno moved to Grade 2 West')).toBeVisible()
  expect(await onlyStudent(rollcall)).toMatchObject({ className: 'Grade 2', streamName: 'West' })

  await keyboard.press('l')
  await expect(page.getByLabel('Last day at school')).toBeFocused()
  await page.getByLabel('Why').focus()
  await keyboard.type('Family moved')
  await keyboard.press('Enter')
  await expect(panelOf(page, 'Amina Otieno').getByText('Left', { exact: true })).toBeVisible()
  expect(await onlyStudent(rollcall)).toMatchObject({ active: false, leftWhy: 'Family moved' })

  await keyboard.press('r')
  await expect(toast(page, 'Amina Otieno taken back in')).toBeVisible()
  expect(await onlyStudent(rollcall)).toMatchObject({ active: true, leftOn: null })

  await undo(page, 'Amina Otieno taken back in')
  expect((await onlyStudent(rollcall)).active).toBe(false)
  await undo(page, 'Amina Otieno marked as left')
  expect((await onlyStudent(rollcall)).active).toBe(true)
  await undo(page, 'Amina Otieno moved to Grade 2 West')
  expect(await onlyStudent(rollcall)).toMatchObject({ className: 'Grade 1', streamName: 'East' })
  await keyboard.press('Escape')
  await undo(page, 'Amina Otieno added')
  await expect(page.getByText('No students yet')).toBeVisible()
  await leaveField(page)
  await keyboard.press('Control+z')
  await expect(page.getByText('Nothing to take back')).toBeVisible()
})

test('what is missing or taken is said in the form, and nothing is lost of what was typed', async ({ rollcall }) => {
  const { page } = rollcall
  await openSchool(rollcall)
  await addStudent(page, amina)
  await page.keyboard.press('n')
  await expect(page.getByLabel('First name')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Choose girl or boy.')).toBeVisible()
  await expect(page.getByLabel('First name')).toBeFocused()
  await page.keyboard.type('Brian')
  await page.getByLabel('Surname').fill('Kamau')
  await page.getByLabel('Sex').selectOption('M')
  await page.getByLabel('Class', { exact: true }).selectOption({ label: 'Grade 1 East' })
  await page.getByLabel('Admission number', { exact: true }).fill((await onlyStudent(rollcall)).admissionNumber)
  await page.keyboard.press('Enter')
  await expect(page.getByText('This admission number is already used')).toBeVisible()
  await expect(page.getByLabel('First name')).toHaveValue('Brian')
})

test('several students are marked with Shift and the arrows, moved together, and moved back together', async ({
  rollcall,
}) => {
  const { page } = rollcall
  await openSchool(rollcall)
  const tree = valueOf(await rollcall.ask('students.tree')) as ClassNode[]
  const streamId = tree[0]?.streams[0]?.id
  for (let i = 1; i <= 5; i++) {
    const name = { firstName: `Child${String(i)}`, lastName: 'Test' }
    valueOf(
      await rollcall.ask('students.add', { ...name, admissionNumber: String(i), gender: i % 2 ? 'F' : 'M', streamId }),
    )
  }
  const grid = page.getByRole('grid', { name: 'Students' })
  await expect(grid.getByRole('row')).toHaveCount(1 + 5)
  await grid.focus()
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowUp')
  await expect(grid.getByRole('row', { selected: true })).toHaveCount(3)
  await page.keyboard.press('Control+ArrowDown')
  await page.keyboard.press('Control+ArrowDown')
  await page.keyboard.press('Space')
  await expect(page.getByText('4 marked')).toBeVisible()

  await page.keyboard.press('m')
  await expect(page.getByLabel('New class')).toBeFocused()
  await page.keyboard.type('Grade 2 West')
  await page.getByRole('button', { name: 'Move', exact: true }).last().focus()
  await page.keyboard.press('Enter')
  await expect(toast(page, '4 students moved to Grade 2 West')).toBeVisible()
  await expect(page.getByText('4 marked')).toBeHidden()
  const inWest = async () => (await listed(rollcall)).filter(row => row.streamName === 'West').length
  expect(await inWest()).toBe(4)
  await undo(page, '4 students moved to Grade 2 West')
  expect(await inWest()).toBe(0)

  await grid.focus()
  await page.keyboard.press('Control+a')
  await expect(page.getByText('5 marked')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('5 marked')).toBeHidden()
})

test('brothers and sisters share a guardian, and the order of calling can be changed', async ({ rollcall }) => {
  const { page } = rollcall
  const { keyboard } = page
  await openSchool(rollcall)
  await addStudent(page, amina)
  const amina_ = await onlyStudent(rollcall)

  await keyboard.press('g')
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await keyboard.type('Mary Otieno')
  await keyboard.press('Tab')
  await keyboard.type('020 2345678')
  await keyboard.press('Enter')
  await expect(page.getByText('This phone number cannot receive messages')).toBeVisible()
  await page.getByLabel('Phone').focus()
  await keyboard.press('Control+a')
  await keyboard.type('0712 345 678')
  await keyboard.press('Enter')
  const panel = panelOf(page, 'Amina Otieno')
  await expect(panel.getByText('+254 7•• ••• 678')).toBeVisible()

  await addStudent(page, { first: 'Brian', last: 'Otieno', sex: 'Boy', stream: 'Grade 2 East' })
  await keyboard.press('g')
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await keyboard.type('mary ot')
  const known = page.getByRole('button', { name: 'Use Mary Otieno' })
  await expect(known).toBeVisible()
  await known.focus()
  await keyboard.press('Enter')
  await page.getByLabel('Relation to the child').focus()
  await keyboard.type('mother')
  await keyboard.press('Enter')
  await expect(toast(page, 'Mary Otieno linked to Brian Otieno')).toBeVisible()
  await expect(panelOf(page, 'Brian Otieno').getByRole('link', { name: 'Amina Otieno' })).toBeVisible()

  await keyboard.press('g')
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await keyboard.type('Peter Otieno')
  await keyboard.press('Tab')
  await keyboard.type('0112345678')
  await keyboard.press('Enter')
  await expect(toast(page, 'Peter Otieno added')).toBeVisible()
  await page.getByRole('button', { name: 'Call Peter Otieno first' }).focus()
  await keyboard.press('Enter')
  await expect(toast(page, 'Peter Otieno is called first')).toBeVisible()
  const brian = (await listed(rollcall)).find(row => row.fullName === 'Brian Otieno')
  const namesOf = async () =>
    (await studentOf(rollcall, brian?.id ?? amina_.id)).guardiansList.map(({ fullName }) => fullName)
  expect(await namesOf()).toEqual(['Peter Otieno', 'Mary Otieno'])

  // Changed once, changed for both children; the masked phone stays what it was.
  await page.getByRole('button', { name: 'Edit Mary Otieno' }).focus()
  await keyboard.press('Enter')
  await expect(page.getByText('Name, phone and language also count for Amina Otieno.')).toBeVisible()
  await page.getByLabel('Language of messages').focus()
  await keyboard.type('Kis')
  await page.getByLabel('E-mail').focus()
  await keyboard.press('Enter')
  await expect(toast(page, 'Mary Otieno changed')).toBeVisible()
  expect((await studentOf(rollcall, amina_.id)).guardiansList).toMatchObject([{ language: 'sw' }])
  const revealed = valueOf(await rollcall.ask('students.reveal', { studentId: amina_.id })) as StudentPrivate
  expect(revealed.phones.map(({ phone }) => phone)).toEqual(['+254712345678'])

  await page.getByRole('button', { name: 'Take Mary Otieno off this student' }).focus()
  await keyboard.press('Enter')
  await expect(toast(page, 'Mary Otieno taken off Brian Otieno')).toBeVisible()
  expect(await namesOf()).toEqual(['Peter Otieno'])
  await leaveField(page)
  await undo(page, 'Mary Otieno taken off Brian Otieno')
  expect(await namesOf()).toEqual(['Peter Otieno', 'Mary Otieno'])
})

test('a photo from a file is made small, shown, and can be taken back', async ({ rollcall }) => {
  const { page } = rollcall
  await openSchool(rollcall)
  await addStudent(page, amina)
  await chooseFile(page, 'p', await pngOf(page, 1600, 1200))
  await expect(toast(page, 'Photo of Amina Otieno changed')).toBeVisible()
  const image = panelOf(page, 'Amina Otieno').locator('img')
  await expect(image).toBeVisible()
  const size = await image.evaluate((element: HTMLImageElement) => [element.naturalWidth, element.naturalHeight])
  expect(size).toEqual([480, 360])
  await undo(page, 'Photo of Amina Otieno changed')
  await expect(image).toBeHidden()

  await chooseFile(page, 'p', Buffer.from('AdmNo,Name'))
  await expect(page.getByText('This picture cannot be used')).toBeVisible()
})

test('the search finds a student by name, number, PIN and phone, and says IN with the time', async ({
  launch,
}, testInfo) => {
  const gates = await openGates({ localTime: '07:30:00', folder: testInfo.outputDir })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    await signInAs(rollcall, 'school_admin')
    const { page } = rollcall
    await expect(page.getByRole('contentinfo')).toContainText(/Main Gate\s*online/)
    const [hit] = valueOf(await rollcall.ask('search.find', { search: '40' })) as SearchHit[]
    if (hit?.pin !== 40) throw new Error('PIN 40 is not found first.')
    const { phones } = valueOf(await rollcall.ask('students.reveal', { studentId: hit.studentId })) as StudentPrivate
    await gates.press(0, 40)
    await expect(page.locator('[data-punch-id]')).toHaveCount(1)

    const phone = phones[0]?.phone.replace('+254', '0') ?? ''
    for (const search of [hit.fullName, hit.admissionNumber, '40', phone]) {
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('combobox')).toBeFocused()
      await page.keyboard.type(search)
      const found = page.getByRole('option').filter({ hasText: hit.fullName }).filter({ hasText: 'PIN 40' })
      await expect(found, search).toContainText(/IN 07:3\d/)
      await expect(found).toContainText('Main Gate')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('combobox')).toBeHidden()
    }
    await page.keyboard.press('Control+k')
    // Enter at once after the last letter, before there can be an answer.
    await page.getByRole('combobox').fill(hit.admissionNumber)
    await page.keyboard.press('Enter')
    await expect(panelOf(page, hit.fullName)).toBeFocused()
  } finally {
    await gates.close()
  }
})

test('the list of recent changes takes back what an earlier window did', async ({ rollcall }) => {
  const { page } = rollcall
  await openSchool(rollcall)
  await addStudent(page, amina)
  await reload(page)
  await page.keyboard.press('Alt+z')
  await expect(page.getByRole('button', { name: 'Undo: Amina Otieno added' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Undo: Amina Otieno added' })).toBeHidden()
  await page.keyboard.press('Escape')
  expect(await listed(rollcall, 'all')).toEqual([])
})

test('classes come from presets, streams are added, and a class with students cannot be removed', async ({
  rollcall,
}) => {
  const { page } = rollcall
  const { keyboard } = page
  await setUpSchool(rollcall)
  await reload(page)
  await openSettings(page, 'Classes')
  await expect(page.getByText('No classes yet')).toBeVisible()
  await keyboard.press('p')
  await page.getByLabel('Junior school').focus()
  await keyboard.press('Space')
  await page.getByLabel('Streams').focus()
  await keyboard.type('East, West')
  await keyboard.press('Enter')
  await expect(toast(page, '3 classes made')).toBeVisible()
  const rows = page.getByRole('grid', { name: 'Classes' }).getByRole('row')
  await expect(rows).toHaveCount(1 + 9)

  await keyboard.press('n')
  await expect(page.getByLabel('Name of the class')).toBeFocused()
  await keyboard.type('Grade 10')
  await page.getByLabel('Level').selectOption('10')
  await page.getByLabel('Streams').focus()
  await keyboard.type('Simba')
  await keyboard.press('Enter')
  await expect(rows).toHaveCount(1 + 11)
  await leaveField(page)
  await undo(page, 'Grade 10 added')
  await expect(rows).toHaveCount(1 + 9)

  await page.getByRole('grid', { name: 'Classes' }).focus()
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await expect(page.getByLabel('Name of the stream')).toBeFocused()
  await page.getByLabel('Class teacher').focus()
  await keyboard.type('Faith Mutua')
  await keyboard.press('Enter')
  await expect(rows.filter({ hasText: 'Faith Mutua' })).toHaveCount(1)

  const tree = valueOf(await rollcall.ask('students.tree')) as ClassNode[]
  const streamId = tree[0]?.streams[0]?.id
  const child = { admissionNumber: '1', firstName: 'Amina', lastName: 'Otieno', gender: 'F', streamId }
  valueOf(await rollcall.ask('students.add', child))
  await page.getByRole('grid', { name: 'Classes' }).focus()
  await keyboard.press('Home')
  await keyboard.press('Delete')
  await expect(page.getByText('There are still students here')).toBeVisible()
  await keyboard.press('End')
  await keyboard.press('Delete')
  await expect(rows).toHaveCount(1 + 8)
  await undo(page, 'Grade 9 West removed')
  await expect(rows).toHaveCount(1 + 9)
})

test('the school is saved with its logo, and its new name stands at the top of the window', async ({ rollcall }) => {
  const { page } = rollcall
  await setUpSchool(rollcall)
  await reload(page)
  await page.keyboard.press('Alt+0')
  await expect(page.getByLabel('Name of the school')).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Uhuru Primary School')
  await page.getByRole('button', { name: 'Choose a logo' }).focus()
  await chooseFile(page, 'Enter', await pngOf(page, 300, 200))
  await expect(page.getByRole('img', { name: 'Logo' })).toBeVisible()
  await page.keyboard.press('Control+s')
  await expect(toast(page, 'School saved')).toBeVisible()
  await expect(page.getByRole('banner')).toContainText('Uhuru Primary School')
  const saved = valueOf(await rollcall.ask('school.get')) as SchoolRecord
  expect(saved.name).toBe('Uhuru Primary School')
  expect(saved.logoUrl).toMatch(/^data:image\/png/)
})

test('an account is added, used, given a new password and closed; the last administrator stays', async ({
  rollcall,
}) => {
  const { page } = rollcall
  const { keyboard } = page
  await setUpSchool(rollcall)
  await reload(page)
  await openSettings(page, 'Users')
  await keyboard.press('n')
  await expect(page.getByLabel('Full name')).toBeFocused()
  await keyboard.type('Daniel Bett')
  await keyboard.press('Tab')
  await keyboard.type('daniel')
  await keyboard.press('Tab')
  await keyboard.type('Enroll')
  await keyboard.press('Tab')
  await keyboard.type('first password')
  await keyboard.press('Tab')
  await keyboard.type('first password')
  await keyboard.press('Enter')
  await expect(toast(page, 'Account of Daniel Bett added')).toBeVisible()

  const grid = page.getByRole('grid', { name: 'Users' })
  await expect(grid.getByRole('row')).toHaveCount(3)
  await grid.focus()
  await keyboard.press('Home')
  await keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: 'Account of Daniel Bett' })).toBeFocused()
  await keyboard.press('w')
  await expect(page.getByLabel('New password', { exact: true })).toBeVisible()
  await page.getByLabel('New password', { exact: true }).fill('second password')
  await page.getByLabel('New password again').fill('second password')
  await keyboard.press('Enter')
  await expect(toast(page, 'New password for Daniel Bett set')).toBeVisible()
  await page.getByRole('button', { name: 'Close the account' }).focus()
  await keyboard.press('Enter')
  await expect(toast(page, 'Account of Daniel Bett closed')).toBeVisible()
  await page.getByRole('button', { name: 'Open it again' }).focus()
  await keyboard.press('Enter')
  await expect(toast(page, 'Account of Daniel Bett opened again')).toBeVisible()

  await keyboard.press('Alt+q')
  await expect(page.getByLabel('User name')).toBeVisible()
  expect(codeOf(await rollcall.ask('session.signIn', { username: 'daniel', password: 'first password' }))).toBe(
    'sign_in_wrong',
  )
  await page.getByLabel('User name').focus()
  await keyboard.type('daniel')
  await keyboard.press('Tab')
  await keyboard.type('second password')
  await keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Students' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Settings' })).toBeHidden()
  await expect(page.getByRole('button', { name: 'New student' })).toBeHidden()
})

test('the printed code opens an account when every password is lost', async ({ rollcall }) => {
  const { page } = rollcall
  const { keyboard } = page
  await setUpSchool(rollcall)
  await reload(page)
  await openSettings(page, 'Users')
  await keyboard.press('c')
  await expect(page.getByRole('button', { name: 'Make the code' })).toBeFocused()
  await keyboard.press('Enter')
  const shown = page.getByRole('dialog').getByText(/^[A-Z0-9]{4}(-[A-Z0-9]{4})+$/)
  await expect(shown).toBeVisible()
  const code = (await shown.textContent()) ?? ''
  await keyboard.press('Escape')
  await keyboard.press('Alt+q')

  await page.getByRole('button', { name: /Passwords lost/ }).focus()
  await keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Recovery code' })).toBeFocused()
  await keyboard.type(code.toLowerCase())
  await keyboard.press('Tab')
  await keyboard.type(administrator.username)
  await keyboard.press('Tab')
  await keyboard.type('a new sentence')
  await keyboard.press('Tab')
  await keyboard.type('a new sentence')
  await keyboard.press('Enter')
  await expect(page.getByRole('navigation').first()).toBeVisible()
  await keyboard.press('Alt+q')
  await expect(page.getByLabel('User name')).toBeVisible()
  valueOf(await rollcall.ask('session.signIn', { username: administrator.username, password: 'a new sentence' }))
})

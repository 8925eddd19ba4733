import type { ImportFault } from '../contract/imports.ts'

/** Why a row was not taken, for the file of rejected rows: what is wrong, and what to do about it. */
const sentences: Readonly<Record<ImportFault, (value: string) => string>> = {
  admission_missing: () => 'No admission number. Fill it in.',
  admission_twice: first => `This admission number stands in row ${first} already. Correct the one that is wrong.`,
  admission_too_long: value => `The admission number "${value}" is longer than 50 letters. Shorten it.`,
  admission_is_date: value =>
    `The admission number has become a date ("${value}") in the spreadsheet. Format the column as Text and type the number again.`,
  name_missing: () => 'No name. Fill it in.',
  name_one_word: value => `"${value}" is one name only. Add the other name.`,
  gender_missing: () => 'The sex is not filled in. Write F or M.',
  gender_unknown: value => `"${value}" is not understood as a sex. Write F or M.`,
  class_missing: () => 'The class is not filled in.',
  class_unknown: value => `There is no class "${value}" in the school. Correct it, or say in the import what it means.`,
  birth_unreadable: value => `"${value}" is not a date of birth. Write it like 2015-04-03.`,
  birth_future: value => `The date of birth "${value}" is in the future.`,
  phone_excel_lost_digits: value =>
    `Excel has lost digits of the phone "${value}". Format the column as Text and type the number again.`,
  phone_landline: value => `The phone "${value}" is a landline and cannot get messages. Write a mobile number.`,
  phone_length: value => `The phone "${value}" has a digit too few or too many.`,
  phone_unreadable: value => `"${value}" is not a phone number.`,
  phone_foreign: value =>
    `The phone "${value}" is of another country. Correct it, or allow such numbers in the import.`,
  phone_without_name: value => `The phone "${value}" has no name. Write whose it is.`,
  guardian_name_differs: value =>
    `The phone of "${value}" belongs to a guardian with another name. Correct the phone or the name.`,
  guardian_not_kept: value => `"${value}" has no phone of their own and was not kept.`,
  boarding_unknown: value => `"${value}" does not say whether the child boards. Write Day or Boarder.`,
  language_unknown: value => `"${value}" is not a language of messages. Write English or Kiswahili.`,
  date_unreadable: value => `"${value}" is not a date. Write it like 2024-01-15.`,
  text_too_long: value => `"${value.slice(0, 40)}…" is too long. Shorten it.`,
  left_school: value => `${value} has left the school. Bring the student back first, or correct the number.`,
}

/** All that is wrong with a row, in words. */
export function whyRejected(faults: readonly { readonly fault: ImportFault; readonly value: string }[]): string {
  return faults
    .filter(({ fault }) => fault !== 'guardian_not_kept')
    .map(({ fault, value }) => sentences[fault](value))
    .join(' ')
}

import { AppError } from '../contract/errors.ts'
import { refusedConstraint } from '../db/constraint.ts'
import { transact } from '../db/transact.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { pictureUrl, usablePicture } from './pictures.ts'
import { saveSchool, schoolFacts } from './school.repo.ts'

const logoMaxBytes = 300 * 1024

export function schoolUseCases({ db, emit }: Pick<Deps, 'db' | 'emit'>) {
  return {
    'school.get': () => {
      const found = schoolFacts(db)
      if (found === null) throw new AppError('not_found')
      const { name, code, address, phone, email, type, uic, knecCode, logo } = found
      return { name, code, address, phone, email, type, uic, knecCode, logoUrl: logo && pictureUrl(logo) }
    },

    'school.save': ({ logo, ...facts }, { audit }) => {
      const picture = logo ? usablePicture(logo, ['png', 'jpeg'], logoMaxBytes) : logo
      transact(db, tx => {
        const found = schoolFacts(tx)
        if (found === null) throw new AppError('not_found')
        refuseTaken(() => saveSchool(tx, found.id, { ...facts, ...(picture !== undefined && { logo: picture }) }))
        audit(tx, { entityId: found.id })
      })
      emit({ name: 'people.changed', payload: {} })
      return null
    },
  } satisfies UseCasesFor<'school'>
}

function refuseTaken(save: () => void): void {
  try {
    save()
  } catch (error) {
    throw refusedConstraint(error) === 'unique'
      ? new AppError('name_taken', { field: 'code' }, { cause: error })
      : error
  }
}

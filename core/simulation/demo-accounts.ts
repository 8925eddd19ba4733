import type { Simulation } from '../ports.ts'

/** One account for each role, shown on the sign-in screen of the demo school only. */
export const demoAccounts: Simulation['demoAccounts'] = [
  { username: 'secretary', password: 'secretary', role: 'school_admin', fullName: 'Grace Wanjiru Mwangi' },
  { username: 'head', password: 'head', role: 'school_admin', fullName: 'Peter Odhiambo Ouma' },
  { username: 'clerk', password: 'clerk', role: 'clerk', fullName: 'Daniel Kiprono Bett' },
  { username: 'teacher', password: 'teacher', role: 'teacher', fullName: 'Faith Mumbua Mutua' },
  { username: 'viewer', password: 'viewer', role: 'viewer', fullName: 'Salma Hassan Noor' },
  { username: 'admin', password: 'admin', role: 'super_admin', fullName: 'Joseph Wafula Barasa' },
]

export const permissions = [
  'students:read',
  'students:write',
  'enrollment:write',
  'attendance:read',
  'attendance:write',
  'devices:write',
  'messages:read',
  'messages:write',
  'users:write',
  'settings:write',
  'audit:read',
] as const
export type Permission = (typeof permissions)[number]

export const roles = ['super_admin', 'school_admin', 'clerk', 'teacher', 'viewer'] as const
export type Role = (typeof roles)[number]

/** Who may use a channel: anyone, anyone signed in, or holders of a permission. */
export type Access = 'public' | 'signed_in' | Permission

/** The owner's table (section 7.1 of his document), plus `clerk` and the permissions of areas the document does not name. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  super_admin: permissions,
  school_admin: [
    'students:read',
    'students:write',
    'enrollment:write',
    'attendance:read',
    'attendance:write',
    'devices:write',
    'messages:read',
    'messages:write',
    'users:write',
    'settings:write',
    'audit:read',
  ],
  clerk: ['students:read', 'enrollment:write'],
  teacher: ['students:read', 'attendance:read'],
  viewer: ['students:read', 'attendance:read'],
}

/** Whether someone with this role (null: not signed in) may use something with this access. */
export function allows(role: Role | null, access: Access): boolean {
  if (access === 'public') return true
  if (role === null) return false
  return access === 'signed_in' || rolePermissions[role].includes(access)
}

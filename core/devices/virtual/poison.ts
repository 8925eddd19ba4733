/** What bytes without a meaning hold: a reader that looks too far gets nonsense instead of innocent zeros. */
export const POISON = 0xa5

/** `KES 50`, `KES 0.80`, `KES 1,785.50`, from hundredths. */
export function moneyText(minor: number, currency = 'KES'): string {
  const digits = minor % 100 === 0 ? 0 : 2
  return `${currency} ${(minor / 100).toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`
}

/** An estimate, as exact as it can be: whole shillings from ten on. */
export function estimateText(minor: number): string {
  return moneyText(minor < 1000 ? minor : Math.round(minor / 100) * 100)
}

import type { TemplateVersion } from './fingers.ts'
import type { Family } from './terminal-options.ts'

export const FIRMWARE_VERSION = 'Ver 6.60 Jan 14 2022'
/** Digits of a user id that the terminal's screen has room for. */
export const PIN_WIDTH = 9

/** What the terminal answers when asked for an option by name. Some that real ones have are missing, as on real ones. */
export function deviceOptions(device: {
  serial: string
  name: string
  family: Family
  templateVersion: TemplateVersion
}): Map<string, string> {
  const colour = device.family === 'tft'
  return new Map([
    ['~SerialNumber', device.serial],
    ['~DeviceName', device.name],
    ['~Platform', colour ? 'ZMM220_TFT' : 'ZEM510'],
    ['~OS', '1'],
    ['~OEMVendor', 'Virtual'],
    ['~ProductTime', '2022-01-14 10:00:00'],
    ['~ZKFPVersion', device.templateVersion],
    ['~PIN2Width', String(PIN_WIDTH)],
    ['~IsABCPinEnable', '0'],
    ['~SSR', colour ? '1' : '0'],
    ['~ExtendFmt', '0'],
    ['~UserExtFmt', colour ? '1' : '0'],
    ['FingerFunOn', '1'],
    ['FaceFunOn', '0'],
    ['CompatOldFirmware', '0'],
    ['WorkCode', '0'],
    ['Language', '69'],
    ['MAC', '00:17:61:00:00:01'],
    ['IPAddress', '127.0.0.1'],
    ['NetMask', '255.0.0.0'],
    ['GATEIPAddress', '127.0.0.1'],
  ])
}

// @ts-nocheck: it changes Electron's own object.
// The built app on a computer that has a keyring: those that tests run on often have none. It protects nothing.
const path = require('node:path')
const { safeStorage } = require('electron')

const turned = bytes => Buffer.from(bytes.map(byte => byte ^ 0x5a))
const encrypt = text => turned(Buffer.from(text, 'utf8'))
const decrypt = bytes => turned(bytes).toString('utf8')

Object.assign(safeStorage, {
  getSelectedStorageBackend: () => 'gnome_libsecret',
  isEncryptionAvailable: () => true,
  encryptString: encrypt,
  decryptString: decrypt,
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  encryptStringAsync: text => Promise.resolve(encrypt(text)),
  decryptStringAsync: bytes => Promise.resolve({ shouldReEncrypt: false, result: decrypt(bytes) }),
})

require(path.join(__dirname, '../dist/main/main.cjs'))

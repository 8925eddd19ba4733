// @ts-nocheck: it changes Electron's own object.
// Loaded before the app (`electron -r`): holds it back until the test driver is attached, which then calls what is
// named here. The driver does so by itself only with an Electron that it looked for itself; without it, a window
// that opens while the driver is still connecting is now and then waited for in vain.
const { app } = require('electron')

const ready = app.whenReady()
const attached = new Promise(resolve => {
  globalThis.__playwright_run = resolve
})
app.whenReady = () => attached.then(() => ready)

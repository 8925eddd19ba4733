// @ts-nocheck: it does what an Electron's own default app does, with calls that are not in the public types.
// Stands in for the app that an unpackaged Electron carries: opens the app folder given on the command line.
// It runs inside a runtime that came without one (see electron.mjs).
const { existsSync, readFileSync } = require('node:fs')
const Module = require('node:module')
const path = require('node:path')
const { app } = require('electron')

const folder = process.argv.slice(1).find(argument => !argument.startsWith('-'))
if (folder === undefined) {
  process.stderr.write('Give the folder of the app to open.\n')
  process.exit(2)
}

const appFolder = path.resolve(folder)
const description = path.join(appFolder, 'package.json')
if (existsSync(description)) {
  const { name, productName, version } = JSON.parse(readFileSync(description, 'utf8'))
  if (version) app.setVersion(version)
  if (productName ?? name) app.setName(productName ?? name)
}
app.setPath('userData', path.join(app.getPath('appData'), app.getName()))
app.setAppPath(appFolder)
process.defaultApp = true

// Synchronous on purpose: privileged schemes can only be registered before 'ready', and an import() would come after it.
Module._load(appFolder, Module, true)

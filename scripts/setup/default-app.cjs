// @ts-nocheck: it does what an Electron's own default app does, with calls that are not in the public types.
// Stands in for the app that an unpackaged Electron carries: opens the app folder given on the command line, after what
// `-r` names.
// It runs inside a runtime that came without one (see electron.mjs).
const { existsSync, readFileSync } = require('node:fs')
const Module = require('node:module')
const path = require('node:path')
const { app } = require('electron')

/** `-r FILE`: what is loaded before the app. */
const preloads = []
let folder
for (let n = 1; n < process.argv.length && folder === undefined; n++) {
  const argument = process.argv[n]
  if (argument === '-r') preloads.push(path.resolve(process.argv[++n]))
  else if (!argument.startsWith('-')) folder = argument
}
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

for (const file of preloads) require(file)
// Synchronous on purpose: privileged schemes can only be registered before 'ready', and an import() would come after it.
Module._load(appFolder, Module, true)

import { contextBridge, ipcRenderer } from 'electron'
import type { Bridge } from '../core/contract/bridge.ts'
import type { Result } from '../core/contract/errors.ts'
import type { AnyEvent } from '../core/contract/events.ts'

const bridge: Bridge = {
  call: (channel, input) => ipcRenderer.invoke('call', channel, input) as Promise<Result>,
  subscribe(listener) {
    const forward = (_event: unknown, batch: AnyEvent[]) => listener(batch)
    ipcRenderer.on('event', forward)
    return () => {
      ipcRenderer.off('event', forward)
    }
  },
}
contextBridge.exposeInMainWorld('bridge', bridge)

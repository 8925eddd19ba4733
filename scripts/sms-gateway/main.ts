// npm run sms-gateway -- --port P [--faults MIX]: a stand-in for the messages provider; see options.ts.
import type { SmsProvider } from '../../core/simulation/sms-provider/server.ts'
import { startSmsProvider } from '../../core/simulation/sms-provider/server.ts'
import type { ToolOptions } from './options.ts'
import { parseOptions, usage } from './options.ts'

try {
  const provider = await open(parseOptions(process.argv.slice(2)))
  console.log(`Listening on ${provider.origin}. Nothing leaves this computer.`)
  const quit = () => void end(provider)
  process.once('SIGINT', quit)
  process.once('SIGTERM', quit)
  // Whoever reads the output has gone, as `| head` does.
  process.stdout.on('error', quit)
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  process.exitCode = 2
}

function open({ port, faults, journal, seed, apiKey }: ToolOptions): Promise<SmsProvider> {
  return startSmsProvider({
    port,
    faults,
    journal,
    seed,
    apiKey,
    onRequest({ fault, taken, status }) {
      const time = new Date().toISOString().slice(11, 23)
      console.log(`${time}  ${taken ? 'taken    ' : 'not taken'}  ${status ?? 'no answer'}${fault ? `  ${fault}` : ''}`)
    },
  })
}

async function end(provider: SmsProvider): Promise<void> {
  await provider.close()
  console.log(`${provider.desk.taken().length} messages taken.`)
}

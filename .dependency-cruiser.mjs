/** Which way imports may point. Each rule says why in its comment; `npm test` runs them. */
const test = '\\.test\\.(ts|tsx|mjs)$'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle has no first thing to read.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-without-electron',
      severity: 'error',
      comment: 'The core runs on plain Node; the shell is around it.',
      from: { path: '^core/' },
      to: { path: ['^electron/', '^renderer/', '^node_modules/electron/'] },
    },
    {
      name: 'renderer-sees-only-the-contract',
      severity: 'error',
      comment: 'The window knows what can be asked, not how it is done.',
      from: { path: '^renderer/' },
      to: { path: ['^core/', '^electron/'], pathNot: '^core/contract/' },
    },
    {
      name: 'renderer-without-node',
      severity: 'error',
      comment: 'The window is sandboxed: it has no Node.',
      from: { path: '^renderer/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contract-is-pure',
      severity: 'error',
      comment: 'Shapes and names, loaded on both sides.',
      from: { path: '^core/contract/', pathNot: test },
      to: { pathNot: ['^core/contract/', '^node_modules/zod/'] },
    },
    {
      name: 'one-zod',
      severity: 'error',
      comment: 'zod must be told not to compile before the first schema: core/contract/z.ts does.',
      from: { path: ['^core/', '^electron/', '^renderer/'], pathNot: '^core/contract/z\\.ts$' },
      to: { path: '^node_modules/zod/' },
    },
    {
      name: 'electron-enters-by-the-front-door',
      severity: 'error',
      comment: 'The shell composes the core and calls it; it does not reach into its areas.',
      from: { path: '^electron/' },
      to: {
        path: '^core/',
        pathNot: [
          '^core/(app|ports)\\.ts$',
          '^core/contract/',
          '^core/devices/zkteco/driver\\.ts$',
          '^core/notifications/gateways/',
          '^core/simulation/',
        ],
      },
    },
    {
      name: 'sql-only-in-repositories',
      severity: 'error',
      comment: 'SQL lives in repositories, the schema and the opening of the database.',
      from: {
        path: '^core/',
        pathNot: ['\\.repo\\.ts$', '^core/db/', '^core/notifications/queue-messages\\.ts$', test, '^core/testing/'],
      },
      to: { path: ['^node_modules/drizzle-orm/', '^node_modules/better-sqlite3/', '^core/db/schema\\.ts$'] },
    },
    {
      name: 'repositories-are-the-bottom',
      severity: 'error',
      comment: 'A repository knows tables and shapes, not decisions.',
      from: { path: '\\.repo\\.ts$' },
      to: {
        path: '^core/',
        pathNot: [
          '^core/(contract|db)/',
          '\\.repo\\.ts$',
          '^core/(ids|ports|zone)\\.ts$',
          '^core/settings/settings\\.ts$',
        ],
      },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      comment: 'Product decisions: values in, values out.',
      from: {
        path: [
          '^core/.*rules\\.ts$',
          '^core/.*/(compose|render-template|template-check)\\.ts$',
          '/gsm\\.ts$',
          '/calendar\\.ts$',
          '^core/reports/(day-sheet|day-sheet-page|html|paper)\\.ts$',
        ],
      },
      to: {
        path: ['^core/', '^node_modules/'],
        pathNot: [
          '^core/contract/',
          'rules\\.ts$',
          '/(gsm|compose|render-template)\\.ts$',
          '^core/settings/settings\\.ts$',
          '^core/day\\.ts$',
          '^core/reports/(day-sheet|html|paper)\\.ts$',
        ],
      },
    },
    {
      name: 'rules-without-io',
      severity: 'error',
      comment: 'A rule that reads a clock or a file cannot be proved.',
      from: {
        path: [
          '^core/.*rules\\.ts$',
          '^core/.*/(compose|render-template|template-check)\\.ts$',
          '/gsm\\.ts$',
          '/calendar\\.ts$',
          '/zkteco/(packet|records|device-time|comm-key|attlog-event)\\.ts$',
        ],
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'drivers-know-only-their-port',
      severity: 'error',
      comment: 'A driver turns bytes into punches; it knows neither people nor attendance.',
      from: { path: '^core/devices/(zkteco|virtual)/', pathNot: test },
      to: { path: '^core/', pathNot: ['^core/devices/(zkteco|virtual)/', '^core/ports\\.ts$', '^core/contract/'] },
    },
    {
      name: 'areas-do-not-call-each-other',
      severity: 'error',
      comment: 'Use cases are doors for the window, not for other areas: share a function instead.',
      from: { path: '^core/', pathNot: ['^core/app\\.ts$', '^core/testing/', test] },
      to: { path: '\\.use-cases\\.ts$' },
    },
    {
      name: 'only-tests-use-the-test-kit',
      severity: 'error',
      comment: 'The test kit is not part of the product; what measures it may use the kit.',
      from: { pathNot: [test, '^core/testing/', '^e2e/', '^scripts/bench/'] },
      to: { path: ['^core/testing/', '^node_modules/(vitest|fast-check)/'] },
    },
    {
      name: 'nothing-unused',
      severity: 'error',
      comment: 'A file nobody imports is dead or has lost its way.',
      from: {
        orphan: true,
        pathNot: [test, '\\.d\\.ts$', '\\.config\\.(ts|js|mjs)$', '^scripts/', '^e2e/'],
      },
      to: {},
    },
    {
      name: 'declared-dependencies',
      severity: 'error',
      comment: 'Only what package.json names.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^out/', '^\\.cache/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}

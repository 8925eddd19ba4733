import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright'

/** Serious and critical issues of what is on screen, as a list that reads well when it is not empty. */
export async function seriousIssues(page: Page): Promise<string[]> {
  // The preview is a page of its own for paper; a sandboxed frame cannot be looked into.
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').setLegacyMode(true).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${String(target)} ${failureSummary ?? ''}`),
    )
}

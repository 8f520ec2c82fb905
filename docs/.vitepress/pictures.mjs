// The pictures of the site, drawn by the tool itself into public/ (which is not kept): each schedule as a page to go through,
// and the latency chart of a short evaluation.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const docs = path.resolve(import.meta.dirname, '..')
const pictures = path.join(docs, 'public')
const shootdown = (...args) =>
  execFileSync(path.join(docs, '..', 'shootdown'), args, { stdio: ['ignore', 'ignore', 'inherit'] })

rmSync(pictures, { recursive: true, force: true })
mkdirSync(path.join(pictures, 'charts'), { recursive: true })

for (const schedule of readdirSync(path.join(docs, 'schedules'))) {
  shootdown('replay', path.join(docs, 'schedules', schedule), '--report', path.join(pictures, 'schedules'))
}

const report = mkdtempSync(path.join(os.tmpdir(), 'shootdown-docs-'))
try {
  shootdown('evaluate', '--scenario', 'paper-2vm', '--seeds', '1', '--seconds', '10', '--report', report)
  cpSync(path.join(report, 'cdf-paper-2vm.svg'), path.join(pictures, 'charts', 'cdf-paper-2vm.svg'))
} finally {
  rmSync(report, { recursive: true })
}

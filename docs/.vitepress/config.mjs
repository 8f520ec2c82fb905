// The site is the repository's own Markdown, each file where a reader of the repository finds it. Built by `npm run build`.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'vitepress'

const root = path.resolve(import.meta.dirname, '../..')

/** Where each file of the repository stands on the site. */
const pages = {
  'docs/index.md': 'index.md',
  'docs/tour.md': 'tour.md',
  'docs/schemes.md': 'schemes.md',
  'docs/claims.md': 'claims.md',
  'docs/fidelity.md': 'fidelity.md',
  'docs/evaluation.md': 'evaluation.md',
  'docs/checking.md': 'checking.md',
  'docs/fuzzing.md': 'fuzzing.md',
  'docs/search.md': 'search.md',
  'docs/exploring.md': 'exploring.md',
  'docs/strategies.md': 'strategies.md',
  'docs/profiles.md': 'profiles.md',
  'docs/importing.md': 'importing.md',
  'docs/batch.md': 'batch.md',
  'docs/spark.md': 'spark.md',
  'docs/formats.md': 'formats.md',
  'docs/commands.md': 'commands.md',
  'spec/README.md': 'specification.md',
  'proofs/README.md': 'proofs.md',
  'ARCHITECTURE.md': 'architecture.md',
  'CONTRIBUTING.md': 'contributing.md',
  'README.md': 'readme.md'
}

/**
 * Links are written for readers of the repository: relative to the file they are in. On the site a page's link leads to
 * where that page stands; a link to any other file, which the site does not hold, becomes plain text. A link to what does
 * not exist stops the build.
 */
function asInTheRepository(md) {
  md.core.ruler.push('as-in-the-repository', (state) => {
    const from = state.env.relativePath
    const source = Object.keys(pages).find((file) => pages[file] === from) ?? from
    for (const block of state.tokens) {
      if (block.type === 'code_block') {
        // An indented block is a command here; the theme knows fenced ones only.
        Object.assign(block, { type: 'fence', tag: 'code', info: 'sh' })
      }
      let dropped = false
      for (const token of block.children ?? []) {
        if (token.type === 'link_close' && dropped) {
          token.type = 'text'
          token.tag = ''
          token.nesting = 0
          dropped = false
        }
        const href = token.type === 'link_open' ? token.attrGet('href') : null
        if (!href || /^([a-z]+:|#|\/)/.test(href)) {
          continue
        }
        const [file, anchor] = href.split('#')
        const target = path.posix.normalize(path.posix.join(path.posix.dirname(source), decodeURI(file)))
        if (!existsSync(path.join(root, target))) {
          throw new Error(`${source} links to ${href}, which does not exist.`)
        }
        const page = pages[target] ?? pages[path.posix.join(target, 'README.md')]
        if (page) {
          token.attrSet('href', `/${page}${anchor ? '#' + anchor : ''}`)
        } else {
          token.type = 'text'
          token.tag = ''
          token.nesting = 0
          token.attrs = null
          dropped = true
        }
      }
    }
  })
}

export default defineConfig({
  title: 'Shootdown',
  description: 'TLB shootdown under virtualization: model-checked, fuzzed, proved and measured in one machine',
  lang: 'en',
  srcDir: root,
  srcExclude: ['**/node_modules/**', 'target/**', 'src/**', 'model-checking/**', 'docs/public/**'],
  rewrites: pages,
  cleanUrls: false,
  markdown: { config: asInTheRepository },
  vite: {
    publicDir: path.join(root, 'docs/public'),
    // Pages lie outside this folder, the generator's libraries within it.
    resolve: { alias: [{ find: /^vue(\/.*)?$/, replacement: path.join(root, 'docs/node_modules/vue') + '$1' }] }
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Tour', link: '/tour' },
      { text: 'Schemes', link: '/schemes' },
      { text: 'Claims', link: '/claims' },
      { text: 'Commands', link: '/commands' }
    ],
    sidebar: [
      {
        text: 'Beginning',
        items: [
          { text: 'What it is for', link: '/' },
          { text: 'Ten minutes', link: '/tour' },
          { text: 'The schemes', link: '/schemes' },
          { text: 'Claims and trust', link: '/claims' }
        ]
      },
      {
        text: 'Checking',
        items: [
          { text: 'The specification', link: '/specification' },
          { text: 'Model checking', link: '/checking' },
          { text: 'Fuzzing', link: '/fuzzing' },
          { text: 'Strategies compared', link: '/strategies' },
          { text: 'Every state of a machine', link: '/search' },
          { text: 'Schedules as pages, by hand', link: '/exploring' },
          { text: 'Proofs', link: '/proofs' }
        ]
      },
      {
        text: 'Measuring',
        items: [
          { text: 'Fidelity', link: '/fidelity' },
          { text: 'Whole programs', link: '/evaluation' },
          { text: 'Machines and workloads', link: '/profiles' },
          { text: 'Traces of a real host', link: '/importing' }
        ]
      },
      {
        text: 'Many machines',
        items: [
          { text: 'Shards: any batch system', link: '/batch' },
          { text: 'Spark', link: '/spark' }
        ]
      },
      {
        text: 'Reference',
        items: [
          { text: 'Commands', link: '/commands' },
          { text: 'File formats', link: '/formats' },
          { text: 'Architecture', link: '/architecture' },
          { text: 'Adding a scheme', link: '/contributing#how-to-add-a-scheme' },
          { text: 'Contributing', link: '/contributing' }
        ]
      }
    ],
    footer: { message: 'Apache-2.0' }
  }
})

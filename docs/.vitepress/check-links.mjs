// Every link of the built site that leads into the site must lead to a page, and every #anchor to something on that page.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const site = path.join(import.meta.dirname, 'dist')
const files = readdirSync(site, { recursive: true }).filter((file) => file.endsWith('.html'))
const text = new Map(files.map((file) => [file, readFileSync(path.join(site, file), 'utf8')]))
const ids = new Map()
for (const [file, html] of text) {
  ids.set(file, new Set([...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1])))
}

const broken = []
let links = 0
for (const [file, html] of text) {
  for (const [, href] of html.matchAll(/<(?:a|img|iframe|link|script)\b[^>]*?\s(?:href|src)="([^"]*)"/g)) {
    if (/^[a-z]+:/.test(href)) {
      continue
    }
    links++
    const [target, anchor] = decodeURI(href).split('#')
    let to = target === '' ? file : path.posix.join(target.startsWith('/') ? '' : path.posix.dirname(file), target)
    to = to.replace(/^\/+/, '').replace(/\?.*$/, '')
    if (to === '' || to === '.' || to.endsWith('/')) {
      to += 'index.html'
    }
    if (!existsSync(path.join(site, to))) {
      broken.push(`${file}: ${href} leads nowhere`)
    } else if (anchor && !/^step-\d+$/.test(anchor) && ids.has(to) && !ids.get(to).has(anchor)) {
      broken.push(`${file}: ${href}: no such place on that page`)
    }
  }
}
broken.forEach((line) => console.error(line))
console.log(`${files.length} pages, ${links} links, ${broken.length} broken`)
process.exit(broken.length === 0 && links > 0 ? 0 : 1)

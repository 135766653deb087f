// The bill of materials of an image, CycloneDX 1.5 as JSON on stdout: the NuGet packages from the programs' deps.json, the .NET runtimes and the
// Debian packages from what the image itself says of them.
//
//   node images/bill-of-materials.mjs TOOL IMAGE DEPS_JSON…        TOOL is podman or docker, or a path to one
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const [tool, image, ...depsFiles] = process.argv.slice(2)
if (depsFiles.length === 0) {
  console.error('usage: bill-of-materials.mjs TOOL IMAGE DEPS_JSON…')
  process.exit(2)
}

const call = (...args) => execFileSync(tool, args, { encoding: 'utf8', maxBuffer: 64 << 20 })
const inside = (program, ...args) => call('run', '--rm', '--network', 'none', '--entrypoint', program, image, ...args).split('\n').filter(Boolean)
const byName = (a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1)

function nugetPackages () {
  const libraries = Object.assign({}, ...depsFiles.map(file => JSON.parse(readFileSync(file, 'utf8')).libraries))
  return Object.entries(libraries).filter(([, l]) => l.type === 'package').map(([key, library]) => {
    const [name, version] = key.split('/')
    const purl = `pkg:nuget/${name}@${version}`
    // NuGet's hash is base64, CycloneDX wants hexadecimal digits.
    const hash = /^sha512-(.+)$/.exec(library.sha512 ?? '')?.[1]
    return {
      type: 'library', 'bom-ref': purl, name, version, purl, scope: 'required',
      ...(hash && { hashes: [{ alg: 'SHA-512', content: Buffer.from(hash, 'base64').toString('hex') }] })
    }
  })
}

function dotnetRuntimes () {
  return inside('/usr/share/dotnet/dotnet', '--list-runtimes').map(line => {
    const [name, version] = line.split(' ')
    const purl = `pkg:generic/${name}@${version}`
    return { type: 'framework', 'bom-ref': purl, name, version, purl, scope: 'required' }
  })
}

function debianPackages () {
  const release = Object.fromEntries(inside('/bin/cat', '/etc/os-release').map(l => l.split('=')).map(([k, v]) => [k, v.replaceAll('"', '')]))
  return inside('/usr/bin/dpkg-query', '-W', '-f', '${Package}\\t${Version}\\t${Architecture}\\t${source:Package}\\n').map(line => {
    const [name, version, arch, source] = line.split('\t')
    const purl = `pkg:deb/${release.ID}/${name}@${encodeURIComponent(version)}?arch=${arch}&distro=${release.ID}-${release.VERSION_ID}`
    return { type: 'library', 'bom-ref': purl, name, version, purl, scope: 'required', properties: [{ name: 'debian:source', value: source }] }
  })
}

const [{ Id: id, Created: created, ...rest }] = JSON.parse(call('image', 'inspect', image))
const labels = rest.Config?.Labels ?? rest.Labels ?? {}
const digest = id.replace(/^sha256:/, '')
const name = labels['org.opencontainers.image.title']
console.log(JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  // The same image has the same bill.
  serialNumber: `urn:uuid:${[8, 4, 4, 4, 12].reduce(({ parts, at }, n) => ({ parts: [...parts, digest.slice(at, at + n)], at: at + n }), { parts: [], at: 0 }).parts.join('-')}`,
  version: 1,
  metadata: {
    timestamp: new Date(created).toISOString(),
    component: {
      type: 'container', 'bom-ref': `image:${name}`, name, version: labels['org.opencontainers.image.version'],
      hashes: [{ alg: 'SHA-256', content: digest }], licenses: [{ license: { id: labels['org.opencontainers.image.licenses'] } }]
    }
  },
  components: [...nugetPackages(), ...dotnetRuntimes(), ...debianPackages()].sort(byName)
}, null, 2))

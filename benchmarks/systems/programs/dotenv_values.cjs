// Prints the variables that Next.js (@next/env) or Vite (loadEnv) reads in a folder: node dotenv_values.cjs next|vite FOLDER MODE
const [, , system, folder, mode] = process.argv
const of = (name) => require(require.resolve(name, { paths: [process.env.FORENSICS_SYSTEMS] }))
const ours = new Set(Object.keys(process.env))
let found
if (system === 'next') {
  const loaded = of('@next/env').loadEnvConfig(folder, mode === 'development', { info() {}, error: console.error })
  const names = loaded.loadedEnvFiles.flatMap((file) => Object.keys(file.env))
  found = Object.fromEntries(names.filter((name) => !ours.has(name)).map((name) => [name, loaded.combinedEnv[name]]))
} else {
  const loaded = of('vite').loadEnv(mode, folder, '')
  found = Object.fromEntries(Object.entries(loaded).filter(([name]) => !ours.has(name)))
}
console.log(JSON.stringify(found))

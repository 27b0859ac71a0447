// Prints the variables that Terraform files declare, as Terraform's own JSON syntax, by HashiCorp's parser (@cdktf/hcl2json).
const fs = require('fs')
const { parse } = require(require.resolve('@cdktf/hcl2json', { paths: [process.env.FORENSICS_SYSTEMS] }))
;(async () => {
  const variable = {}
  for (const path of process.argv.slice(2)) {
    const found = (await parse(path, fs.readFileSync(path, 'utf8'))).variable || {}
    for (const [name, [block]] of Object.entries(found)) {
      variable[name] = {}
      if ('default' in block) variable[name].default = block.default
      if (typeof block.type === 'string') variable[name].type = block.type.replace(/^\$\{(.*)\}$/s, '$1')
    }
  }
  console.log(JSON.stringify({ variable }))
})().catch((why) => { console.error(String(why)); process.exit(1) })

# Looks keys up with Puppet's own lookup: ruby hiera_values.rb HIERARCHY, with {"keys": [...], "facts": {...}} as input; prints JSON.
require 'json'
require 'puppet'
asked = JSON.parse($stdin.read)
Puppet.initialize_settings(['--hiera_config', ARGV[0], '--log_level', 'crit'])
Puppet::Util::Log.level = :crit
environment = Puppet::Node::Environment.create(:production, [])
found = {}
Puppet.override(current_environment: environment, loaders: Puppet::Pops::Loaders.new(environment)) do
  node = Puppet::Node.new('node.example', environment: environment, facts: Puppet::Node::Facts.new('node.example', asked['facts']))
  node.merge(asked['facts'])
  compiler = Puppet::Parser::Compiler.new(node)
  compiler.compile do |catalog|
    asked['keys'].each do |key|
      invocation = Puppet::Pops::Lookup::Invocation.new(compiler.topscope, {}, {}, nil)
      begin
        found[key] = Puppet::Pops::Lookup.lookup(key, nil, nil, false, nil, invocation)
      rescue Puppet::DataBinding::LookupError
        next
      end
    end
    catalog
  end
end
puts JSON.generate(found)

# Prints the values that the Rails `config` gem gives: its own reading and merging of the files named, in that order, as JSON.
require 'json'
require 'psych'
require 'config'
files = ARGV
puts JSON.generate(Config.load_files(*files).to_hash)

module example.org/ledger

go 1.22
toolchain go1.22.4

require github.com/pkg/errors v0.9.1

require (
	github.com/redis/go-redis/v9 v9.5.1 // raised for CVE-2024-0001
	golang.org/x/net v0.24.0 // indirect
)

replace github.com/pkg/errors => ../errors
replace (
	golang.org/x/net v0.24.0 => golang.org/x/net v0.25.0
)

exclude golang.org/x/text v0.3.0

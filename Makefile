# make check is all that CI runs; the longer targets are for people and for releases.
RACE      ?= -race
FUZZTIME  ?= 60s
VERSION   ?= $(shell git describe --tags --always --dirty 2>/dev/null)
TOOL       = go tool -modfile=tools.mod

.PHONY: build check format vet staticcheck test race race-short browser screenshots fuzz fuzz-short bench bench-short bench-search relevance crash vuln lint-deploy

build:
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/shopclerk ./cmd/shopclerk

check: format vet staticcheck test race-short fuzz-short bench-short

format:
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "run gofmt -w on these files"; exit 1; }

vet:
	go vet ./...

staticcheck:
	$(TOOL) staticcheck ./...

test:
	go test -shuffle=on ./...

# The race detector makes the tests take five to eight times as long, so check does race-short: what several goroutines work on
# most. Without the first variable each process waits a second at its end.
race race-short: export GORACE = atexit_sleep_ms=0
race:
	go test -race -shuffle=on -timeout 30m ./...

race-short:
	go test $(RACE) -shuffle=on ./catalog ./config ./search/... ./server/bots/... ./server/feeds/... ./server/imports/formats/...

# The admin page in Chromium, all of it; check does without what finds little more. npm fetches axe-core into the user's cache,
# unless AXE_JS names its file.
browser:
	BROWSER=full go test -count=1 -timeout 20m ./server/browser

# A picture of every page, light, dark and on a phone, in ./screenshots. Chinese needs a font, such as Debian's fonts-noto-cjk.
screenshots:
	SCREENSHOTS=$(CURDIR)/screenshots go test -count=1 -timeout 20m -run '^TestScreenshots$$' ./server/browser

# Every fuzz target of the project, one after the other, for FUZZTIME each.
fuzz:
	@set -e; grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u | while read -r dir; do \
		for target in $$(grep -ho '^func Fuzz[A-Za-z0-9]*' $$dir/*_test.go | cut -c6- | sort -u); do \
			echo "$$dir $$target $(FUZZTIME)"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5s $$dir || exit 1; \
		done; \
	done

fuzz-short:
	@$(MAKE) --no-print-directory fuzz FUZZTIME=200x

# Ratios to a bare floor program, in one run: takes about half an hour. See docs/benchmarks.md.
bench: bench-search
	go run ./internal/bench

# The embedded search index at 100,000 and at 1,000,000 products; about ten minutes.
bench-search:
	SEARCH_BENCH_PRODUCTS=100000 go test -run '^$$' -bench BenchmarkSearch -benchtime 1x -timeout 30m ./search/embedded
	SEARCH_BENCH_PRODUCTS=1000000 go test -run '^$$' -bench BenchmarkSearch -benchtime 1x -timeout 30m ./search/embedded

bench-short:
	go run ./internal/bench -short
	go test -run '^$$' -bench BenchmarkSearch -benchtime 1x ./search/embedded

# How well searches find what people judged to be right, a table for each engine. For Meilisearch set TEST_MEILI_URL and
# TEST_MEILI_KEY to a server whose indexes may be made and deleted.
relevance:
	go test -count=1 -v -run 'Judged' ./search/... | grep -v '^=== \|^---\|no test files\|^PASS'

# Kills the server and imports 200 times at random moments, then compares the search index with the database; and kills
# imports of 100,000 rows 100 times on each database, and compares what they leave with what an undisturbed one does. CI does
# each 5 times. And kills the server 20 times and restarts the database twice while 2,000 deliveries come in,
# and lets several work on 10,000.
crash:
	CRASH_ROUNDS=200 go test -count=1 -v -timeout 20m -run TestAfterCrashesTheIndex ./cmd/shopclerk
	CRASH_ROUNDS=100 CRASH_ROWS=100000 go test -count=1 -v -timeout 30m -run TestAfterCrashesAnImport ./cmd/shopclerk
	MANY_DELIVERIES=10000 go test -count=1 -v -timeout 10m -run 'Twice$$' ./server/feeds ./internal/store
	CRASH_DELIVERIES=2000 go test -count=1 -v -timeout 10m -run TestAfterCrashesEveryAcknowledgedDelivery ./cmd/shopclerk

# Asks the Go vulnerability database, so it needs the internet.
vuln:
	$(TOOL) govulncheck ./...

# What can be checked of the deployment files without a container engine; each linter is left out where it is not installed.
lint-deploy:
	@if command -v hadolint >/dev/null; then hadolint --failure-threshold style Dockerfile; else echo "left out: hadolint is not installed"; fi
	@if docker compose version >/dev/null 2>&1; then docker compose --file compose.yaml --profile '*' config --quiet; else echo "left out: docker compose is not installed"; fi
	@if command -v yamllint >/dev/null; then yamllint --strict --config-data '{extends: default, rules: {line-length: {max: 125}, document-start: disable, comments-indentation: disable}}' compose.yaml deploy/shopclerk.production.yaml; else echo "left out: yamllint is not installed"; fi
	@if command -v systemd-analyze >/dev/null; then \
		dir=$$(mktemp -d) && sed 's#/usr/local/bin/shopclerk#/bin/true#' deploy/shopclerk.service > $$dir/shopclerk.service && \
		systemd-analyze verify --recursive-errors=no $$dir/shopclerk.service; rc=$$?; rm -r $$dir; test $$rc = 0 && \
		systemd-analyze security --offline=yes --threshold=15 --no-pager deploy/shopclerk.service | tail -1; \
	else echo "left out: systemd-analyze is not installed"; fi

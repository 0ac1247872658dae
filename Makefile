# The commands of a developer. docs/development.md says what each proves.
# `run`, `build` and `test` need Go alone; the tools of `check` come from
# tools.mod, so that they stay out of the program's own dependencies.

SHELL := /bin/sh

GO     := go
TOOL   := $(GO) tool -modfile=tools.mod
VULNDB := https://vuln.go.dev

# One set of flags for everything that compiles, so that the dependencies are
# compiled once. The race detector alone needs cgo, and a build of its own.
export CGO_ENABLED := 0
export GOFLAGS     := $(GOFLAGS) -trimpath
WITH_CGO           := env -u CGO_ENABLED
# No symbol table and no DWARF: a quarter less, and panics still name lines.
LDFLAGS            := -s -w

# Where tests find the shared data, when it is not in ../shared. Tests run in
# their own folders, so a relative path would lead each to another place.
ifdef UNVOTES_SHARED
export UNVOTES_SHARED := $(abspath $(UNVOTES_SHARED))
endif

# The race detector needs cgo, hence a C compiler, on most systems; without one
# the tests still run, and say so before and after.
# SQLite is C translated to Go: the detector finds nothing in it and makes it five
# times slower. It must not be switched off for packages that share generic code
# with others, as of sync/atomic.
RACE = $(shell $(WITH_CGO) $(GO) list -race errors >/dev/null 2>&1 && echo -race -gcflags=modernc.org/sqlite/lib=-race=false)
no_race = $(if $(RACE),:,echo '*** THE TESTS RUN WITHOUT THE RACE DETECTOR: it needs a C compiler (install gcc) ***' >&2)

# Folders with test functions whose names begin with $(1), as ./folder.
with = $(sort $(patsubst %/,%,$(dir $(shell grep -rlE '^func $(1)' --include='*_test.go' .))))

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: ## Make a dataset of the built-in sample: unvotes demo
	$(GO) run -ldflags='$(LDFLAGS)' ./cmd/unvotes demo

.PHONY: build
build: ## Build the static program bin/unvotes
	$(GO) build -ldflags='$(LDFLAGS)' -o bin/unvotes ./cmd/unvotes

# The version is part of the dataset's identity and stands in the source.
VERSION = $(shell sed -n 's/^const version = "\(.*\)"$$/\1/p' cmd/unvotes/version.go)
SYSTEMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: release
release: ## Build archives for six systems into bin/release, with README, LICENSE, completions and SHA256SUMS
release: build
	@test -n "$(VERSION)" || { echo 'release: no version in cmd/unvotes/version.go'; exit 1; }
	@rm -rf bin/release && mkdir -p bin/release/completions
	@set -e; for shell in bash zsh fish powershell; do bin/unvotes completion $$shell >bin/release/completions/unvotes.$$shell; done; mv bin/release/completions/unvotes.powershell bin/release/completions/unvotes.ps1
	@set -e; cd bin/release; for system in $(SYSTEMS); do \
		os=$${system%/*}; arch=$${system#*/}; \
		name=unvotes-$(VERSION)-$$os-$$arch; exe=; [ $$os != windows ] || exe=.exe; \
		echo "build $$name"; \
		mkdir $$name; cp -R ../../README.md ../../LICENSE completions $$name; \
		(cd ../.. && GOOS=$$os GOARCH=$$arch $(GO) build -ldflags='$(LDFLAGS)' -o bin/release/$$name/unvotes$$exe ./cmd/unvotes); \
		tar -czf $$name.tar.gz $$name; rm -r $$name; \
	done; rm -r completions; \
	{ sha256sum unvotes-* 2>/dev/null || shasum -a 256 unvotes-*; } >SHA256SUMS; cat SHA256SUMS

.PHONY: test
test: ## Run the tests (needs Go alone)
	@$(no_race)
	$(if $(RACE),$(WITH_CGO)) $(GO) test $(RACE) -count=1 $(TESTFLAGS) ./...
	@$(no_race)

.PHONY: check
check: ## Check all else: format, vet, lint, replay, fuzz, benchmarks, vulnerabilities
check: format vet tidy lint replay fuzz benchonce vuln
	@echo 'check: all of it holds, but for what is marked *** above'

.PHONY: format
format:
	@bad=$$(gofmt -l .); [ -z "$$bad" ] || { echo "not formatted, run gofmt -w:"; echo "$$bad"; exit 1; }

.PHONY: vet
vet:
	$(GO) vet -tags replay,interop,browser ./...

.PHONY: tidy
tidy:
	$(GO) mod tidy -diff

.PHONY: lint
lint: ## Run golangci-lint, the import arrows included, and shellcheck
	$(TOOL) golangci-lint run
	@if command -v shellcheck >/dev/null; then shellcheck .ci/run deploy/github/*.sh cmd/unvotes/testdata/gh/gh; else echo '*** SHELL SCRIPTS WERE NOT CHECKED: install shellcheck ***'; fi

# The tests of the shared data, in files with the build tag: the parsers over every
# record, the crawl of the replay. All others ran in `make test`. -v, because a test
# that lacks Python or the data skips and says so. The race detector watches one
# crawl of each host; the others compare thousands of records in half of the time.
WATCHED := ^(TestSyncAgainstTheReplay|TestMeetingRecordsOfTheCorpus)$$
.PHONY: replay
replay: ## Run the tests of the shared data in UNVOTES_SHARED (needs Python 3)
	@$(no_race)
	@files=$$(grep -rl '^//go:build replay' --include='*_test.go' .) || { echo '*** NO TEST HAS THE BUILD TAG replay ***'; exit 0; }; \
	names=$$(sed -n 's/^func \(Test[^(]*\)(t .*/\1/p' $$files | sort -u | paste -s -d '|' -); \
	packages=$$(dirname $$files | sort -u); \
	$(if $(RACE),$(WITH_CGO)) $(GO) test $(RACE) -tags replay -count=1 -v -run "$(WATCHED)" ./cmd/unvotes && \
	$(GO) test -tags replay -count=1 -timeout 30m -v -run "^($$names)\$$" -skip "$(WATCHED)" $$packages

# The readers of requirements.txt in an environment of their own, DuckDB's
# extension for S3 beside it, and an S3 server over a folder. Each is made again
# only when its versions change.
VERSITYGW := v1.8.0
INTEROP   := testdata/interop

bin/interop-venv/ready: $(INTEROP)/requirements.txt
	python3 -m venv --clear bin/interop-venv
	bin/interop-venv/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

bin/interop-duckdb-s3/ready: $(INTEROP)/requirements-duckdb-s3.txt bin/interop-venv/ready
	rm -rf bin/interop-duckdb-s3
	bin/interop-venv/bin/python -m pip install --quiet --disable-pip-version-check --target bin/interop-duckdb-s3 -r $<
	touch $@

bin/versitygw-$(VERSITYGW):
	GOBIN=$(abspath bin/install) $(GO) install github.com/versity/versitygw/cmd/versitygw@$(VERSITYGW)
	mv bin/install/versitygw $@

.PHONY: interop
interop: ## Show the tables to pandas, PyArrow, Polars, DuckDB and Spark, run docs/recipes.md and deploy/github (needs Python 3, Java 17, git, jq)
interop: bin/interop-venv/ready bin/interop-duckdb-s3/ready bin/versitygw-$(VERSITYGW)
	@java -version >/dev/null 2>&1 || { echo 'interop: Java is missing, PySpark needs 17 or later'; exit 1; }
	@files=$$(grep -rl '^//go:build interop$$' --include='*_test.go' cmd output) && \
	names=$$(sed -n 's/^func \(Test[^(]*\)(t .*/\1/p' $$files | sort -u | paste -s -d '|' -) && \
	UNVOTES_PYTHON=$(abspath bin/interop-venv/bin/python) UNVOTES_VERSITYGW=$(abspath bin/versitygw-$(VERSITYGW)) \
	$(GO) test -tags interop -count=1 -timeout 20m -v -run "^($$names)\$$" $$(dirname $$files | sort -u | sed 's|^|./|')

# The tests in files with the build tag browser; UNVOTES_SCREENSHOTS=DIR keeps
# what they saw.
.PHONY: browser
browser: ## Look at reports in Chromium, at the width of a desktop and of a phone (needs chromium, Python and UNVOTES_SHARED)
	@command -v chromium >/dev/null || { echo 'browser: chromium is missing'; exit 1; }
	$(GO) test -tags browser -count=1 -timeout 20m -v -run '^TestBrowser$$' ./cmd/unvotes

# Of the built-in sample, and of every captured record.
.PHONY: pictures
pictures: bin/interop-venv/ready ## Draw docs/pictures again, as the program draws them now
	$(GO) test -count=1 -run '^TestReportOfTheDemo$$/^picture$$' ./cmd/unvotes -update
	UNVOTES_PYTHON=$(abspath bin/interop-venv/bin/python) \
	$(GO) test -tags interop -count=1 -timeout 20m -run '^TestInterop$$/^(corpus|report of the corpus)$$/^picture$$' ./cmd/unvotes -update

# Each target gets FUZZTIME, or without it five seconds, less when there are
# many: together one minute. A target that ends in nothing but "context
# deadline exceeded" has met a race in Go's own fuzzer (go.dev/issue/75804,
# mended in Go 1.27) and found nothing: it is tried again, twice.
.PHONY: fuzz
fuzz: ## Fuzz every target, FUZZTIME=10m each (default: 5s, a minute in all)
	@set -e; \
	targets=$$(for pkg in $(call with,Fuzz); do \
		list=$$($(GO) test -list '^Fuzz' $$pkg) || { echo "$$list" >&2; exit 1; }; \
		echo "$$list" | sed -n "s|^Fuzz.*|$$pkg &|p"; \
	done); \
	[ -n "$$targets" ] || { echo 'fuzz: no target found'; exit 1; }; \
	n=$$(echo "$$targets" | wc -l); each=$$((60 / n)); \
	[ $$each -le 5 ] || each=5; [ $$each -ge 1 ] || each=1; \
	echo "$$targets" | while read -r pkg target; do \
		for try in 1 2 3; do \
			echo "fuzz $$pkg $$target"; \
			if out=$$($(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime "$(or $(FUZZTIME),$${each}s)" $$pkg </dev/null 2>&1); then \
				echo "$$out" | grep '^fuzz:.*execs' | tail -n 1; continue 2; \
			fi; \
			echo "$$out"; \
			echo "$$out" | grep -qx ' *context deadline exceeded' || exit 1; \
			! echo "$$out" | grep -qE 'Failing input written|panic:' || exit 1; \
		done; \
		exit 1; \
	done

.PHONY: benchonce
benchonce:
	$(GO) test -run '^$$' -bench . -benchtime 1x $(call with,Benchmark)

# govulncheck ends with 3 for vulnerabilities. Any other failure fails too, but
# for the one that the database could not be fetched.
.PHONY: vuln
vuln: ## Look for known vulnerabilities (needs the Go vulnerability database)
	@out=$$($(TOOL) govulncheck -db $(VULNDB) ./... 2>&1) && code=0 || code=$$?; \
	echo "$$out"; \
	case $$code in \
	0) ;; \
	3) echo 'vuln: vulnerabilities found'; exit 1 ;; \
	*) echo "$$out" | grep -q '^govulncheck: fetching vulnerabilities: ' || exit 1; \
	   echo '*** VULNERABILITIES WERE NOT LOOKED FOR: $(VULNDB) cannot be reached ***' ;; \
	esac

.PHONY: bench
bench: ## Measure for benchstat: make bench > new.txt
	@$(GO) test -run '^$$' -bench . -benchmem -count=6 $(call with,Benchmark)

.PHONY: benchcmp
benchcmp: ## Compare two measurements: make benchcmp OLD=old.txt NEW=new.txt
	@$(TOOL) benchstat $(OLD) $(NEW)

bin/interop-venv/bench: testdata/bench/requirements.txt bin/interop-venv/ready
	bin/interop-venv/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

.PHONY: benchtable
benchtable: build bin/interop-venv/bench ## Measure beside lxml, parsel, BeautifulSoup, CSV: the table of docs/performance.md
	@bin/interop-venv/bin/python testdata/bench/compare.py bin/unvotes $(or $(UNVOTES_SHARED),../shared)

.PHONY: golden
golden: ## Rewrite the golden files; read the diff before you commit it
	$(GO) test -count=1 ./cmd/unvotes -update
	$(GO) test -tags replay -count=1 $$(grep -rl 'flag.Bool("update"' --include='*_test.go' . | xargs dirname | sort -u | grep -vx ./cmd/unvotes) -update

.PHONY: cover
cover: ## Measure test coverage; bin/cover.html shows the lines
	@mkdir -p bin
	$(GO) test -coverpkg=./... -coverprofile=bin/cover.out ./...
	@$(GO) tool cover -html=bin/cover.out -o bin/cover.html
	@$(GO) tool cover -func=bin/cover.out | tail -n 1

.PHONY: clean
clean: ## Remove what was built; never touches data/
	rm -rf bin

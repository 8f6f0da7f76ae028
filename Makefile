# Everything there is to do with capdb's sources. `make` lists it.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
# Passed to every `swift build` and `swift test`, for example SWIFTFLAGS='-j 2'.
SWIFTFLAGS ?=
# For `make fuzz`.
TARGET ?= quantity
SECONDS ?= 60

# The commit of a release, where these sources are a checkout of capdb's; `capdb --version` prints it.
CAPDB_COMMIT ?= $(if $(wildcard .git),$(shell git describe --always --abbrev=12 --exclude='*' --dirty 2>/dev/null))

# The same sources give the same bytes wherever they lie: the names of source files that compilers write into a binary (__FILE__
# of BoringSSL, #filePath) begin at the top of the checkout. Scripts/package does the rest.
# A build id would be computed from more than what stays in the binary.
RELEASE_FLAGS = -c release --static-swift-stdlib -Xlinker --build-id=none \
  -Xcc -ffile-prefix-map=$(CURDIR)=. -Xcxx -ffile-prefix-map=$(CURDIR)=. -Xswiftc -file-prefix-map -Xswiftc $(CURDIR)=.
# The folder of the binaries that `make install` and `make dist` take.
BINARIES ?= .build/release
RELEASE_BINARY = $(BINARIES)/capdb
DEMO_BINARY = $(BINARIES)/capdb-demo
SHARE = $(DESTDIR)$(PREFIX)/share
EXAMPLES = $(SHARE)/capdb
MANUAL = $(SHARE)/man/man1/capdb.1
# Where bash-completion, zsh and fish look.
BASH_COMPLETION = $(SHARE)/bash-completion/completions/capdb
ZSH_COMPLETION = $(SHARE)/zsh/site-functions/_capdb
FISH_COMPLETION = $(SHARE)/fish/vendor_completions.d/capdb.fish
SWIFT_SOURCES := $(wildcard Sources Tests Migrations Fuzz Benchmarks Package.swift)
SCRIPTS := $(wildcard Scripts/*.sh) $(filter-out %.sh %.py,$(wildcard Scripts/*)) Tests/PostgresServer/keeper .ci/run

.DEFAULT_GOAL := help
.PHONY: help build test demo release install dist image check-package format lint sanitize fuzz clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build for development, installing the headers that are missing
	@Scripts/bootstrap build
	$(SWIFT) build $(SWIFTFLAGS)

# Products one by one: `swift build --build-tests` also builds protoc, 526 C++ files that nothing here runs.
test: ## run all tests; what is skipped is named at the end
	@Scripts/bootstrap test
	$(SWIFT) build $(SWIFTFLAGS) --product capdb
	$(SWIFT) build $(SWIFTFLAGS) --product capdb-demo
	$(SWIFT) build $(SWIFTFLAGS) --product capdbPackageTests
	Scripts/test --skip-build $(SWIFTFLAGS)

demo: ## collect a simulated cluster through two weeks and report on it
	@Scripts/bootstrap build
	$(SWIFT) build $(SWIFTFLAGS) --product capdb
	$(SWIFT) build $(SWIFTFLAGS) --product capdb-demo
	.build/debug/capdb demo

release: export CAPDB_COMMIT := $(CAPDB_COMMIT)
release: ## build the binaries to install, with Swift's libraries inside
	@Scripts/bootstrap build
	$(SWIFT) build $(RELEASE_FLAGS) $(SWIFTFLAGS) --product capdb
	$(SWIFT) build $(RELEASE_FLAGS) $(SWIFTFLAGS) --product capdb-demo

$(RELEASE_BINARY) $(DEMO_BINARY):
	$(MAKE) release

install: | $(RELEASE_BINARY) $(DEMO_BINARY) ## install binaries, manual page, completions and examples below PREFIX (/usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(EXAMPLES)" $(foreach file,$(MANUAL) $(BASH_COMPLETION) $(ZSH_COMPLETION) \
	  $(FISH_COMPLETION),"$(dir $(file))")
	install -m 755 $(RELEASE_BINARY) $(DEMO_BINARY) "$(DESTDIR)$(PREFIX)/bin"
	cp -R Config/. "$(EXAMPLES)/"
	chmod -R u=rwX,go=rX "$(EXAMPLES)"
	$(RELEASE_BINARY) manual > "$(MANUAL)"
	$(RELEASE_BINARY) completions bash > "$(BASH_COMPLETION)"
	$(RELEASE_BINARY) completions zsh > "$(ZSH_COMPLETION)"
	$(RELEASE_BINARY) completions fish > "$(FISH_COMPLETION)"
	chmod 644 "$(MANUAL)" "$(BASH_COMPLETION)" "$(ZSH_COMPLETION)" "$(FISH_COMPLETION)"

dist: ## make the archive, the Debian package, the SBOM and SHA256SUMS of a release in dist/
	@Scripts/bootstrap build
	$(MAKE) release
	Scripts/package

image: ## make a container image of what is in dist/, with buildah, podman or docker
	Scripts/container

check-package: ## install the Debian package in an empty Debian, use it, and remove it (as root, with debootstrap)
	Scripts/check-package

format: ## rewrite the Swift sources in the project's layout
	$(SWIFT) format -i -p -r $(SWIFT_SOURCES)

lint: ## check the layout of the Swift sources, their imports, and the shell scripts
	$(SWIFT) format lint --strict -p -r $(SWIFT_SOURCES)
	for script in $(SCRIPTS); do bash -n "$$script" || exit; done
	@if command -v python3 >/dev/null; then Scripts/imports.py; else echo 'python3 is not installed: imports are not checked'; fi
	@if command -v shellcheck >/dev/null; then shellcheck $(SCRIPTS); else echo 'shellcheck is not installed: skipped'; fi

sanitize: ## run the modules' tests under the address sanitizer
	@Scripts/bootstrap test
	Scripts/sanitize address $(SWIFTFLAGS)

fuzz: ## fuzz one decoder: TARGET=quantity SECONDS=60
	@Scripts/bootstrap build
	Scripts/fuzz "$(TARGET)" "$(SECONDS)" $(SWIFTFLAGS)

clean: ## remove everything that was built
	rm -rf .build .build-* dist

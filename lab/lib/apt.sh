# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# apt in a private configuration, one for each Debian suite that the lab uses.
# Its sources, lists, cache and (empty) package state are in the build directory.
# The system's configuration is only read: for its mirrors and its proxies. apt
# verifies all downloads, as on any Debian system.

APT_DIR=$LAB_BUILD/apt
APT_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# system_sources: print each enabled binary source of the system that has the
# component "main", as a line "URI SUITE", from both formats of apt. Sources
# signed with another key than Debian's are skipped.
system_sources() {
	{ find /etc/apt/sources.list /etc/apt/sources.list.d -name '*.list' 2>/dev/null || :; } |
		sort | xargs -r cat | awk '
		$1 == "deb" {
			opts = ""
			if (match($0, /\[[^]]*\]/)) {
				opts = substr($0, RSTART, RLENGTH)
				sub(/\[[^]]*\]/, "")
			}
			if (opts ~ /signed-by/ && opts !~ /debian-archive/) next
			for (i = 4; i <= NF; i++) if ($i == "main") print $2, $3
		}'
	{ find /etc/apt/sources.list.d -name '*.sources' 2>/dev/null || :; } |
		sort | while read -r file; do cat "$file"; echo; done | awk '
		function flush_stanza(    u, s, i, j, nu, ns) {
			if (f["types"] ~ /(^| )deb( |$)/ && f["enabled"] !~ /no/ &&
			    (f["signed-by"] == "" || f["signed-by"] ~ /debian-archive/) &&
			    f["components"] ~ /(^| )main( |$)/) {
				nu = split(f["uris"], u); ns = split(f["suites"], s)
				for (i = 1; i <= nu; i++) for (j = 1; j <= ns; j++) print u[i], s[j]
			}
			split("", f); key = ""
		}
		/^#/ { next }
		/^[[:space:]]*$/ { flush_stanza(); next }
		/^[[:space:]]/ { f[key] = f[key] " " $0; next }
		{ key = tolower($1); sub(/:.*/, "", key); value = $0
		  sub(/^[^:]*:[[:space:]]*/, "", value); f[key] = value }
		END { flush_stanza() }'
}

# mirror_uri main|security: print the system's mirror of that archive.
mirror_uri() {
	local codename pattern
	codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	pattern="${codename:-none}|stable|oldstable|testing"
	[ "$1" = main ] || pattern="(${pattern})(-security|/updates)"
	system_sources | awk -v want="^($pattern)\$" '$2 ~ want && !seen++ { print $1 }'
}

# apt_sources SUITE: print the private sources list. It uses the system's
# mirrors with another suite.
apt_sources() {
	local suite=$1 main security options
	main=$(mirror_uri main)
	security=$(mirror_uri security)
	[ -n "$main" ] ||
		die "no Debian mirror found in /etc/apt/sources.list or /etc/apt/sources.list.d" \
		"the lab takes its packages from the system's mirror: add Debian's to its sources"
	options=
	[ ! -e "$APT_KEYRING" ] || options="[signed-by=$APT_KEYRING]"
	echo "deb $options $main $suite main"
	# Only the firmware is built from a source package, of this suite.
	[ "$suite" != trixie ] || echo "deb-src $options $main $suite main"
	if [ -n "$security" ]; then
		echo "deb $options $security $suite-security main"
	else
		warn "the system has no source for Debian's security updates; doing without"
	fi
}

# apt_setup SUITE: write the private configuration. If the mirror has changed,
# the package lists become invalid.
apt_setup() {
	local dir=$APT_DIR/$1
	mkdir -p "$dir/etc/parts" "$dir/lists/partial" "$dir/archives/partial"
	: >"$dir/status"
	apt_sources "$1" >"$dir/sources.new"
	cmp -s "$dir/sources.new" "$dir/etc/sources.list" || rm -f "$dir/updated"
	mv "$dir/sources.new" "$dir/etc/sources.list"
	{
		# Use the system's way to its mirror, such as a proxy, but not
		# its hooks.
		apt-config dump | grep '^Acquire::' || :
		cat <<-CONF
			Dir::Etc "$dir/etc";
			Dir::Etc::sourcelist "$dir/etc/sources.list";
			Dir::Etc::sourceparts "-";
			Dir::Etc::parts "$dir/etc/parts";
			Dir::Etc::main "none";
			Dir::Etc::preferences "none";
			Dir::Etc::preferencesparts "$dir/etc/parts";
			Dir::State "$dir";
			Dir::State::lists "$dir/lists";
			Dir::State::status "$dir/status";
			Dir::Cache "$dir";
			Dir::Cache::archives "$dir/archives";
			Dir::Log "$dir";
			APT::Architecture "$(dpkg --print-architecture)";
			APT::Architectures { "$(dpkg --print-architecture)"; "arm64"; };
			APT::Sandbox::User "root";
			APT::Keep-Downloaded-Packages "true";
			Acquire::Languages "none";
			Acquire::Retries "3";
		CONF
	} >"$dir/apt.conf"
}

# lab_apt SUITE TOOL ARGUMENT…: run one of apt's tools with the private configuration.
lab_apt() {
	local suite=$1 tool=$2
	shift 2
	LC_ALL=C.UTF-8 APT_CONFIG=$APT_DIR/$suite/apt.conf "$tool" "$@"
}

# apt_update SUITE: fetch the package lists.
apt_update() {
	note "fetching the package lists of $1"
	rm -f "$APT_DIR/$1/updated"
	lab_apt "$1" apt-get update >&2 ||
		die "the package lists of $1 could not be fetched from the system's Debian mirror" \
			"apt's own message stands above; see whether 'apt-get update' works"
	touch "$APT_DIR/$1/updated"
}

# apt_depends SUITE PACKAGE: print the names of its direct dependencies.
apt_depends() {
	lab_apt "$1" apt-cache --no-all-versions show "$2" |
		sed -n 's/^Depends: //p' | tr ',' '\n' | sed 's/^ *//; s/[ (|:].*//' |
		grep -v '^$' || :
}
